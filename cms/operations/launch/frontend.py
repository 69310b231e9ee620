"""The reference frontend beside the publication: `make frontend`. Node builds it from what the API says, then serves it."""

import base64
import json
import os
import re
import secrets
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass

from cms.operations.launch import ROOT, CannotStartError
from cms.operations.launch.supervisor import Program, Supervisor
from cms.operations.launch.surroundings import Address

FOLDER = ROOT / "frontend"
OLDEST_NODE = (20, 9)
FIRST_ANSWER = 60.0  # seconds


@dataclass(frozen=True)
class Frontend:
    """Where the frontend listens, and the secret with which the publication signs its calls."""

    address: Address
    secret: str
    node: str
    npm: str

    @property
    def entry(self) -> str:
        """What FRONTENDS says of it."""
        return json.dumps([{"name": "Reference frontend", "origin": self.address.site_url}])

    def environment(self, site_url: str) -> dict[str, str]:
        """What its programs are told: nothing of the publication's own secrets."""
        passed = ("PATH", "HOME", "LANG", "TMPDIR", "http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
        inherited = {name: value for name, value in os.environ.items() if name in passed or name.lower().startswith("npm_config_")}
        return {
            **inherited,
            "MASTHEAD_URL": site_url,
            "SITE_URL": self.address.site_url,
            "REVALIDATE_SECRET": self.secret,
            "NEXT_TELEMETRY_DISABLED": "1",
        }


def read_frontend(values: Mapping[str, str], address: Address) -> Frontend:
    """The frontend at an address. Raises `CannotStartError` where it could not run."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise CannotStartError("The frontend needs Node 20.9 or newer and npm, and they are not on the PATH: install nodejs and npm.")
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = tuple(int(part) for part in re.findall(r"[0-9]+", said)[:2])
    if version < OLDEST_NODE:
        raise CannotStartError(f"The frontend needs Node 20.9 or newer, and {node} is {said.strip() or 'of no known version'}.")
    address.claim("FRONTEND_PORT")
    secret = values.get("REVALIDATE_SECRET", "").strip() or "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    return Frontend(address, secret, node, npm)


def start_frontend(supervisor: Supervisor, frontend: Frontend, site_url: str) -> None:
    """Install what is missing, build, and start. Returns when it answers, or when told to stop. Raises `CannotStartError`."""
    environment = frontend.environment(site_url)
    # Next finds what its configuration imports only from its own folder.
    next_js = [frontend.node, str(FOLDER / "node_modules" / "next" / "dist" / "bin" / "next")]
    install = [frontend.npm, "ci", "--silent"]
    steps = [
        ("Installing the frontend's packages (only when they have changed)", install, _installed()),
        ("Building the frontend (about a minute)", [*next_js, "build"], False),
    ]
    for sentence, command, done in steps:
        if done or supervisor.stopping:
            continue
        print(sentence, flush=True)
        code, output = supervisor.wait_for(Program("frontend", command, environment=environment, folder=FOLDER))
        if code and not supervisor.stopping:
            raise CannotStartError(f"{output}\nThe frontend could not be made ready: the lines above say why.")
    if supervisor.stopping:
        return
    # Next takes 127.0.0.1 and localhost for two origins, and then sends its own requests through a proxy.
    host = "localhost" if frontend.address.host in ("127.0.0.1", "::1") else frontend.address.host
    serve = [*next_js, "start", "--hostname", host, "--port", str(frontend.address.port)]
    supervisor.start(Program("frontend", serve, environment=environment, folder=FOLDER))
    deadline = time.monotonic() + FIRST_ANSWER
    while not _answers(frontend.address.site_url):
        supervisor.pause(0.2)
        supervisor.tend()
        if supervisor.stopping:
            return
        if time.monotonic() > deadline:
            raise CannotStartError(f"The frontend did not answer within {FIRST_ANSWER:.0f} seconds.")
    print(f"\nThe reference frontend is running.\n\n  Frontend  {frontend.address.site_url}/\n", flush=True)


def _installed() -> bool:
    marker, lock = FOLDER / "node_modules" / ".package-lock.json", FOLDER / "package-lock.json"
    return marker.exists() and marker.stat().st_mtime >= lock.stat().st_mtime


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
