"""The values of articles, desks, topics, authors, series and tags."""

from dataclasses import dataclass
from datetime import date

from cms.content.pages import BodyValue, PageValue
from cms.content.values import Block, Card, Footnote, Link, Term
from cms.media.picture import Picture


@dataclass(frozen=True)
class AuthorValue:
    """An author; `title` is the name."""

    id: int
    type: str
    title: str
    slug: str
    url: str
    role: str
    portrait: Picture | None
    website: str
    mastodon: str
    email: str


@dataclass(frozen=True)
class AuthorPageValue:
    author: AuthorValue
    biography: tuple[Block, ...]
    footnotes: tuple[Footnote, ...]


@dataclass(frozen=True)
class SeriesValue:
    """A series. `position` and the neighbours are those of the article that shows it."""

    id: int
    type: str
    title: str
    slug: str
    url: str
    description: str
    image: Picture | None


@dataclass(frozen=True)
class SeriesPlace:
    """Where an article stands in its series. `position` counts from 1 through what is visible."""

    series: SeriesValue
    position: int
    total: int
    previous: Link | None
    next: Link | None


@dataclass(frozen=True)
class TagValue:
    id: int
    name: str
    slug: str
    url: str


@dataclass(frozen=True)
class CorrectionValue:
    id: str
    date: date
    text: str


@dataclass(frozen=True)
class ArticleValue(BodyValue):
    featured: bool
    authors: tuple[AuthorValue, ...]
    primary_topic: Link | None
    topics: tuple[Link, ...]
    tags: tuple[TagValue, ...]
    series: SeriesPlace | None
    corrections: tuple[CorrectionValue, ...]
    related: tuple[Card, ...]
    comment_count: int
    comments_open: bool


@dataclass(frozen=True)
class ArticleIndexValue(PageValue):
    """A desk; its list of articles is paginated separately."""

    introduction: str
    desks: tuple[Link, ...]


@dataclass(frozen=True)
class TopicIndexValue(PageValue):
    introduction: str
    topics: tuple["TopicSummary", ...]


@dataclass(frozen=True)
class TopicSummary:
    topic: Link
    standfirst: str
    article_count: int


@dataclass(frozen=True)
class TopicValue(BodyValue):
    """A topic's overview; its list of articles is paginated separately."""

    also_known_as: tuple[str, ...]
    article_count: int
    subtopics: tuple[TopicSummary, ...]
    related_topics: tuple[Link, ...]
    pinned: tuple[Card, ...]
    most_read: tuple[Card, ...]
    terms: tuple[Term, ...]
