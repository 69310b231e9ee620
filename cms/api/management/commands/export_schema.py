"""Write the contract of the API to a file, for whatever is generated from it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from cms.api.schema.document import contract


class Command(BaseCommand):
    help = "Write the API's OpenAPI document, without its examples, to a file (or to the screen). Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="where to; the screen if it is left out")

    def handle(self, *args: Any, **options: Any) -> None:
        written = json.dumps(contract(), ensure_ascii=False, indent=1) + "\n"
        if options["file"] is None:
            self.stdout.write(written, ending="")
        else:
            options["file"].write_text(written, "utf-8")
