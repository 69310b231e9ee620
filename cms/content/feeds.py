"""Where the feeds of a publication are: for every page that is a list of articles, three formats below `/feeds/`."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Feed:
    """A feed; `type` is its media type."""

    title: str
    url: str
    type: str


@dataclass(frozen=True)
class FeedFormat:
    file: str
    name: str
    type: str


FORMATS = (
    FeedFormat("rss.xml", "RSS", "application/rss+xml"),
    FeedFormat("atom.xml", "Atom", "application/atom+xml"),
    FeedFormat("feed.json", "JSON Feed", "application/feed+json"),
)


def feed_path(path: str, file: str) -> str:
    """The path of a feed of the list at `path`: of `/fr/topics/tides/` it is `/fr/feeds/topics/tides/rss.xml`."""
    head, _, rest = path[1:].partition("/")
    prefixed = head != settings.LANGUAGE_CODE and head in dict(settings.LANGUAGES)
    return f"/{head}/feeds/{rest}{file}" if prefixed else f"/feeds{path}{file}"


def feeds_of(path: str, title: str) -> tuple[Feed, ...]:
    """The feeds of the list at `path`, titled for those who choose among several."""
    return tuple(Feed(f"{title} ({kind.name})", feed_path(path, kind.file), kind.type) for kind in FORMATS)
