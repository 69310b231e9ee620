"""The magazine's terms, authors, series and reusable content."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction

from articles.models import Author, Series
from cms.content.models import ReusableContent, Term
from home.demo.bodies import body
from home.demo.texts import Text, facts, texts
from home.demo.work import Work


def load_terms(work: Work) -> None:
    def make(name: str, about: dict[str, Any]) -> Term:
        return Term(
            name=about["name"],
            slug=name,
            definition=about["definition"],
            also_known_as="\n".join(about.get("also", ())),
            home_topic_id=work.resolve("page", about["topic"]) if "topic" in about else None,
        )

    _publish(work, "term", facts("terms").items(), make)


def load_authors(work: Work) -> None:
    def make(name: str, text: Text) -> Author:
        about = text.facts
        return Author(
            name=about["name"],
            slug=name,
            role=about["role"],
            portrait_id=work.resolve("image", about["portrait"]),
            website=about.get("website", ""),
            public_email=about.get("email", ""),
            biography=body(Author.biography.field.stream_block, text.body, work.resolve),
        )

    _publish(work, "author", ((text.name, text) for text in texts("authors")), make)


def load_series(work: Work) -> None:
    def make(name: str, about: dict[str, Any]) -> Series:
        return Series(name=about["name"], slug=name, description=about["description"], image_id=work.resolve("image", about["image"]))

    _publish(work, "series", facts("series").items(), make)


def load_reusable(work: Work) -> None:
    def make(name: str, text: Text) -> ReusableContent:
        return ReusableContent(name=text.facts["name"], body=body(ReusableContent.body.field.stream_block, text.body, work.resolve))

    _publish(work, "reusable", ((text.name, text) for text in texts("reusable")), make)


def _publish(work: Work, kind: str, sources: Iterable[tuple[str, Any]], make: Callable[[str, Any], Any]) -> None:
    """Make and publish what is missing, one transaction each."""
    for name, source in sources:
        if work.ledger.has(kind, name):
            continue
        with transaction.atomic():
            snippet = make(name, source)
            snippet.locale = work.locale
            snippet.live = False
            if hasattr(snippet, "slug") and type(snippet).objects.filter(slug=snippet.slug, locale=work.locale).exists():
                snippet.slug = ""  # somebody else's: it gets one of its own
            snippet.save()
            snippet.save_revision().publish()
            work.ledger.remember(name, snippet, fingerprint="made")
