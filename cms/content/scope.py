"""A scope: everything that one rendering needs to know of other content, fetched in batches under the visibility rule.

Rendering has two steps. First every block and relation says what it refers to (`want`), then `resolve` fetches all of it,
a constant number of queries however many blocks, items or cards there are. Values are built from what `get` returns; None
means: not visible, leave it out.

A room registers the kinds of objects it owns in its `AppConfig.ready()`, so that this room need not know them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from cms.content.values import Footnote, RichText
from cms.visibility import Viewer

#: Kind and primary key, for example `("image", 5)`.
Reference = tuple[str, int]
#: Fetches visible objects of one kind: primary keys -> values. It may `want` more from the scope; a value that is made from
#: such others is given as a function without arguments, called when somebody gets it.
Loader = Callable[["Scope", set[int]], dict[int, Any]]

_loaders: dict[str, Loader] = {}


def register(kind: str, loader: Loader) -> None:
    """Make references of `kind` known. Call it in `AppConfig.ready()`."""
    _loaders[kind] = loader


class Scope:
    """What one rendering for one viewer refers to. Not shared between requests."""

    #: Reusable content may hold cards and images, cards bring authors, authors bring portraits; nothing goes deeper.
    ROUNDS = 5

    def __init__(self, viewer: Viewer, language: str | None = None) -> None:
        self.viewer = viewer
        self.language = language or settings.LANGUAGE_CODE
        self.problems: list[str] = []
        self._wanted: dict[str, set[int]] = defaultdict(set)
        self._found: dict[str, dict[int, Any]] = defaultdict(dict)
        self._asked: dict[str, set[int]] = defaultdict(set)
        self._footnotes: dict[str, Footnote] = {}
        self._anchors: set[str] = set()

    def want(self, references: Iterable[Reference]) -> None:
        for kind, pk in references:
            if kind in _loaders and pk not in self._asked[kind]:
                self._wanted[kind].add(pk)

    def resolve(self) -> None:
        """Fetch everything that is wanted, and what that brings with it."""
        for _ in range(self.ROUNDS):
            batch = {kind: pks for kind, pks in self._wanted.items() if pks}
            if not batch:
                return
            self._wanted = defaultdict(set)
            for kind, pks in batch.items():
                self._asked[kind] |= pks
            for kind, pks in sorted(batch.items()):
                self._found[kind].update(_loaders[kind](self, pks))

    def get(self, kind: str, pk: int | None) -> Any:
        """The value of a reference that was wanted and resolved, or None when it may not be seen."""
        found = self._found[kind].get(pk) if pk is not None else None
        return found() if callable(found) else found

    # --- what counts through a page -----------------------------------------------------------------------------------

    def add_footnote(self, uuid: str, html: RichText) -> int:
        """Number a footnote in the order of the page; the same note twice keeps its number."""
        if uuid not in self._footnotes:
            self._footnotes[uuid] = Footnote(uuid, len(self._footnotes) + 1, html)
        return self._footnotes[uuid].number

    @property
    def footnotes(self) -> tuple[Footnote, ...]:
        return tuple(self._footnotes.values())

    def anchor(self, wanted: str) -> str:
        """An anchor that no other heading of the page has."""
        name, number = wanted, 1
        while name in self._anchors:
            number += 1
            name = f"{wanted}-{number}"
        self._anchors.add(name)
        return name

    def url(self, url_path: str, path: str) -> str:
        """The URL, from the host on, of a page with this `url_path` and tree `path`."""
        for root_path, root in self.viewer.roots.items():
            if path.startswith(root_path):
                language = root.locale.language_code
                prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
                return f"{prefix}/{url_path[len(root.url_path) :]}"
        return url_path

    def prefix(self) -> str:
        """The URL prefix of this scope's language, without a slash at its end."""
        return "" if self.language == settings.LANGUAGE_CODE else f"/{self.language}"
