"""What every source is read into: plain records that JSON can hold."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any, ClassVar, Literal

#: What became of something: the item was not imported; part of it was lost; it was put right; worth knowing.
Level = Literal["error", "loss", "repair", "note"]
Status = Literal["published", "draft", "scheduled", "private", "protected"]
CommentState = Literal["approved", "pending", "rejected", "spam"]


@dataclass(frozen=True)
class Problem:
    """Something that an import says about its source. `position` is a line or an item; `item` names what it is about."""

    level: Level
    kind: str
    text: str
    position: str = ""
    item: str = ""


class SourceError(Exception):
    """The source cannot be read (further). The message is a sentence that says what, where and how to mend it."""


@dataclass
class Record:
    """Something of a source. `id` is unique among records of its kind; `position` says where it stands."""

    kind: ClassVar[str] = ""

    id: str
    position: str = ""

    def pack(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @property
    def digest(self) -> str:
        """Changes with everything that the source says of it, and with nothing else."""
        said = {key: value for key, value in asdict(self).items() if key != "position"}
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


@dataclass
class Author(Record):
    kind: ClassVar[str] = "author"

    name: str = ""
    slug: str = ""
    biography: str = ""
    website: str = ""
    role: str = ""
    image: str = ""
    url: str = ""


@dataclass
class Topic(Record):
    kind: ClassVar[str] = "topic"

    name: str = ""
    slug: str = ""
    parent: str = ""
    description: str = ""
    url: str = ""
    number: str = ""


@dataclass
class Keyword(Record):
    kind: ClassVar[str] = "tag"

    name: str = ""
    slug: str = ""
    url: str = ""
    number: str = ""


@dataclass
class Media(Record):
    """A file. `url` is where it lies at the source; `parent` the item that it was uploaded for."""

    kind: ClassVar[str] = "media"

    url: str = ""
    title: str = ""
    alt: str = ""
    caption: str = ""
    parent: str = ""
    order: int = 0
    date: str = ""


@dataclass
class SourceComment:
    id: str
    parent: str = ""
    name: str = ""
    email: str = ""
    html: str = ""
    state: CommentState = "pending"
    date: str = ""


@dataclass
class Entry(Record):
    """A post or a page. Dates are ISO 8601 with their offset. `html` is what `flavour` says; its relative links begin at `base`, or
    at the entry's own address.
    """

    kind: ClassVar[str] = "article"

    title: str = ""
    slug: str = ""
    url: str = ""
    status: Status = "draft"
    published: str = ""
    updated: str = ""
    expires: str = ""
    html: str = ""
    flavour: str = "html"
    base: str = ""
    excerpt: str = ""
    authors: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    series: str = ""
    series_position: int | None = None
    featured: bool = False
    lead_image: str = ""
    lead_alt: str = ""
    lead_caption: str = ""
    seo_title: str = ""
    seo_description: str = ""
    canonical: str = ""
    hidden: bool = False
    social_image: str = ""
    comments_open: bool = True
    comments: list[SourceComment] = field(default_factory=list)
    parent: str = ""
    order: int = 0
    former: list[str] = field(default_factory=list)


@dataclass
class Leaf(Entry):
    """A page that stands for itself."""

    kind: ClassVar[str] = "page"


@dataclass
class Snippet(Record):
    """Content that stands in many places."""

    kind: ClassVar[str] = "reusable"

    title: str = ""
    html: str = ""
    flavour: str = "html"


@dataclass
class MenuEntry(Record):
    """An entry of the menu `menu`. `target` is the kind and the id of what it leads to, or `url` is."""

    kind: ClassVar[str] = "menu"

    menu: str = ""
    label: str = ""
    parent: str = ""
    order: int = 0
    target_kind: str = ""
    target: str = ""
    url: str = ""


KINDS: dict[str, type[Record]] = {model.kind: model for model in (Author, Topic, Keyword, Media, Entry, Leaf, Snippet, MenuEntry)}


def unpack(kind: str, packed: str) -> Any:
    """The record that `pack()` made."""
    model, said = KINDS[kind], json.loads(packed)
    if "comments" in said:
        said["comments"] = [SourceComment(**comment) for comment in said["comments"]]
    known = {item.name for item in fields(model)}
    return model(**{key: value for key, value in said.items() if key in known})


@dataclass(frozen=True)
class Publication:
    """What a source says of itself: `name` names it for ever (`wordpress:example.org`), `url` is its address."""

    name: str
    url: str = ""
    title: str = ""
    language: str = ""
    topic_base: str = ""
    tag_base: str = ""
    author_base: str = ""


Said = Record | Problem | Publication
