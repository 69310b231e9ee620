"""A PostgreSQL server that lives as long as a `with` block, from the distribution's own binaries."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

LOCALE = ["--locale=C.UTF-8"] if sys.platform == "linux" else []
#: Nothing here survives the server, so nothing needs to reach the disk.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100", "listen_addresses": ""}


def server_binaries() -> Path | None:
    """The folder with initdb and pg_ctl of the newest installed server, if there is one that can be used here."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    for folder in [*folders, *([Path(on_path).resolve().parent] if on_path else [])]:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    return None


def _server_user() -> str | None:
    """The user that the server has to run as: initdb refuses root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return pwd.getpwnam("nobody").pw_name


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """The URL of an empty database on a Unix socket. Raises `RuntimeError` where no server can be started."""
    binaries = server_binaries()
    if binaries is None:
        raise RuntimeError("no PostgreSQL server is installed")
    user = _server_user()

    def run(*command: str | Path) -> None:
        group = pwd.getpwnam(user).pw_gid if user else None
        done = subprocess.run(command, user=user, group=group, capture_output=True, text=True, cwd="/", check=False)
        if done.returncode:
            raise RuntimeError(f"PostgreSQL does not start: {(done.stderr or done.stdout).strip()}")

    # A socket's path may have 100 characters: macOS's own temporary folder leaves too few.
    with tempfile.TemporaryDirectory(prefix="masthead-pg-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        if user:
            shutil.chown(folder, user)
        data, log = Path(folder) / "data", Path(folder) / "log"
        run(binaries / "initdb", "-D", data, "-U", "masthead", "--auth=trust", "--encoding=UTF8", "--no-sync", *LOCALE)
        options = " ".join(f"-c {name}='{value}'" for name, value in {**FAST, "unix_socket_directories": folder}.items())
        run(binaries / "pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start")
        try:
            yield f"postgres://masthead@{quote(folder, safe='')}/postgres"
        finally:
            run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
