"""Whether this process can serve: what load balancers and supervisors ask."""

import threading
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import apps
from django.db import Error as DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

PATIENCE = 2.0  # seconds that the database has to answer


def pending_migrations() -> list[str]:
    """The migrations of this version of the software that the database does not have, as "app.name".

    By their file names alone: loading them, as Django's own loader does, would cost every web process their memory.
    """
    known: set[tuple[str, str]] = set()
    for config in apps.get_app_configs():
        module, _explicit = MigrationLoader.migrations_module(config.label)
        try:
            spec = find_spec(module) if module else None
        except ModuleNotFoundError:
            spec = None
        for entry in iter_modules(spec.submodule_search_locations if spec else []):
            if not entry.ispkg and entry.name[0] not in "_~":
                known.add((config.label, entry.name))
    applied = set(MigrationRecorder(connection).applied_migrations())
    return sorted(".".join(migration) for migration in known - applied)


class Readiness:
    """Asks the database in a thread of its own, so that an answer that does not come cannot hold a request."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._lock = threading.Lock()
        self._probe: _Probe | None = None
        self._migrated = False

    def problem(self) -> str | None:
        """Why this process cannot serve just now, as a sentence without secrets; None when it can."""
        with self._lock:
            probe = self._probe
            if probe is None or not probe.is_alive():
                # One at a time: requests that come meanwhile wait for the same answer.
                probe = self._probe = _Probe(check_migrations=not self._migrated)
                probe.start()
        probe.join(self.patience)
        if probe.is_alive():
            return f"The database did not answer within {self.patience:g} seconds."
        if probe.problem is None:
            self._migrated = True  # neither the files nor what was applied goes away while this process runs
        return probe.problem


class _Probe(threading.Thread):
    def __init__(self, *, check_migrations: bool) -> None:
        super().__init__(name="readiness", daemon=True)
        self._check_migrations = check_migrations
        self.problem: str | None = "The database could not be asked."

    def run(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
                cursor.fetchone()
            missing = pending_migrations() if self._check_migrations else []
            self.problem = f"{len(missing)} migrations are not applied, the first is {missing[0]}." if missing else None
        except DatabaseError as error:
            self.problem = f"The database cannot be used ({type(error).__name__})."
        finally:
            connections.close_all()
