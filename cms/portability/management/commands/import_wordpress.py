"""Import what WordPress exports (Tools, Export: a WXR file)."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cms.portability.management.importing import ImportCommand
from cms.portability.sources.records import Said, SourceError
from cms.portability.sources.wordpress.reading import read_wordpress


class Command(ImportCommand):
    help = "Import posts, pages, categories, tags, authors, comments, files and menus from a WordPress export. Run again, it goes on."
    kind = "wordpress"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE.xml")
        super().add_arguments(parser)
        parser.add_argument("--post-type", action="append", default=[], metavar="TYPE", help="a custom type whose items are articles, too")

    def read(self, path: Path, options: dict[str, Any]) -> Iterable[Said]:
        if not path.is_file():
            raise SourceError(f"There is no file {path}.")
        return read_wordpress(path, more_types=options["post_type"])
