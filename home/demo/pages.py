"""The magazine's pages.

All of them are begun first, as drafts with a title and a place, so that each may link to every other; then one after the other is
filled in and published.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Revision

from articles.models import (
    ArticleAuthor,
    ArticleIndexPage,
    ArticlePage,
    ArticleTopic,
    Correction,
    PinnedArticle,
    RelatedArticle,
    RelatedTopic,
    Tag,
    TopicIndexPage,
    TopicPage,
)
from cms.content.models import StandardPage
from cms.content.models.base import BasePage, BodyPage
from home.demo.bodies import body
from home.demo.comments import add_comments
from home.demo.texts import Text, digest, facts, texts
from home.demo.work import Work


@dataclass(frozen=True)
class Plan:
    """A page that the magazine has. `parent` is another page's name, or empty for the usual place of its type."""

    name: str
    type: type[BasePage]
    text: Text

    @property
    def parent(self) -> str:
        return str(self.text.facts.get("parent", ""))


def plans() -> Iterator[Plan]:
    """Parents before their children; articles in the order of their dates."""
    for name, about in facts("desks").items():
        yield Plan(name, ArticleIndexPage, Text(name, about, (), digest(repr(about))))
    for kind, folder in ((TopicPage, "topics"), (StandardPage, "pages"), (ArticlePage, "articles")):
        for text in sorted(texts(folder), key=lambda text: (text.facts.get("order", 0), -text.facts.get("days_ago", 0), text.name)):
            yield Plan(text.name, kind, text)


def begin_pages(work: Work) -> None:
    for plan in plans():
        if work.ledger.has("page", plan.name):
            continue
        with transaction.atomic():
            page = _begun(_parent(work, plan), plan)
            if plan.text.facts.get("private"):
                PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
            work.ledger.remember(plan.name, page)


def _parent(work: Work, plan: Plan) -> Page:
    if plan.parent:
        return Page.objects.get(pk=work.resolve("page", plan.parent))
    home = Page.objects.get(pk=work.home.pk)
    index = {TopicPage: TopicIndexPage, ArticlePage: ArticleIndexPage, ArticleIndexPage: ArticleIndexPage}.get(plan.type)
    found: Page | None = index.objects.child_of(home).order_by("path").first() if index else home
    if found is None:
        raise ValidationError(f"There is no place below the front page for “{plan.name}”.")
    return found


def _begun(parent: Page, plan: Plan) -> BasePage:
    page = plan.type(title=plan.text.facts["title"], slug=plan.name, live=False)
    try:
        with transaction.atomic():
            parent.add_child(instance=page)
    except ValidationError as error:
        if "slug" not in getattr(error, "error_dict", {}):
            raise
        # Somebody else's page has it: this one gets one of its own.
        page = plan.type(title=plan.text.facts["title"], live=False)
        parent.add_child(instance=page)
    return page


def fill_pages(work: Work) -> None:
    missing = [plan for plan in plans() if not work.ledger.is_filled("page", plan.name)]
    for number, plan in enumerate(missing, start=1):
        work.say(f"Page {number} of {len(missing)}: {plan.text.facts['title']}")
        with transaction.atomic():
            page = work.ledger.get("page", plan.name)
            known = set(Tag.objects.values_list("name", flat=True))
            _fill(work, page, plan.text)
            # Before it is published: the lists count a page's comments when it comes onto them.
            add_comments(work, page, plan.text.facts.get("comments", ()))
            _publish(work, page, plan.text.facts)
            for tag in Tag.objects.filter(name__in=plan.text.facts.get("tags", ())).exclude(name__in=known):
                work.ledger.remember(tag.name, tag, fingerprint="made")
            work.ledger.remember(plan.name, page, fingerprint=plan.text.digest)


def _fill(work: Work, page: Any, text: Text) -> None:
    about = text.facts
    page.title = about["title"]
    page.search_description = about.get("description", "")
    if "days_ago" in about:
        page.published_at = work.day(about["days_ago"])
        page.first_published_at = page.published_at
    if "updated_days_ago" in about:
        page.updated_at = work.day(about["updated_days_ago"])
    if isinstance(page, ArticleIndexPage):
        page.introduction = about["introduction"]
    if isinstance(page, BodyPage):
        page.standfirst = about.get("standfirst", "")
        page.lead_image_id = work.resolve("image", about["image"]) if "image" in about else None
        page.lead_image_caption = about.get("image_caption", "")
        page.body = body(page.body.stream_block, text.body, work.resolve)
    if isinstance(page, TopicPage):
        _fill_topic(work, page, about)
    if isinstance(page, ArticlePage):
        _fill_article(work, page, about)


def _fill_topic(work: Work, page: TopicPage, about: dict[str, Any]) -> None:
    page.also_known_as = "\n".join(about.get("also", ()))
    page.pinned_articles = [
        PinnedArticle(article_id=work.resolve("page", name), sort_order=place) for place, name in enumerate(about.get("pinned", ()))
    ]
    page.related_topics = [
        RelatedTopic(topic_id=work.resolve("page", name), sort_order=place) for place, name in enumerate(about.get("related", ()))
    ]


def _fill_article(work: Work, page: ArticlePage, about: dict[str, Any]) -> None:
    page.featured = about.get("featured", False)
    if "series" in about:
        page.series_id = work.resolve("series", about["series"])
        page.series_position = about["part"]
    page.article_authors = [
        ArticleAuthor(author_id=work.resolve("author", name), sort_order=place) for place, name in enumerate(about["authors"])
    ]
    page.article_topics = [
        ArticleTopic(topic_id=work.resolve("page", name), sort_order=place, is_primary=place == 0)
        for place, name in enumerate(about["topics"])
    ]
    page.related_articles = [
        RelatedArticle(article_id=work.resolve("page", name), sort_order=place) for place, name in enumerate(about.get("related", ()))
    ]
    page.corrections = [
        Correction(date=work.day(note["days_ago"]).date(), text=note["text"], sort_order=place)
        for place, note in enumerate(about.get("corrections", ()))
    ]
    page.tags.set(about.get("tags", ()))


def _publish(work: Work, page: BasePage, about: dict[str, Any]) -> None:
    """As the facts say: now, in so many days, no more, not yet, or waiting for somebody's approval."""
    state = about.get("state", "live")
    if state in ("draft", "submitted"):
        page.save()
        _written(work, page, page.save_revision(), about.get("written_days_ago", 0))
        workflow = page.get_workflow() if state == "submitted" else None
        if workflow is not None:
            workflow.start(page, None)
        return
    if state == "scheduled":
        # Also when somebody has deleted it and loads it again after its day.
        page.go_live_at = max(work.day(-about["in_days"]), timezone.now() + timedelta(days=1))
    if state == "expired":
        page.expire_at = work.day(about["expired_days_ago"])
    page.save_revision().publish()
    if state == "expired":
        page.refresh_from_db()
        page.unpublish(set_expired=True)


def _written(work: Work, page: BasePage, revision: Revision, days_ago: float) -> None:
    """A draft is as old as its last revision."""
    if days_ago:
        written = work.day(days_ago)
        Revision.objects.filter(pk=revision.pk).update(created_at=written)
        Page.objects.filter(pk=page.pk).update(latest_revision_created_at=written)
