"""Makers of content for tests: only what a test needs, with valid and boring defaults. Everything live has a revision."""

import itertools
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as PillowImage
from wagtail.models import Collection, Locale, Page, Site

from articles.models import ArticleIndexPage, ArticlePage, Author, Series, TopicIndexPage, TopicPage
from cms.accounts.models import User
from cms.content.models import ReusableContent, StandardPage, Term
from cms.content.models.base import BasePage
from cms.media.models import Document, Image
from home.models import HomePage
from home.setup import set_up_site

_numbers = itertools.count(1)


def publication() -> HomePage:
    """The least publication there is, on the default site at SITE_URL: front page, desk, topic index."""
    home = HomePage.objects.order_by("path").first()
    parts = urlsplit(settings.SITE_URL)
    address: dict[str, Any] = {"hostname": parts.hostname or "localhost", "port": parts.port or 80}
    if home is not None and Site.objects.filter(root_page=home, is_default_site=True, **address).exists():
        return home
    return set_up_site(**address)


def site() -> Site:
    return Site.objects.get(is_default_site=True)


def home() -> HomePage:
    found = HomePage.objects.order_by("path").first()
    return found if found is not None else publication()


def desk() -> ArticleIndexPage:
    found = ArticleIndexPage.objects.child_of(home()).first()
    assert found is not None
    return found


def topics() -> TopicIndexPage:
    found = TopicIndexPage.objects.child_of(home()).first()
    assert found is not None
    return found


def add[P: BasePage](parent: Page, page: P, *, live: bool = True) -> P:
    """Add a page below `parent`, published (with a revision) or as a draft."""
    model: Any = page  # Wagtail's fields have no types
    parent.refresh_from_db()
    if live and model.go_live_at is None:
        _adopt(page, lambda: parent.add_child(instance=page))
        page.was_published(page)
    else:
        page.live = False
        parent.add_child(instance=page)
        revision = page.save_revision()
        if live:
            revision.publish()
    return type(page).objects.get(pk=page.pk)


def _adopt(made: Any, insert: Callable[[], object]) -> None:
    """Insert something in the state that publishing its first revision leaves, in half of the time that publishing takes."""
    made.live, made.has_unpublished_changes = True, False
    made.first_published_at = made.last_published_at = timezone.now()
    insert()
    made.live_revision = made.latest_revision = made.save_revision(changed=False)
    type(made).objects.filter(pk=made.pk).update(live_revision=made.live_revision, latest_revision=made.latest_revision)


def _snippet[S: (Author, Series, Term, ReusableContent)](made: S, live: bool) -> S:
    made.live = False
    if live:
        _adopt(made, made.save)
        made.refresh_from_db()
    else:
        made.save()
        made.save_revision()
    return made


def user(email: str | None = None, *, superuser: bool = False, **fields: Any) -> User:
    number = next(_numbers)
    make = User.objects.create_superuser if superuser else User.objects.create_user
    return make(email or f"person{number}@example.org", "a long enough password", **fields)


def author(name: str | None = None, *, live: bool = True, **fields: Any) -> Author:
    return _snippet(Author(**{"name": name or f"Author {next(_numbers)}", "locale": Locale.get_default(), **fields}), live)


def series(name: str | None = None, *, live: bool = True, **fields: Any) -> Series:
    return _snippet(Series(**{"name": name or f"Series {next(_numbers)}", "locale": Locale.get_default(), **fields}), live)


def term(name: str | None = None, *, live: bool = True, **fields: Any) -> Term:
    name = name or f"Term {next(_numbers)}"
    return _snippet(Term(**{"name": name, "definition": "What it means.", "locale": Locale.get_default(), **fields}), live)


def reusable(name: str = "Reusable", *, live: bool = True, **fields: Any) -> ReusableContent:
    return _snippet(ReusableContent(**{"name": name, "locale": Locale.get_default(), **fields}), live)


def topic(title: str | None = None, *, parent: Page | None = None, live: bool = True, **fields: Any) -> TopicPage:
    title = title or f"Topic {next(_numbers)}"
    return add(parent or topics(), TopicPage(title=title, **fields), live=live)


def article(
    title: str | None = None,
    *,
    parent: Page | None = None,
    live: bool = True,
    topics: list[TopicPage] | None = None,
    authors: list[Author] | None = None,
    tags: tuple[str, ...] = (),
    published_at: datetime | None = None,
    **fields: Any,
) -> ArticlePage:
    """An article with one author and one topic unless others are given (an empty list means none)."""
    page = ArticlePage(title=title or f"Article {next(_numbers)}", published_at=published_at, **fields)
    for number, found in enumerate([author()] if authors is None else authors):
        page.article_authors.create(author=found, sort_order=number)
    for number, found_topic in enumerate([topic()] if topics is None else topics):
        page.article_topics.create(topic=found_topic, sort_order=number, is_primary=number == 0)
    if tags:
        page.tags.add(*tags)
    return add(parent or desk(), page, live=live)


def standard_page(title: str | None = None, *, parent: Page | None = None, live: bool = True, **fields: Any) -> StandardPage:
    return add(parent or home(), StandardPage(title=title or f"Page {next(_numbers)}", **fields), live=live)


def collection(name: str | None = None, *, parent: Collection | None = None) -> Collection:
    root = parent or Collection.get_first_root_node()
    assert root is not None
    made: Collection = root.add_child(name=name or f"Collection {next(_numbers)}")
    return made


def png(width: int = 64, height: int = 48, color: str = "#336699") -> bytes:
    out = BytesIO()
    PillowImage.new("RGB", (width, height), color).save(out, "PNG")
    return out.getvalue()


def image(title: str | None = None, *, data: bytes | None = None, filename: str = "picture.png", **fields: Any) -> Image:
    made = Image(title=title or f"Picture {next(_numbers)}", **fields)
    made.file.save(filename, ContentFile(data or png()), save=False)
    made.save()
    made.file.close()
    return made


def document(title: str | None = None, *, data: bytes = b"Some words.\n", filename: str = "words.txt", **fields: Any) -> Document:
    made = Document(title=title or f"Document {next(_numbers)}", **fields)
    made.file.save(filename, ContentFile(data), save=False)
    made.save()
    made.file.close()
    return made
