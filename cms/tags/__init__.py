"""Content tags: the record of what a rendering was made from, and of what has changed since.

Everything that is rendered (HTML, JSON, feed, Markdown) says, while it is being made, which content it shows (`record`), and
when it ends by itself (`until`). Every change moves the tags of what changed, in its own transaction: triggers of the database
see to that (`watch` declares them, `cms.tags.triggers` writes them), whatever door the change comes through. So whoever holds
a rendering knows whether it is still true.

This package is a leaf: everybody may record, nobody is known here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from cms.tags.watching import Rule, unshown, watch

__all__ = ["Recorder", "Rule", "record", "recording", "unshown", "until", "watch"]

#: Moves with everything: after migrations, or when somebody wants all stored responses gone.
EVERYTHING = "everything"


class Recorder(set[str]):
    """The tags of one rendering. `until` is when it ends by the database's clock, if that is known."""

    def __init__(self) -> None:
        super().__init__()
        self.until: datetime | None = None


_recorders: ContextVar[tuple[Recorder, ...]] = ContextVar("cms_tags_recorders", default=())


def record(*names: str) -> None:
    """Add content tags to every recorder that is active here. Without one it costs nothing and does nothing."""
    for recorder in _recorders.get():
        recorder.update(names)


def until(moment: datetime | None) -> None:
    """What is being rendered shows something that ends then, by the database's clock, without any change. None says nothing."""
    if moment is None:
        return
    for recorder in _recorders.get():
        if recorder.until is None or moment < recorder.until:
            recorder.until = moment


@contextmanager
def recording() -> Iterator[Recorder]:
    """Collect the tags of everything that is rendered inside; recorders may nest, the outer one sees everything.

    >>> with recording() as used:
    ...     record(page(12))
    >>> used
    {'page:12'}
    """
    used = Recorder()
    token = _recorders.set((*_recorders.get(), used))
    try:
        yield used
    finally:
        _recorders.reset(token)


# --- names ------------------------------------------------------------------------------------------------------------
# Which change moves which tag is written beside the models, in calls of `watch`; docs/freshness.md has the table.


def page(pk: object) -> str:
    return f"page:{pk}"


def translations(key: object) -> str:
    """Which translations of a page there are, by its translation key."""
    return f"translations:{str(key).replace('-', '')}"


def image(pk: object) -> str:
    return f"image:{pk}"


def document(pk: object) -> str:
    return f"document:{pk}"


def author(pk: object) -> str:
    return f"author:{pk}"


def series(pk: object) -> str:
    return f"series:{pk}"


def tag(pk: object) -> str:
    """A free keyword of articles."""
    return f"tag:{pk}"


def term(pk: object) -> str:
    return f"term:{pk}"


def reusable(pk: object) -> str:
    return f"reusable:{pk}"


def comments(page_pk: object) -> str:
    """The comments of a page."""
    return f"comments:{page_pk}"


def sites() -> str:
    """Which sites and languages there are, at which addresses, with which front pages. Every answer depends on it."""
    return "sites"


def site(pk: object) -> str:
    """Name, identity and settings of a site."""
    return f"site:{pk}"


def nav(pk: object) -> str:
    """The navigation of a site."""
    return f"nav:{pk}"


def listing(name: str) -> str:
    """What is on a list of everything of a kind (`list:articles`), in the order of publication."""
    return f"list:{name}"


def listing_details(name: str) -> str:
    """The same with all that lists say of it: for lists that are ordered or narrowed by something else."""
    return f"list:{name}:details"


def listed_by(facet: str, key: object, name: str = "articles") -> str:
    """A list narrowed by one facet, for example `topic:7:articles` or `author:3:articles`."""
    return f"{facet}:{key}:{name}"


def topic_articles(pk: object) -> str:
    return listed_by("topic", pk)


def path(url_path: str) -> str:
    """An answer that depends on what is, or is not, at a path of the page tree: redirects, gone and not-found answers."""
    return f"path:{url_path.rstrip('/')}"


def tree() -> str:
    """Where pages stand in the tree: their parents and their order."""
    return "tree"


def restrictions() -> str:
    """Which pages are closed to the public."""
    return "restrictions"


def slug(name: str) -> str:
    """Which listed pages have this slug."""
    return f"slug:{name}"


def snippet_slug(kind: str, name: str) -> str:
    """Which snippet of a kind (`author`) has this slug."""
    return f"{kind}-slug:{name}"


def redirect(old_path: str) -> str:
    """An answer that depends on whether editors entered a redirect for this path (in Wagtail's normal form)."""
    return f"redirect:{old_path}"
