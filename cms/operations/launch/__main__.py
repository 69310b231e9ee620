"""`python -m cms.operations.launch [--dev] [--frontend]`: prepare, start, announce, look after, stop."""

import argparse
import http.client
import json
import os
import sys
import time
from urllib.parse import urlsplit

from cms.environment import from_file
from cms.operations.launch import ROOT, CannotStartError
from cms.operations.launch.announcement import announcement
from cms.operations.launch.frontend import Frontend, read_frontend, start_frontend
from cms.operations.launch.supervisor import Program, Supervisor
from cms.operations.launch.surroundings import Address, Wishes, complete, read_wishes

FIRST_ANSWER = 60.0  # seconds


def manage(*words: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *words]


def programs(address: Address, *, dev: bool) -> list[Program]:
    host, port = address.host, str(address.port)
    if dev:
        web = manage("runserver", f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
    else:
        web = [sys.executable, "-m", "cms.operations.web", "--log-level", "warning", "--host", host, "--port", port]
    return [Program("web server", web), Program("worker", manage("worker", "--with-scheduler"))]


def first_answer(address: Address, site_url: str) -> int | None:
    """The status of the home page; None while the server is not there yet. Rendering it also warms the server up."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address.host, address.host)  # noqa: S104 - compared with, not bound to
    connection = http.client.HTTPConnection(host, address.port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": urlsplit(site_url).netloc})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def launch(supervisor: Supervisor, environment: dict[str, str], wishes: Wishes, *, dev: bool, frontend: Frontend | None = None) -> None:
    """Prepare, start and look after everything until `supervisor` is told to stop. Raises `CannotStartError`."""
    code, output = supervisor.wait_for(Program("preparation", manage("prepare", *([] if wishes.demo else ["--empty"]))))
    if supervisor.stopping:
        return
    if code != 0:
        raise CannotStartError("")  # the preparation has said why
    report = json.loads(output.splitlines()[-1])
    status = None
    try:
        wishes.address.claim()
        supervisor.start(*programs(wishes.address, dev=dev))
        status = wait_for_first_answer(supervisor, wishes.address, environment["SITE_URL"])
    finally:
        # Also when the start failed: a new account's password is nowhere else.
        if status is not None or report["password"]:
            print(announcement(report, status), flush=True)
    if frontend is not None:
        start_frontend(supervisor, frontend, environment["SITE_URL"])
    while not supervisor.stopping:
        supervisor.pause(0.5)
        if not supervisor.stopping:
            supervisor.tend()


def wait_for_first_answer(supervisor: Supervisor, address: Address, site_url: str) -> int | None:
    """The status with which the home page answers; None when told to stop before that. Raises `CannotStartError`."""
    deadline = time.monotonic() + FIRST_ANSWER
    while not supervisor.stopping:
        supervisor.pause(0.1)
        supervisor.tend()
        status = first_answer(address, site_url)
        if status is not None:
            return status
        if time.monotonic() > deadline:
            raise CannotStartError(f"The web server did not answer within {FIRST_ANSWER:.0f} seconds.")
    return None


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m cms.operations.launch", description="Run the whole publication on this machine.")
    parser.add_argument("--dev", action="store_true", help="reload when the code changes, with DEBUG=on")
    parser.add_argument("--frontend", action="store_true", help="with the reference frontend, which needs Node and npm")
    arguments = parser.parse_args()
    dev, frontend = arguments.dev, None
    os.umask(0o077)  # what is made here is for this user alone
    try:
        values = from_file(ROOT / ".env")
        wishes = read_wishes(values)
        wishes.address.claim()
        if arguments.frontend:
            frontend = read_frontend(values, wishes.frontend)
            values = {"FRONTENDS": frontend.entry, **values, "REVALIDATE_SECRET": frontend.secret}
        environment = complete(values, wishes.address, debug=dev)
    except CannotStartError as error:
        print(error, file=sys.stderr)
        return 1
    supervisor = Supervisor(environment)
    supervisor.listen_to_signals()
    try:
        launch(supervisor, environment, wishes, dev=dev, frontend=frontend)
    except CannotStartError as error:
        supervisor.end_all()
        if str(error):
            print(error, file=sys.stderr)
        return 1
    print("\nStopping …", flush=True)
    supervisor.end_all()
    print("Stopped.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
