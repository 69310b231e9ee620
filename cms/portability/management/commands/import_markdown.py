"""Import a folder of Markdown with front matter, as Hugo, Jekyll and Astro write it."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cms.portability.management.importing import ImportCommand
from cms.portability.sources.markdown.reading import read_markdown
from cms.portability.sources.records import Said, SourceError


class Command(ImportCommand):
    help = "Import articles and pages from a folder of Markdown with front matter (Hugo, Jekyll, Astro). Run again, it goes on."
    kind = "markdown"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="DIR")
        super().add_arguments(parser)
        parser.add_argument("--site-url", default="", metavar="URL", help="where the site was, for its own links and old addresses")

    def handle(self, *args: Any, **options: Any) -> None:
        # Pictures lie beside the texts.
        if options["media"] is None and options["path"].is_dir():
            options["media"] = options["path"]
        super().handle(*args, **options)

    def read(self, path: Path, options: dict[str, Any]) -> Iterable[Said]:
        if not path.is_dir():
            raise SourceError(f"There is no folder {path}.")
        return read_markdown(path, options["site_url"])
