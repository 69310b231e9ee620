"""`manage.py prepare`: what the launcher needs to be done before it starts the web server."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from cms.accounts.sign_in import sign_in_url
from cms.operations.launch import CannotStartError
from cms.operations.launch.administrator import first_administrator
from cms.operations.launch.announcement import Report
from cms.operations.launch.database import fill, is_empty, migrate, wait_for_database
from cms.operations.launch.static_files import collect_static_files


class Command(BaseCommand):
    help = (
        "Bring the database, the first account and the static files up to date. Changes nothing where they are. "
        "The last line on standard output is a JSON object with the addresses, a one-time sign-in link and the login."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--empty", action="store_true", help="a site with a home page and nothing else, instead of the demonstration")

    def handle(self, *args: Any, **options: Any) -> None:
        def say(line: str) -> None:
            self.stderr.write(line, style_func=str)
            self.stderr.flush()

        try:
            wait_for_database()
        except CannotStartError as error:
            self.stderr.write(str(error), style_func=str)
            sys.exit(1)
        migrate(say)
        if is_empty():
            fill("set_up_site" if options["empty"] else "load_demo", say)
        if not settings.DEBUG:
            collect_static_files(say)
        self.stdout.write(json.dumps(self.report()))

    def report(self) -> Report:
        site = Report(site=f"{settings.SITE_URL}/", api=f"{settings.SITE_URL}/api/v2/", admin=None, sign_in=None, login=None, password=None)
        if not settings.SERVES_EDITING:
            return site
        # Last of all, so that no later failure swallows the password.
        administrator, password = first_administrator()
        site["admin"] = settings.EDITING_URL + reverse("wagtailadmin_home")
        if administrator is not None:
            site |= {"login": administrator.email, "password": password, "sign_in": sign_in_url(administrator)}
        return site
