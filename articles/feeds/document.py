"""What a feed says, before it becomes RSS, Atom or JSON. All addresses are absolute."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Person:
    name: str
    url: str


@dataclass(frozen=True)
class Attachment:
    """A file: a recording that belongs to an article, or a picture. `size` in bytes, None if nobody knows it."""

    url: str
    type: str
    title: str = ""
    size: int | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Category:
    term: str
    label: str


@dataclass(frozen=True)
class Entry:
    """An article. `html` is empty where a feed has excerpts only; `excerpt` is text. `id` never changes."""

    id: str
    url: str
    title: str
    excerpt: str
    html: str
    published: datetime
    updated: datetime
    image: Attachment | None
    recordings: tuple[Attachment, ...]
    authors: tuple[Person, ...]
    categories: tuple[Category, ...]


@dataclass(frozen=True)
class FeedDocument:
    """A feed. `url` is the page that it follows, `self_url` its own address."""

    id: str
    url: str
    self_url: str
    title: str
    description: str
    language: str
    publisher: Person
    updated: datetime
    icon: Attachment | None
    entries: tuple[Entry, ...]
