"""Ours and stock with the same publication, each in processes of its own: a database, a folder, a production server.

Both use PostgreSQL: what DATABASE_URL names (stock the database of the same name with `_stock` behind it; both must be there, and are
seeded if they are empty), or a server that is thrown away afterwards. Without PostgreSQL both use SQLite.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
SIDES = ("ours", "stock")
WORKERS = 2
_GRANIAN = ("granian", "--interface", "wsgi", "--blocking-threads", "4")
_SERVERS = {
    "ours": ("cms.operations.web",),
    "stock": (*_GRANIAN, "benchmarks.stock.wsgi:application"),
    "constant": (*_GRANIAN, "benchmarks.constant:application"),
}


@dataclass(frozen=True)
class Side:
    """One of them. `environment` is all that its processes know."""

    name: str
    environment: dict[str, str]

    def ask(self, *words: str, timeout: float = 3_600) -> Any:
        """What `python -m benchmarks.publication NAME …` prints."""
        command = [sys.executable, "-m", "benchmarks.publication", self.name, *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=timeout)
        if done.returncode:
            raise SystemExit(f"{' '.join(command[1:])} failed:\n{done.stderr[-3000:]}")
        return json.loads(done.stdout.rsplit("RESULT", 1)[1])


@contextmanager
def both(count: int) -> Iterator[tuple[dict[str, Side], str]]:
    """Both sides by name, with `count` articles each, and the database's name. Ours has Redis, where that is installed."""
    with _folder() as folder, _database() as url, _shared_cache() as cache:
        yield {name: _seeded(name, Path(folder) / name, url, count, cache) for name in SIDES}, "PostgreSQL" if url else "SQLite"


@contextmanager
def ours(counts: Sequence[int]) -> Iterator[tuple[dict[int, Side], str]]:
    """Our side once for each number of articles, and the database's name; all of it is thrown away."""
    names = [f"bench_{count}" for count in counts]
    with tempfile.TemporaryDirectory(prefix="masthead-bench-") as folder, _postgresql(names) as server:
        found = {}
        for count, name in zip(counts, names, strict=True):
            found[count] = _seeded("ours", Path(folder) / name, f"{server}/{name}" if server else "", count)
        yield found, "PostgreSQL" if server else "SQLite"


def _seeded(name: str, place: Path, url: str, count: int, cache: str = "") -> Side:
    (place / "static").mkdir(parents=True, exist_ok=True)
    environment = {
        **{known: os.environ[known] for known in ("PATH", "HOME", "LANG") if known in os.environ},
        "SECRET_KEY": "only for a benchmark, and gone with its folder in a minute or two",
        "SITE_URL": "http://localhost",
        "VAR_DIR": str(place),
        "LOG_LEVEL": "ERROR",
        **dict.fromkeys(("API_RATE_LIMIT", "SEARCH_RATE_LIMIT"), "0"),
        **({"DATABASE_URL": url} if url else {}),
        **({"CACHE_URL": cache} if cache else {}),
    }
    side = Side(name, environment)
    if not (place / f"seeded-{count}").exists():
        print(f"{name}: making {count:,} articles", flush=True)
        side.ask("seed", str(count))
        (place / f"seeded-{count}").touch()
    return side


@contextmanager
def _folder() -> Iterator[str]:
    """Where both live; one that stays when BENCHMARK_FOLDER names it, so that the next run with the same database need not seed."""
    kept = os.environ.get("BENCHMARK_FOLDER")
    if kept:
        yield kept
    else:
        with tempfile.TemporaryDirectory(prefix="masthead-bench-") as folder:
            yield folder


@contextmanager
def _database() -> Iterator[str]:
    if os.environ.get("DATABASE_URL"):
        yield os.environ["DATABASE_URL"]
        return
    with _postgresql(["bench", "bench_stock"]) as server:
        yield f"{server}/bench" if server else ""


@contextmanager
def _postgresql(names: Sequence[str]) -> Iterator[str]:
    """A server with these databases, up to the slash before their names; nothing where PostgreSQL is not installed."""
    sys.path.insert(0, str(ROOT / "scripts"))
    from throwaway_postgres import server_binaries, throwaway_postgres

    if server_binaries() is None:
        yield ""
        return
    import psycopg

    with throwaway_postgres() as url:
        host = unquote(urlsplit(url).netloc.rpartition("@")[2])
        with psycopg.connect(host=host, user="masthead", dbname="postgres", autocommit=True) as connection:
            for name in names:
                connection.execute(f"CREATE DATABASE {name}")
        yield url.rpartition("/")[0]


@contextmanager
def _shared_cache() -> Iterator[str]:
    """The address of a Redis that is thrown away; nothing where it is not installed."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        yield ""
        return
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--loglevel", "warning"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(15)


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass(frozen=True)
class Served:
    """A running server. `pid` is the first process of its tree."""

    url: str
    pid: int

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body, redirects not followed."""
        with urlopen(Request(self.url + path, headers={"Host": "localhost"}), timeout=60) as answer:  # noqa: S310 - our own server
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()

    def settle(self, path: str) -> None:
        """Wait until what was asked before the clients went away is answered: a slow server goes on with it."""
        for _ in range(200):
            began = time.monotonic()
            for _worker in range(2 * WORKERS):
                self.get(path)
            if time.monotonic() - began < 2 * WORKERS:
                return

    def memory(self) -> float:
        """MiB of the whole tree, shared pages counted once (PSS); 0 where the system does not tell."""
        total, waiting = 0, [self.pid]
        while waiting:
            pid = waiting.pop()
            with suppress(OSError):
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
                waiting += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        return total / 1024


@contextmanager
def served(name: str, environment: dict[str, str], **extra: str) -> Iterator[Served]:
    """The side, or `constant`, behind the production server with two worker processes of four threads."""
    port = free_port()
    command = [sys.executable, "-m", *_SERVERS[name], "--log-level", "error", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(WORKERS)]
    process = subprocess.Popen(command, cwd=ROOT, env={**environment, **extra})
    try:
        server = Served(f"http://127.0.0.1:{port}", process.pid)
        end = time.monotonic() + 90
        while True:
            try:
                server.get("/" if name != "stock" else "/api/v2/pages/?limit=1")
                break
            except URLError:
                if time.monotonic() > end or process.poll() is not None:
                    raise SystemExit(f"The server of “{name}” does not answer.") from None
                time.sleep(0.3)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
