"""The editors' manual: its pictures are there, none is left over, and its links lead somewhere."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
MANUAL = DOCS / "editors"
PICTURES = DOCS / "images" / "editors"
MOST = 2_500_000  # bytes

pytestmark = pytest.mark.once


def links(page: Path) -> Iterator[tuple[bool, str, str]]:
    """Whether it is a picture, its words, its address: of every link that leads to another place of this repository."""
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for mark, words, address in re.findall(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", address):
            yield bool(mark), words, address


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


#: Not those of packages that a recipe has installed.
PAGES = sorted(page for page in DOCS.rglob("*.md") if "node_modules" not in page.parts)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_links_of_the_documentation_lead_somewhere(page: Path) -> None:
    for _is_picture, _words, address in links(page):
        path, _hash, anchor = address.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), address
        assert not anchor or anchor in anchors(target), address


def test_every_chapter_is_in_the_contents() -> None:
    listed = {address for _is_picture, _words, address in links(MANUAL / "README.md")}
    assert {page.name for page in MANUAL.glob("*.md")} - {"README.md"} == listed


def test_every_picture_is_shown_once_and_has_an_alternative_text() -> None:
    shown = [(words, Path(address).name) for page in MANUAL.glob("*.md") for is_picture, words, address in links(page) if is_picture]
    assert sorted(name for _words, name in shown) == sorted(path.name for path in PICTURES.iterdir())
    assert all(len(words.split()) > 2 for words, _name in shown)
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < MOST


def test_the_script_takes_exactly_these_pictures() -> None:
    said = subprocess.run(
        [sys.executable, "scripts/pictures.py", "--list"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert sorted(said) == sorted(["front-page", *(path.stem for path in PICTURES.iterdir())])
