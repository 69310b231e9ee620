"""Content values: what a page, a block or a link *is*, before it becomes HTML, JSON, Markdown or text.

Every rendering reads these same frozen values, so that no two of them can drift apart. References in a value have passed
the visibility rule: what may not be seen is not in it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils.safestring import mark_safe

from cms.content.markdown import html_to_markdown
from cms.content.markup import html_to_text
from cms.media.picture import Picture


@dataclass(frozen=True)
class RichText:
    """Sanitised HTML with real URLs. False when there is nothing in it."""

    html: str = ""

    def __bool__(self) -> bool:
        return bool(self.html)

    def __html__(self) -> str:
        return self.html

    def __str__(self) -> str:
        # Django's templates ask for this one.
        return mark_safe(self.html)  # noqa: S308 - sanitised when it was made

    @property
    def text(self) -> str:
        return html_to_text(self.html)

    @property
    def markdown(self) -> str:
        return html_to_markdown(self.html)


@dataclass(frozen=True)
class Link:
    """A visible object that can be linked to. `type` is its `meta.type`, for example `articles.TopicPage`."""

    id: int
    type: str
    title: str
    url: str

    #: How it is drawn is no part of any payload: see `ColouredLink`.
    hue: ClassVar[int | None] = None


class ColouredLink(Link):
    """A link to what editors gave a colour of its own: an angle of `cms.content.hues`."""

    def __init__(self, id: int, type: str, title: str, url: str, hue: int | None = None) -> None:  # noqa: A002 - the names of Link
        super().__init__(id, type, title, url)
        object.__setattr__(self, "hue", hue)


def link(pk: int, kind: str, title: str, url: str, hue: int | None) -> Link:
    return Link(pk, kind, title, url) if hue is None else ColouredLink(pk, kind, title, url, hue)


@dataclass(frozen=True)
class Card:
    """What a teaser of a page needs."""

    id: int
    type: str
    title: str
    url: str
    standfirst: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    featured: bool = False
    reading_time: int = 0
    comment_count: int = 0
    lead_image: Picture | None = None
    primary_topic: Link | None = None
    authors: tuple[Link, ...] = ()


@dataclass(frozen=True)
class File:
    """A document that may be downloaded. `size` in bytes."""

    id: int
    uuid: str
    title: str
    url: str
    filename: str
    size: int
    content_type: str


@dataclass(frozen=True)
class Term:
    """A defined term. `home` is the page of the topic it belongs to, if visible."""

    id: int
    name: str
    url: str
    definition: str
    also_known_as: tuple[str, ...] = ()
    home: Link | None = None


@dataclass(frozen=True)
class Footnote:
    """A note at the end of a page; `id` is the UUID that the rich text carries, `number` its place on the page."""

    id: str
    number: int
    html: RichText


@dataclass(frozen=True)
class Heading:
    """An entry of a table of contents."""

    id: str
    text: str
    level: int


@dataclass(frozen=True)
class Crumb:
    title: str
    url: str


@dataclass(frozen=True)
class Block:
    """One block of a body: its type name, its stable id, and the value that its family defines."""

    type: str
    id: str
    value: Any


@dataclass(frozen=True)
class PageRefMeta:
    type: str
    detail_url: str
    html_url: str


@dataclass(frozen=True)
class PageRef:
    """A page that another one names, in the form of Wagtail's API v2."""

    id: int
    meta: PageRefMeta
    title: str
    url: str
