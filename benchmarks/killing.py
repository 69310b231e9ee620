"""Two web servers behind nginx, one of them killed and started again under load, while an article is published every second.

Needs PostgreSQL, Redis, nginx and wrk.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import URLError

from benchmarks import load, report, sides

CONNECTIONS = 16
#: Seconds between one death and the next, and from death to birth.
_BETWEEN, _AWAY = 5.0, 1.0

_NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream masthead {{
        server 127.0.0.1:{first} max_fails=1 fail_timeout=1s;
        server 127.0.0.1:{second} max_fails=1 fail_timeout=1s;
        keepalive 32;
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://masthead;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_next_upstream error timeout http_502 http_503;
        }}
    }}
}}
"""


class Server:
    """One web process of ours on a port of its own; `kill` ends it without a word."""

    def __init__(self, side: sides.Side) -> None:
        self.side, self.port = side, sides.free_port()
        self.served = sides.Served(f"http://127.0.0.1:{self.port}", 0)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "cms.operations.web", "--log-level", "error", "--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen(command, cwd=sides.ROOT, env=self.side.environment, start_new_session=True)

    def wait(self) -> None:
        end = time.monotonic() + 90
        while True:
            try:
                self.served.get("/")
                return
            except (URLError, ConnectionError):
                if time.monotonic() > end:
                    raise SystemExit("A server that was killed does not answer again.") from None
                time.sleep(0.1)

    def kill(self) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


def run(arguments: Namespace) -> int:
    """Measure, print, write; 1 when an answer was wrong or stale."""
    missing = [name for name in ("nginx", "wrk", "redis-server") if shutil.which(name) is None]
    if missing:
        print(f"{', '.join(missing)} not found: what happens when a process is killed is not measured.")
        return 0
    seconds = 15.0 if arguments.short else 60.0
    with sides.both(1_000 if arguments.short else 10_000) as (found, database), ExitStack() as ending:
        side = found["ours"]
        servers = [Server(side) for _ in range(2)]
        for server in servers:
            ending.callback(server.kill)
            server.start()
        for server in servers:
            server.wait()
        url = ending.enter_context(_nginx(servers))
        paths = side.ask("paths", "0")
        asked = [*paths["article"][:20], *paths["detail"][:20], *paths["topic"], *paths["list"]]
        command = [sys.executable, "-m", "benchmarks.publication", "ours", "publish", str(round(seconds)), url]
        publisher = subprocess.Popen(command, cwd=sides.ROOT, env=side.environment, stdout=subprocess.PIPE, text=True)
        deaths, over = [0], threading.Event()
        killing = threading.Thread(target=_kill, args=(servers, deaths, over))
        killing.start()
        try:
            busy = load.load(url, asked, connections=CONNECTIONS, seconds=seconds)
            out, _ = publisher.communicate(timeout=180)
        finally:
            over.set()
            killing.join()
            publisher.kill()
    if "RESULT" not in out:
        raise SystemExit("The publisher was given an answer that was none.")
    told = json.loads(out.rsplit("RESULT", 1)[1])
    rows = [
        ("requests answered, with 16 clients", f"{busy.rate * seconds:,.0f}, {busy.rate:,.0f}/s", ""),
        ("a server killed and started again", f"{deaths[0]} times", ""),
        ("articles published, each read three times at once", f"{told['published']}", ""),
        ("answers that were none, or 5xx", f"{busy.wrong}", "kept" if not busy.wrong else "**missed**"),
        ("answers that were stale right after a publication", f"{told['stale']}", "kept" if not told["stale"] else "**missed**"),
        ("99 of 100 answers took less than", f"{busy.p99:.0f} ms", ""),
    ]
    text = report.table((f"{seconds:.0f} seconds, {database} and Redis", "", ""), rows)
    report.tell(arguments, "killing", f"{text}\n\n{report.where()}")
    return int(bool(busy.wrong or told["stale"]))


def _kill(servers: list[Server], deaths: list[int], over: threading.Event) -> None:
    """One server after the other, until it is over; never both."""
    while not over.wait(_BETWEEN):
        server = servers[deaths[0] % len(servers)]
        server.kill()
        deaths[0] += 1
        over.wait(_AWAY)
        server.start()
        server.wait()


@contextmanager
def _nginx(servers: list[Server]) -> Iterator[str]:
    """Its address, with the servers behind it."""
    port = sides.free_port()
    with tempfile.TemporaryDirectory(prefix="masthead-nginx-") as folder:
        file = Path(folder) / "nginx.conf"
        file.write_text(_NGINX.format(folder=folder, port=port, first=servers[0].port, second=servers[1].port), "utf-8")
        command = ["nginx", "-e", f"{folder}/error.log", "-p", folder, "-c", str(file)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            front = sides.Served(f"http://127.0.0.1:{port}", process.pid)
            for _ in range(100):
                try:
                    front.get("/")
                    break
                except URLError:
                    time.sleep(0.1)
            yield front.url
        finally:
            process.terminate()
            process.wait(15)
