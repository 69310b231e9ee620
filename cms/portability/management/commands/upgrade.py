"""`manage.py upgrade`: after new code has come: back up, migrate, check; say how to go back. `make upgrade` runs it."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, SystemCheckError
from django.db import connection
from django.test import Client


class Command(BaseCommand):
    help = "Bring this installation up to the present code: backup, migrations, static files, checks. Says how to go back."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        folder = Path(settings.VAR_DIR) / "backups"
        parser.add_argument("--backups", type=Path, default=folder, metavar="FOLDER", help=f"where the backup goes (default: {folder})")

    def handle(self, *args: Any, backups: Path, verbosity: int = 1, **options: Any) -> None:
        self._verbosity = verbosity
        backup = backups / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.tar"
        is_new = "django_migrations" not in connection.introspection.table_names()
        if is_new:
            self._say("The database is empty: there is nothing to back up.")
        else:
            backups.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._step(
                "Backing up", lambda: call_command("backup", backup, verbosity=verbosity, stdout=self.stdout, stderr=self.stderr), None
            )
        back = None if is_new else backup
        self._step("Migrating", lambda: call_command("migrate", interactive=False, verbosity=0), back)
        if not settings.DEBUG:
            static = {"interactive": False, "verbosity": 0}
            self._step("Collecting static files", lambda: call_command("collectstatic", **static), back)
        self._step("Checking", self._check, back)
        self._say("The upgrade is done. Restart web processes, workers and scheduler.")
        if back is not None and verbosity:
            self.stdout.write(f"To go back:\n{_way_back(back)}")

    def _step(self, name: str, work: Callable[[], Any], back: Path | None) -> None:
        self._say(name)
        try:
            work()
        except KeyboardInterrupt as error:
            raise CommandError(_failed(name, "It was interrupted.", back)) from error
        except Exception as error:
            raise CommandError(_failed(name, str(error) or type(error).__name__, back)) from error

    def _check(self) -> None:
        call_command("check", databases=["default"], stdout=self.stderr, stderr=self.stderr)
        if settings.HTTPS and not settings.DEBUG:
            try:
                call_command("check", deploy=True, stdout=self.stderr, stderr=self.stderr)
            except SystemCheckError as error:  # of the surroundings, which no upgrade has changed
                self._say(str(error))
        host = urlsplit(settings.SITE_URL).netloc
        answer = Client(raise_request_exception=False).get("/", secure=settings.HTTPS, headers={"Host": host})
        if answer.status_code >= 500:
            raise CommandError(f"The front page answers with status {answer.status_code}: the log says why.")

    def _say(self, line: str) -> None:
        if self._verbosity:
            self.stderr.write(line, style_func=str)


def _failed(step: str, why: str, back: Path | None) -> str:
    if back is None:
        return f"{step} failed. {why}"
    return f"{step} failed. {why}\nTo go back:\n{_way_back(back)}"


def _way_back(backup: Path) -> str:
    """The commands, as this process was started: with a manage.py that finds its settings, or as the launcher does."""
    program = "-m cms.operations.launch.manage" if Path(sys.argv[0]).parent.name == "launch" else "manage.py"
    return (
        "  1. stop the site, and put the former version of the code here (git checkout …)\n"
        f"  2. scripts/bootstrap.sh && .venv/bin/python {program} restore {backup} --force\n"
        "  3. start the site"
    )
