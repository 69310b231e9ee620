"""Import what Ghost exports (Settings, Labs, Export your content)."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cms.portability.management.importing import ImportCommand
from cms.portability.sources.ghost.reading import read_ghost
from cms.portability.sources.records import Said, SourceError


class Command(ImportCommand):
    help = "Import posts, pages, tags, authors and menus from a Ghost export. Run again, it goes on."
    kind = "ghost"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE.json")
        super().add_arguments(parser)
        parser.add_argument("--site-url", default="", metavar="URL", help="where the site was: its export does not say it")

    def read(self, path: Path, options: dict[str, Any]) -> Iterable[Said]:
        if not path.is_file():
            raise SourceError(f"There is no file {path}.")
        return read_ghost(path, options["site_url"])
