"""Whether every configured frontend can show previews."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.frontends import Frontend
from cms.preview.examination import examine


class Command(BaseCommand):
    help = "Try each frontend of FRONTENDS: is it there, does it exchange tokens, may the editor show it in a frame? Says what to change."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="only these frontends, by the names that FRONTENDS gives them")

    def handle(self, *args: Any, **options: Any) -> None:
        frontends: list[Frontend] = settings.FRONTENDS
        known = {frontend.name: frontend for frontend in frontends}
        unknown = [name for name in options["names"] if name not in known]
        if unknown:
            raise CommandError(f"FRONTENDS has no {', '.join(map(repr, unknown))}. It has {', '.join(map(repr, known)) or 'nothing'}.")
        if not frontends:
            self.stdout.write("FRONTENDS is not set: previews are on our own site alone. See docs/preview.md.")
            return
        wrong = 0
        for frontend in frontends:
            if options["names"] and frontend.name not in options["names"]:
                continue
            self.stdout.write(f"{frontend.name} ({frontend.origin})")
            for finding in examine(frontend):
                wrong += not finding.good
                self.stdout.write(f"  {'ok' if finding.good else '!!'}  {finding.subject}: {finding.words}")
        if wrong:
            raise CommandError(f"{wrong} {'thing is' if wrong == 1 else 'things are'} to be changed.")
