"""A small publication as plain data: what the property test "never seen" makes, draws at random and judges.

Nothing here knows the database or the visibility rule. Objects are named by kind and number: `("page", 3)`, `("image", 0)`.
`("content", 3)` is what a page says, which its aliases say too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hypothesis import strategies as st

Ref = tuple[str, int]

#: The pages that every publication has, at these numbers. The last one is the front page of another site.
HOME, DESK, TOPICS, OTHER_HOME = range(4)


class State(StrEnum):
    LIVE = "live"
    CHANGED = "live, with a newer draft"
    EXPIRING = "live until a moment after the lists were made"
    EXPIRED = "live, its expiry is past, no scheduler has run"
    SCHEDULED = "a draft that will go live"
    DRAFT = "a draft that never was public"
    UNPUBLISHED = "a draft that was public"

    @property
    def shows(self) -> bool:
        return self in (State.LIVE, State.CHANGED)

    @property
    def was_published(self) -> bool:
        return self not in (State.DRAFT, State.SCHEDULED)


class Closed(StrEnum):
    """The view restriction of a page or a collection."""

    NO = ""
    LOGIN = "login"
    GROUPS = "groups"


#: Page type -> the types that may stand above it.
PARENTS: dict[str, tuple[str, ...]] = {
    "desk": ("home", "desk"),
    "article": ("desk",),
    "topic": ("topics", "topic"),
    "standard": ("home", "standard"),
}
BODIES = ("article", "topic", "standard")


@dataclass
class PageNode:
    kind: str
    parent: int | None
    state: State = State.LIVE
    closed: Closed = Closed.NO
    source: int | None = None  # an alias shows this page


@dataclass
class Collection:
    parent: int | None
    closed: Closed = Closed.NO


@dataclass(frozen=True)
class Link:
    """`source` refers to `target`; `way` says how: a key of `WAYS`."""

    way: str
    source: Ref
    target: Ref


@dataclass(frozen=True)
class Verb:
    """What an editor does when all is there. `target` is the new parent of a move."""

    name: str
    page: int
    target: int = -1


#: The root collection.
PUBLIC = 0
#: Recording, film and picture number 0, 1 and 0 are public: what needs a second file or picture takes them.
RECORDING, FILM, PICTURE = 0, 1, 0


@dataclass(frozen=True)
class File:
    """A document. Its extension decides what it can be used for."""

    extension: str
    collection: int = PUBLIC


@dataclass
class Tree:
    pages: list[PageNode]
    collections: list[Collection] = field(default_factory=lambda: [Collection(None)])
    images: list[int] = field(default_factory=lambda: [PUBLIC])  # the collection of each
    documents: list[File] = field(default_factory=lambda: [File("mp3"), File("mp4")])
    authors: list[State] = field(default_factory=list)
    series: list[State] = field(default_factory=list)
    terms: list[State] = field(default_factory=list)
    reusables: list[State] = field(default_factory=list)
    tags: int = 0
    links: list[Link] = field(default_factory=list)
    verbs: list[Verb] = field(default_factory=list)

    def of_kind(self, *kinds: str) -> list[Ref]:
        """The contents of pages of these types; aliases have their source's."""
        return [("content", number) for number, page in enumerate(self.pages) if page.kind in kinds and page.source is None]

    def bodies(self) -> list[Ref]:
        return [*self.of_kind(*BODIES), *all_of("reusable", self.reusables), *all_of("author", self.authors)]


def all_of(kind: str, items: list[Any]) -> list[Ref]:
    return [(kind, number) for number in range(len(items))]


def _pages(*kinds: str) -> Callable[[Tree], list[Ref]]:
    return lambda tree: [("page", number) for number, page in enumerate(tree.pages) if not kinds or page.kind in kinds]


def _documents(*extensions: str) -> Callable[[Tree], list[Ref]]:
    def candidates(tree: Tree) -> list[Ref]:
        return [("document", number) for number, file in enumerate(tree.documents) if not extensions or file.extension in extensions]

    return candidates


def _images(tree: Tree) -> list[Ref]:
    return all_of("image", tree.images)


def _terms(tree: Tree) -> list[Ref]:
    return all_of("term", tree.terms)


#: Where rich text stands: each is a block with a text in it.
PLACES = ("paragraph", "callout", "faq", "step_list", "table", "embed", "transcript", "image_caption", "definition_list_text")

Candidates = Callable[[Tree], list[Ref]]


def _contents(*kinds: str) -> Candidates:
    return lambda tree: tree.of_kind(*kinds)


#: How -> who may refer, and to what.
WAYS: dict[str, tuple[Candidates, Candidates]] = {
    **{
        f"{kind} in {place}": (Tree.bodies, targets)
        for place in PLACES
        for kind, targets in (("page", _pages()), ("document", _documents()), ("term", _terms))
    },
    "page in a table cell": (Tree.bodies, _pages()),
    "teaser": (Tree.bodies, _pages()),
    "teaser with other words": (Tree.bodies, _pages()),
    "button": (Tree.bodies, _pages()),
    "image": (Tree.bodies, _images),
    "gallery": (Tree.bodies, _images),
    "image of a step": (Tree.bodies, _images),
    "poster": (Tree.bodies, _images),
    "download": (Tree.bodies, _documents()),
    "audio": (Tree.bodies, _documents("mp3")),
    "video": (Tree.bodies, _documents("mp4")),
    "subtitles": (Tree.bodies, _documents("vtt")),
    "definition_list": (Tree.bodies, _terms),
    "reusable": (_contents(*BODIES), lambda tree: all_of("reusable", tree.reusables)),
    "lead image": (_contents(*BODIES), _images),
    "social image": (_contents("home", "desk", "topics", *BODIES), _images),
    "topic": (_contents("article"), _pages("topic")),
    "author": (_contents("article"), lambda tree: all_of("author", tree.authors)),
    "series": (_contents("article"), lambda tree: all_of("series", tree.series)),
    "tag": (_contents("article"), lambda tree: [("tag", number) for number in range(tree.tags)]),
    "related article": (_contents("article"), _pages("article")),
    "pinned article": (_contents("topic"), _pages("article")),
    "related topic": (_contents("topic"), _pages("topic")),
    "pinned on the front page": (lambda _: [("content", HOME)], _pages("article")),
    "topic on the front page": (lambda _: [("content", HOME)], _pages("topic")),
    "words on the front page": (lambda _: [("content", HOME)], _pages()),
    "entry": (lambda _: [("navigation", 0)], _pages()),
    "entry with a label": (lambda _: [("navigation", 0)], _pages()),
    "entry in a group": (lambda _: [("navigation", 0)], _pages()),
    "mark": (lambda _: [("identity", 0)], _images),
    "picture for sharing": (lambda _: [("identity", 0)], _images),
    "portrait": (lambda tree: all_of("author", tree.authors), _images),
    "picture of a series": (lambda tree: all_of("series", tree.series), _images),
    "home of a term": (_terms, _pages("topic")),
    "redirect": (lambda _: [("redirect", 0)], _pages()),
}
#: A second one of these replaces the first.
SINGLE = {"lead image", "social image", "series", "mark", "picture for sharing", "portrait", "picture of a series", "home of a term"}


# --- at random --------------------------------------------------------------------------------------------------------

_STATES = st.sampled_from([*[State.LIVE] * 7, *State])
_CLOSED = st.sampled_from([*[Closed.NO] * 8, Closed.LOGIN, Closed.GROUPS])
_KINDS = st.sampled_from(["article", "article", "article", "topic", "topic", "standard", "standard", "desk", "alias", "alias"])
_WAYS = st.sampled_from(sorted(WAYS))
_VERBS = st.sampled_from(["unpublish", "delete", "move", "rename", "close"])


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Five to eleven pages, three pictures, five files, the snippets, and up to fourteen links between any of them."""

    def one_of[T](items: list[T]) -> T:
        return items[draw(st.integers(0, len(items) - 1))]

    def mostly_live() -> State:
        return State.LIVE if draw(st.integers(0, 5)) else draw(_STATES)

    pages = [
        PageNode("home", None),
        PageNode("desk", HOME, mostly_live()),
        PageNode("topics", HOME, mostly_live()),
        PageNode("home", None),
    ]
    for _ in range(draw(st.integers(1, 7))):
        kind, source = draw(_KINDS), None
        if kind == "alias":
            source = one_of([number for number, page in enumerate(pages) if page.kind in PARENTS])
            kind = pages[source].kind
        parent = one_of([number for number, page in enumerate(pages) if page.kind in PARENTS[kind]])
        pages.append(PageNode(kind, parent, draw(_STATES), draw(_CLOSED), source))

    tree = Tree(
        pages=pages,
        collections=[Collection(None), Collection(0, draw(_CLOSED)), Collection(1), Collection(0, Closed.LOGIN)],
        images=[PUBLIC, draw(st.integers(0, 3)), draw(st.integers(0, 3))],
        documents=[File("mp3"), File("mp4"), *(File(extension, draw(st.integers(0, 3))) for extension in ("mp3", "mp4", "vtt", "pdf"))],
        authors=[draw(_STATES) for _ in range(2)],
        series=[draw(_STATES)],
        terms=[draw(_STATES) for _ in range(2)],
        reusables=[draw(_STATES)],
        tags=1,
    )
    for _ in range(draw(st.integers(4, 14))):
        way = draw(_WAYS)
        sources, targets = (candidates(tree) for candidates in WAYS[way])
        if sources and targets:
            tree.links.append(Link(way, one_of(sources), one_of(targets)))
    for _ in range(draw(st.integers(0, 2))):
        tree.verbs.append(Verb(draw(_VERBS), draw(st.integers(DESK, len(pages) - 1)), draw(st.integers(0, len(pages) - 1))))
    return tree


def every_link() -> Tree:
    """A tree in which everything refers to everything, each way once to what is visible and once to what is not."""
    pages = [
        PageNode("home", None),
        PageNode("desk", HOME),
        PageNode("topics", HOME),
        PageNode("home", None),
        *(PageNode(kind, parent) for kind, parent in (("article", DESK), ("topic", TOPICS), ("standard", HOME), ("desk", DESK))),
        *(PageNode("article", DESK) for _ in range(3)),
        *(
            PageNode(kind, parent, state, closed)
            for kind, parent in (("article", DESK), ("topic", TOPICS), ("standard", HOME))
            for state, closed in ((State.LIVE, Closed.NO), (State.DRAFT, Closed.NO), (State.LIVE, Closed.LOGIN))
        ),
    ]
    tree = Tree(
        pages=pages,
        collections=[Collection(None), Collection(0, Closed.GROUPS)],
        images=[PUBLIC, 1],
        documents=[File(extension, collection) for collection in (PUBLIC, 1) for extension in ("mp3", "mp4", "vtt", "pdf")],
        authors=[State.LIVE, State.DRAFT],
        series=[State.LIVE, State.EXPIRED],
        terms=[State.LIVE, State.DRAFT],
        reusables=[State.LIVE, State.EXPIRING],
        tags=2,
    )
    articles, others = tree.of_kind("article"), [("content", number) for number in range(8)]
    for way, (sources, targets) in WAYS.items():
        chosen = targets(tree)
        if way == "pinned on the front page":
            chosen = [chosen[0], chosen[-1]]  # what is pinned is nowhere else on the page
        for source in sources(tree):
            # Lists are made of all articles; of each other kind of page one says everything.
            if source[0] != "content" or source in others or (source in articles and way == "topic"):
                tree.links += [Link(way, source, target) for target in (chosen[-1:] if way in SINGLE else chosen)]
    return tree
