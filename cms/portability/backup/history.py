"""Which migrations a backup has, compared with those of this software."""

from collections.abc import Set
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cms.portability.archive import ArchiveError

#: An app, and the name of its migration.
Migration = tuple[str, str]


def read(manifest: dict[str, Any]) -> set[Migration]:
    """The migrations that a manifest names. Raises `ArchiveError`."""
    named = manifest.get("migrations")
    if not isinstance(named, list) or not all(isinstance(pair, list) and [type(word) for word in pair] == [str, str] for pair in named):
        raise ArchiveError("The manifest does not say which migrations the backup has.")
    return {(app, name) for app, name in named}


def missing(applied: Set[Migration], software: str) -> list[Migration]:
    """What this software's `migrate` will add to a database with these migrations.

    Raises `ArchiveError` where this software cannot work with it: when it has more, or lacks one that another needs.
    """
    loader = MigrationExecutor(connection).loader
    known = set(loader.disk_migrations) | {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    installed = {app for app, _name in known}  # what an app that was removed has left behind disturbs nobody
    unknown = sorted(f"{app}.{name}" for app, name in applied - known if app in installed)
    if unknown:
        raise ArchiveError(
            f"The backup is of a newer version of the software ({software}): {len(unknown)} of its migrations are not known here, "
            f"the first is {unknown[0]}. Install that version, then restore."
        )
    plan = [migration for migration, _backwards in complete_plan()]
    have = {(migration.app_label, migration.name) for migration in plan if is_applied(migration, applied)}
    for migration in plan:
        key = (migration.app_label, migration.name)
        for needed in loader.graph.node_map[key].parents if key in loader.graph.node_map else ():
            if key in have and needed.key not in have:
                raise ArchiveError(f"The backup has the migration {'.'.join(key)} without {'.'.join(needed.key)}, which it needs.")
    return [(migration.app_label, migration.name) for migration in plan if (migration.app_label, migration.name) not in have]


def complete_plan() -> list[tuple[Any, bool]]:
    """All migrations of this software in their order, as for an empty database."""
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)


def is_applied(migration: Any, applied: Set[Migration]) -> bool:
    """A migration that stands for several former ones is there when all of these are."""
    return (migration.app_label, migration.name) in applied or bool(migration.replaces and applied >= set(migration.replaces))
