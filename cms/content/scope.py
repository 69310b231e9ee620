"""A scope: everything that one rendering needs to know of other content, fetched in batches under the visibility rule.

Rendering has two steps. First every block and relation says what it refers to (`want`), then `resolve` fetches all of it,
a constant number of queries however many blocks, items or cards there are. Values are built from what `get` returns; None
means: not visible, leave it out.

A room registers the kinds of objects it owns in its `AppConfig.ready()`, so that this room need not know them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Self

from django.conf import settings

from cms.content.values import Footnote, RichText
from cms.visibility import Viewer

#: Kind and primary key, for example `("image", 5)`.
Reference = tuple[str, int]
#: Fetches visible objects of one kind: primary keys -> values. It may `want` more from the scope, of kinds with a higher
#: rank; a value that is made from such others is given as a function of the scope that somebody gets it from.
Loader = Callable[["Scope", set[int]], dict[int, Any]]


class Ancestor(NamedTuple):
    """What is shown of the pages above a page. Instances of the model would take most of the time of fetching them."""

    pk: int
    path: str
    depth: int
    title: str
    url_path: str
    content_type_id: int


#: What refers to nothing else is fetched last, when everything that refers to it has been.
LAST = 9

_loaders: dict[str, Loader] = {}
_ranks: dict[str, int] = {}
#: Kinds whose values are made for each page anew.
_own_to_pages: set[str] = set()


def register(kind: str, loader: Loader, rank: int = LAST, *, own_to_page: bool = False) -> None:
    """Make references of `kind` known. Kinds are fetched in the order of `rank`. Call it in `AppConfig.ready()`.

    `own_to_page` are values that count through the page which they stand on, as footnotes and anchors do.
    """
    _loaders[kind] = loader
    _ranks[kind] = rank
    if own_to_page:
        _own_to_pages.add(kind)


def page_url(viewer: Viewer, url_path: str, path: str) -> str:
    """The URL, from the host on, of a page with this `url_path` and tree `path`."""
    for root_path, root in viewer.roots.items():
        if path.startswith(root_path):
            language = root.locale.language_code
            prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
            return f"{prefix}/{url_path[len(root.url_path) :]}"
    return url_path


class Scope:
    """What one rendering for one viewer refers to. Not shared between requests.

    `fields` narrows the rendering: what is not among them may be left empty. `image_preset` is shown instead of the usual ones.
    """

    def __init__(
        self, viewer: Viewer, language: str | None = None, *, fields: frozenset[str] | None = None, image_preset: str | None = None
    ) -> None:
        self.viewer = viewer
        self.language = language or settings.LANGUAGE_CODE
        self.fields = fields
        self.image_preset = image_preset
        self.problems: list[str] = []
        #: Tree paths of pages that are ancestors of what is rendered, fetched with the pages that it refers to.
        self.paths: set[str] = set()
        self.ancestors: dict[str, Ancestor] = {}
        self._wanted: dict[str, set[int]] = defaultdict(set)
        self._found: dict[str, dict[int, Any]] = defaultdict(dict)
        self._asked: dict[str, set[int]] = defaultdict(set)
        self._made: dict[tuple[str, str, int], Any] = {}
        self._footnotes: dict[str, Footnote] = {}
        self._anchors: set[str] = set()

    def fork(self, language: str | None = None) -> Self:
        """A scope for one page of several: what is fetched is shared; footnotes, anchors and problems are the page's own."""
        other = type(self)(self.viewer, language or self.language, fields=self.fields, image_preset=self.image_preset)
        other._wanted, other._found, other._asked, other._made = self._wanted, self._found, self._asked, self._made
        return other

    def shows(self, *names: str) -> bool:
        """Whether any of these fields of a page is asked for."""
        return self.fields is None or not self.fields.isdisjoint(names)

    def want(self, references: Iterable[Reference]) -> None:
        for kind, pk in references:
            if kind in _loaders and pk not in self._asked[kind]:
                self._wanted[kind].add(pk)

    def want_ancestors(self, paths: Iterable[str]) -> None:
        """Have the pages at these tree paths in `ancestors` after `resolve()`."""
        self.paths |= set(paths) - self.ancestors.keys()
        if self.paths:
            self._wanted["page"].add(0)  # nobody's key: the batch is fetched even if nothing else is in it

    def resolve(self) -> None:
        """Fetch everything that is wanted, and what that brings with it."""
        while batch := sorted((_ranks[kind], kind) for kind, pks in self._wanted.items() if pks):
            _rank, kind = batch[0]
            pks = self._wanted.pop(kind)
            self._asked[kind] |= pks
            self._found[kind].update(_loaders[kind](self, pks))

    def get(self, kind: str, pk: int | None) -> Any:
        """The value of a reference that was wanted and resolved, or None when it may not be seen."""
        found = self._found[kind].get(pk) if pk is not None else None
        if pk is None or not callable(found):
            return found
        if kind in _own_to_pages:
            return found(self)
        key = (kind, self.language, pk)
        if key not in self._made:
            self._made[key] = found(self)
        return self._made[key]

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
        return page_url(self.viewer, url_path, path)

    def prefix(self) -> str:
        """The URL prefix of this scope's language, without a slash at its end."""
        return "" if self.language == settings.LANGUAGE_CODE else f"/{self.language}"
