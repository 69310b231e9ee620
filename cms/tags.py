"""Content tags: the record of what a rendering was made from.

Everything that is rendered (HTML, JSON, feed, Markdown) says, while it is being made, which content it shows. A change to
that content then knows which renderings are stale. This module is a leaf: everybody may record, nobody is known here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_recorders: ContextVar[tuple[set[str], ...]] = ContextVar("cms_tags_recorders", default=())


def record(*names: str) -> None:
    """Add content tags to every recorder that is active here. Without one it costs nothing and does nothing."""
    for recorder in _recorders.get():
        recorder.update(names)


@contextmanager
def recording() -> Iterator[set[str]]:
    """Collect the tags of everything that is rendered inside; recorders may nest, the outer one sees everything.

    >>> with recording() as used:
    ...     record(page(12))
    >>> used
    {'page:12'}
    """
    used: set[str] = set()
    token = _recorders.set((*_recorders.get(), used))
    try:
        yield used
    finally:
        _recorders.reset(token)


def page(pk: object) -> str:
    return f"page:{pk}"


def image(pk: object) -> str:
    return f"image:{pk}"


def document(pk: object) -> str:
    return f"document:{pk}"


def author(pk: object) -> str:
    return f"author:{pk}"


def series(pk: object) -> str:
    return f"series:{pk}"


def term(pk: object) -> str:
    return f"term:{pk}"


def reusable(pk: object) -> str:
    return f"reusable:{pk}"


def collection(pk: object) -> str:
    return f"collection:{pk}"


def site(pk: object) -> str:
    """Name, identity and settings of a site."""
    return f"site:{pk}"


def nav(pk: object) -> str:
    """The navigation of a site."""
    return f"nav:{pk}"


def listing(name: str) -> str:
    """A list of everything of a kind, for example `list:articles`."""
    return f"list:{name}"


def listed_by(facet: str, key: object, name: str = "articles") -> str:
    """A list narrowed by one facet, for example `topic:7:articles` or `author:3:articles`."""
    return f"{facet}:{key}:{name}"


def topic_articles(pk: object) -> str:
    return listed_by("topic", pk)


def path(url_path: str) -> str:
    """An answer that depends on what is, or is not, at a path: redirects, gone and not-found answers."""
    return f"path:{url_path}"
