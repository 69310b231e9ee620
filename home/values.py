"""The value of a front page."""

from dataclasses import dataclass

from cms.content.pages import PageValue
from cms.content.values import Card, Link, RichText


@dataclass(frozen=True)
class Section:
    """A section with its stories dealt out; no story stands on the page twice."""

    type: str
    id: str
    heading: str
    text: RichText
    topic: Link | None
    desk: Link | None
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class HomeValue(PageValue):
    sections: tuple[Section, ...]
