"""From a record to the fields of a page, without the database."""

from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import slugify

from articles.models import ArticleAuthor, ArticlePage, ArticleTag, ArticleTopic
from cms.content.models import StandardPage
from cms.content.models.base import BodyPage
from cms.content.richtext import safe_url
from cms.portability.imports.bodies import Body
from cms.portability.imports.report import Report
from cms.portability.sources.records import Entry

MAX_TITLE, MAX_STANDFIRST = 255, 500


@dataclass(frozen=True)
class Relations:
    """Primary keys of what an entry names."""

    authors: tuple[int, ...] = ()
    topics: tuple[int, ...] = ()
    tags: tuple[int, ...] = ()
    series: int | None = None
    lead_image: int | None = None
    social_image: int | None = None


def plain(html: str) -> str:
    return " ".join(unescape(strip_tags(html)).split())


def shortened(text: str, limit: int) -> str:
    """The text cut at a word, with an ellipsis, if it is too long."""
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0][: limit - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def when(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def name_of(entry: Entry) -> str:
    return f"{entry.kind} {entry.id} “{shortened(entry.title, 80)}”" if entry.title else f"{entry.kind} {entry.id}"


def is_restricted(entry: Entry) -> bool:
    """Whether only people with an account may see it."""
    return entry.status in ("private", "protected")


class Builder:
    """Fills pages in. What has to be put right is reported."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.now = timezone.now()

    def new(self, entry: Entry) -> BodyPage:
        page: BodyPage = ArticlePage() if entry.kind == "article" else StandardPage()
        return page

    def fill(self, page: Any, entry: Entry, body: Body, related: Relations) -> None:
        """Everything but the slug: a page that is there keeps its address."""
        page.title = self._title(entry, body)
        page.standfirst = self._standfirst(entry)
        page.body = body.raw
        page.lead_image_id, page.social_image_id = related.lead_image, related.social_image
        page.lead_image_alt, page.lead_image_caption = entry.lead_alt[:255], shortened(plain(entry.lead_caption), 500)
        page.seo_title, page.search_description = shortened(entry.seo_title, 255), shortened(entry.seo_description, 1000)
        page.canonical_url = self._canonical(entry)
        page.hide_from_search_engines = entry.hidden
        self._dates(page, entry)
        if isinstance(page, ArticlePage):
            page.featured, page.comments_open = entry.featured, entry.comments_open
            page.series_id, page.series_position = related.series, entry.series_position
            page.article_authors = [ArticleAuthor(author_id=pk, sort_order=place) for place, pk in enumerate(related.authors)]
            page.article_topics = [
                ArticleTopic(topic_id=pk, sort_order=place, is_primary=not place) for place, pk in enumerate(related.topics)
            ]
            page.tagged_items = [ArticleTag(tag_id=pk) for pk in related.tags]

    def slug(self, entry: Entry) -> str:
        wanted = slugify(entry.slug or entry.title, allow_unicode=True)[:200].strip("-")
        return wanted or f"{entry.kind}-{slugify(entry.id)[-60:] or 'item'}"

    def _title(self, entry: Entry, body: Body) -> str:
        if not entry.title:
            first = next((plain(block["value"]) for block in body.raw if block["type"] == "paragraph"), "")
            title = shortened(first, 70) or "Untitled"
            self.report.say("repair", "title", f"It has no title. It was called “{title}”.", entry.position, name_of(entry))
            return title
        if len(entry.title) > MAX_TITLE:
            text = f"Its title has {len(entry.title)} characters, {MAX_TITLE} are possible. It was shortened; whole: {entry.title[:2000]}"
            self.report.say("loss", "title", text, entry.position, name_of(entry))
        return shortened(entry.title, MAX_TITLE)

    def _standfirst(self, entry: Entry) -> str:
        text = plain(entry.excerpt)
        if len(text) > MAX_STANDFIRST:
            said = f"Its excerpt has {len(text)} characters, {MAX_STANDFIRST} are possible. It was shortened; whole: {text[:4000]}"
            self.report.say("loss", "excerpt", said, entry.position, name_of(entry))
        return shortened(text, MAX_STANDFIRST)

    def _canonical(self, entry: Entry) -> str:
        url = entry.canonical
        if not url or url.rstrip("/") == entry.url.rstrip("/"):
            return ""
        if not url.startswith(("http://", "https://")) or safe_url(url) is None or len(url) > 200:
            self.report.say("loss", "canonical", f"Its canonical address “{url[:100]}” is none.", entry.position, name_of(entry))
            return ""
        return url

    def _dates(self, page: Any, entry: Entry) -> None:
        """Also whether it is public: a date decides that, too."""
        page.published_at, page.updated_at = when(entry.published), when(entry.updated)
        page.first_published_at = page.published_at
        page.live, page.go_live_at, page.expire_at = entry.status != "draft", None, when(entry.expires)
        if entry.status == "draft":
            page.published_at = page.first_published_at = None
        elif page.published_at is not None and page.published_at > self.now:
            page.live, page.go_live_at, page.first_published_at = False, page.published_at, None
        elif page.published_at is None:
            self.report.say("repair", "date", "It has no date. It was dated today.", entry.position, name_of(entry))
        if page.expire_at is not None and page.expire_at <= self.now:
            page.live, page.expire_at = False, None
            self.report.say("repair", "date", "It has expired at the source. It was imported as a draft.", entry.position, name_of(entry))
