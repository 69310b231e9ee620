"""The tests' database, and the copies that tests begin with: to copy a database takes a fraction of what it takes to fill it again.

Every process of a run has one. It starts as `migrated` (what migrations leave), `published` (the least publication on top of that: what a
test gets that says nothing) or another copy that a fixture has kept.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString, Protocol
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django_tasks_db.models import DBTaskResult
from psycopg import sql

from cms.tags.watching import watched
from tests import factories

ROOT = Path(__file__).resolve().parent.parent
MIGRATED = "migrated"
PUBLISHED = "published"


def migrations_hash() -> str:
    """Changes with every migration of ours, every version of somebody else's, and what is made when migrations have run."""
    files = [
        ROOT / "requirements.txt",
        ROOT / "cms/tags/triggers.py",
        *sorted(ROOT.glob("search/engines/*.py")),
        *sorted(file for room in ("cms/*", "home", "articles", "search", "local") for file in ROOT.glob(f"{room}/migrations/*.py")),
    ]
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    for table, one in sorted(watched().items()):
        digest.update(f"{table}\0{one.rules}\0{one.columns}\0".encode())
    return digest.hexdigest()[:16]


class Store(Protocol):
    """Where whole databases are kept under names."""

    def names(self) -> set[str]: ...

    def keep(self, name: str) -> None:
        """Keep the present database under this name."""

    def take(self, name: str) -> None:
        """The present database becomes a copy of that one."""

    def forget(self, name: str) -> None: ...

    def close(self) -> None:
        """Nothing is left of the present database."""


def _publish() -> None:
    factories.publication()
    DBTaskResult.objects.all().delete()  # nobody waits for these


def _connect_to(name: str) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


class Files:
    """SQLite is tested as it runs: as a file with a write-ahead log, not in memory."""

    def __init__(self, folder: Path, worker: str) -> None:
        self._folder = folder
        self._present = folder / f"{worker}.present"
        _connect_to(str(self._present))

    def names(self) -> set[str]:
        return {path.stem for path in self._folder.glob("*.sqlite3")}

    def keep(self, name: str) -> None:
        unfinished = self._folder / f"{name}.unfinished"
        unfinished.unlink(missing_ok=True)
        connection.cursor().execute("VACUUM INTO %s", [str(unfinished)])
        unfinished.rename(self._path(name))

    def take(self, name: str) -> None:
        self.close()
        shutil.copyfile(self._path(name), self._present)

    def forget(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def close(self) -> None:
        connections.close_all()
        for suffix in ("", "-wal", "-shm"):  # whoever still has them open keeps the old ones
            self._present.with_name(self._present.name + suffix).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.sqlite3"


class Server:
    """Databases of the PostgreSQL server that TEST_DATABASE_URL names."""

    def __init__(self, worker: str) -> None:
        url = urlsplit(os.environ["TEST_DATABASE_URL"])
        self._address = url._replace(scheme="postgresql", path="/postgres").geturl()
        self._prefix = f"test_{url.path[1:]}_"
        self._present = f"{self._prefix}{worker}"
        _connect_to(self._present)
        self.close()
        self._do("CREATE DATABASE {}", self._present)

    def names(self) -> set[str]:
        with psycopg.connect(self._address, autocommit=True) as server:
            found = {name for (name,) in server.execute("SELECT datname FROM pg_database")}
        return {name.removeprefix(self._prefix) for name in found if name.startswith(self._prefix)}

    def keep(self, name: str) -> None:
        self._disconnect()
        self._do("CREATE DATABASE {} TEMPLATE {}", f"{self._prefix}{name}", self._present)

    def take(self, name: str) -> None:
        self.close()
        self._do("CREATE DATABASE {} TEMPLATE {}", self._present, f"{self._prefix}{name}")

    def forget(self, name: str) -> None:
        self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", f"{self._prefix}{name}")

    def close(self) -> None:
        self._disconnect()
        self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", self._present)

    def _do(self, statement: LiteralString, *names: str) -> None:
        with psycopg.connect(self._address, autocommit=True) as server:
            server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    @staticmethod
    def _disconnect() -> None:
        connections.close_all()
        connection.close_pool()  # type: ignore[attr-defined]


class Database:
    """This process's database.

    `folder` is where the processes of this run meet; `cache` outlives it, and there the migrated SQLite file is kept: two hundred
    migrations take longer than many a test.
    """

    def __init__(self, folder: Path, cache: Path, worker: str) -> None:
        self._folder, self._run = folder, folder.name.rpartition("-")[2]
        self._store: Store = Server(worker) if settings.POSTGRESQL else Files(folder, worker)
        self._start = MIGRATED
        kept = cache / f"{migrations_hash()}.sqlite3"
        with self._alone():
            if not settings.POSTGRESQL and kept.exists() and MIGRATED not in self._store.names():
                shutil.copyfile(kept, folder / f"{self._name(MIGRATED)}.sqlite3")
            self._make(MIGRATED, lambda: call_command("migrate", verbosity=0))
            if not settings.POSTGRESQL and not kept.exists():
                for outdated in cache.glob("*.sqlite3"):
                    outdated.unlink(missing_ok=True)
                shutil.copyfile(folder / f"{self._name(MIGRATED)}.sqlite3", kept)
            self._make(PUBLISHED, _publish)
        self.start_with(PUBLISHED)

    @property
    def migrated(self) -> Path | None:
        """The file with what migrations leave, for processes that begin with a copy of it. None on PostgreSQL."""
        return None if settings.POSTGRESQL else self._folder / f"{self._name(MIGRATED)}.sqlite3"

    def start_with(self, name: str, fill: Callable[[], None] | None = None) -> None:
        """From here on every test finds a fresh copy of this one. If there is none yet in this run, `fill` makes it from `migrated`."""
        if fill is not None:
            with self._alone():
                self._make(name, fill)
        self._start = name
        self.restore()

    def restore(self) -> None:
        self._store.take(self._name(self._start))

    def close(self) -> None:
        self._store.close()

    def forget_copies(self) -> None:
        """For the last process of a run."""
        for name in self._store.names():
            if name.endswith(f"_{self._run}"):
                self._store.forget(name)

    def _name(self, name: str) -> str:
        return f"{name}_{self._run}"

    def _make(self, name: str, fill: Callable[[], object]) -> None:
        if self._name(name) in self._store.names():
            return
        if name != MIGRATED:
            self._store.take(self._name(MIGRATED))
        fill()
        self._store.keep(self._name(name))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process of this run at a time."""
        with (self._folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
