"""Brings the database up to date for a start; does nothing where it is."""

import re
import time
from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Page

from cms.operations.launch import CannotStartError

PATIENCE = 15.0  # seconds that a database server has to come up


def wait_for_database(patience: float = PATIENCE) -> None:
    """Return when the database can be used. Raises `CannotStartError` when a server does not answer within `patience` seconds, and at
    once when it answers with a refusal or when there is no server to wait for (SQLite).
    """
    deadline = time.monotonic() + patience
    while (reason := _why_unusable()) is not None:
        if connection.vendor == "sqlite":
            raise CannotStartError(f"The database {connection.settings_dict['NAME']} cannot be opened: {reason}.")
        if time.monotonic() > deadline or ("FATAL" in reason and "starting up" not in reason):
            raise CannotStartError(f"The database in DATABASE_URL cannot be reached: {reason}.")
        time.sleep(0.5)


def _why_unusable() -> str | None:
    """None, or what the database says in one line. Asks without the pool, which would hide the reason behind its own time-out."""
    try:
        if connection.vendor == "postgresql":
            import psycopg

            with connection.wrap_database_errors:
                psycopg.connect(**{**connection.get_connection_params(), "connect_timeout": 3}).close()
        else:
            connection.ensure_connection()
    except (DatabaseError, ImproperlyConfigured) as error:
        hint = r"\s*Is the server running (locally|on that host).*?\?"
        return " ".join(re.sub(hint, "", str(error), flags=re.DOTALL).split()).rstrip(".")
    return None


def migrate(say: Callable[[str], None]) -> None:
    """Apply the migrations that are missing. Without any, nothing is written."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        say(f"Bringing the database up to date: {len(missing)} migrations")
        call_command("migrate", interactive=False, verbosity=0)


def is_empty() -> bool:
    """Whether there is no page but those that Wagtail's own migrations make: the root and a plain `Page` below it."""
    return not Page.objects.exclude(content_type__app_label="wagtailcore").exists()


def fill(command: str, say: Callable[[str], None]) -> None:
    """Run `load_demo` or `set_up_site`: all of it or, when it is interrupted, nothing, so that the next start tries again."""
    say({"load_demo": "Loading the demonstration (DEMO=no starts without it)"}.get(command, "Setting up an empty site"))
    with transaction.atomic():
        call_command(command, verbosity=0)
