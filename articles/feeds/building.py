"""From a list of articles to what its feed says. The number of queries does not depend on the number of articles."""

from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from articles.feeds.document import Attachment, Category, Entry, FeedDocument, Person
from articles.feeds.sources import Source, urn
from articles.overviews import ARTICLE
from articles.values import ArticleValue
from cms.content.batches import publish_all
from cms.content.blocks.output import blocks_text
from cms.content.blocks.recordings import AudioContent, VideoContent
from cms.content.feeds import feed_path
from cms.content.kinds import specific, specific_relations
from cms.content.linked_data import absolute, every_block
from cms.content.markup import first_words
from cms.content.models.discovery import Discovery
from cms.content.portable import portable_html, portable_picture
from cms.content.publisher import Publisher, publisher
from cms.content.scope import Scope
from cms.media.picture import Picture, picture
from cms.media.storage import RENDITION_TYPES

#: Articles in a feed.
LENGTH = 20
EXCERPT = 400
#: What an entry shows of an article: nothing else is asked for.
FIELDS = frozenset(
    ("title", "url", "standfirst", "lead_image", "body", "footnotes", "authors", "topics", "tags", "published_at", "updated_at")
)


def build(source: Source, scope: Scope, file: str) -> FeedDocument:
    """The feed of a source; `file` is the last part of its address."""
    scope = Scope(scope.viewer, scope.language, fields=FIELDS)
    base, who = scope.viewer.base_url, publisher(scope)
    scope.want(who.references())
    rows: Any = source.rows(scope).select_related("page", *specific_relations(ARTICLE, "page__"))
    pages = [page for row in rows[:LENGTH] if (page := specific(row.page))]
    for page in pages:
        page.as_published = True
    values = publish_all(pages, scope)
    excerpts = Discovery.objects.filter(site_id=scope.viewer.site.pk, feed_content=Discovery.FeedContent.EXCERPT).exists()
    entries = tuple(
        _entry(value, urn(page.translation_key, scope.language), base, whole=not excerpts)
        for page, value in zip(pages, values, strict=True)
        if isinstance(value, ArticleValue)
    )
    name = f"{source.title} · {who.name}" if source.title else who.name
    return FeedDocument(
        id=source.id,
        url=base + source.path,
        self_url=base + feed_path(source.path, file),
        title=name,
        description=source.description or who.description,
        language=scope.language,
        publisher=Person(who.name, f"{base}{scope.prefix()}/"),
        updated=max((entry.updated for entry in entries), default=source.since or datetime(1970, 1, 1, tzinfo=UTC)),
        icon=_icon(scope, who),
        entries=entries,
    )


def _entry(value: ArticleValue, entry_id: str, base: str, *, whole: bool) -> Entry:
    url = base + value.url
    published = value.published_at or datetime(1970, 1, 1, tzinfo=UTC)
    html = portable_picture(value.lead_image, base, url) + portable_html(value.body, base, url, value.footnotes) if whole else ""
    categories = [(topic.title, topic.title) for topic in value.topics] + [(tag.slug, tag.name) for tag in value.tags]
    return Entry(
        id=entry_id,
        url=url,
        title=value.title,
        excerpt=value.standfirst or first_words(blocks_text(value.body), EXCERPT),
        html=html,
        published=published,
        updated=max(value.updated_at or published, published),
        image=_image(value.lead_image, base),
        recordings=_recordings(value, base),
        authors=tuple(Person(author.title, base + author.url) for author in value.authors),
        categories=tuple(Category(term, label) for term, label in dict(categories).items()),
    )


def _image(image: Picture | None, base: str) -> Attachment | None:
    if image is None or not image.src:
        return None
    kind = RENDITION_TYPES.get(PurePosixPath(image.src).suffix, "image/jpeg")
    return Attachment(absolute(base, image.src), kind, image.alt, None, image.width, image.height)


def _icon(scope: Scope, who: Publisher) -> Attachment | None:
    mark = scope.get("image", who.mark_id)
    return _image(picture(mark, "thumb"), scope.viewer.base_url) if mark else None


def _recordings(value: ArticleValue, base: str) -> tuple[Attachment, ...]:
    found = [block.value for block in every_block(value.body) if isinstance(block.value, AudioContent | VideoContent)]
    return tuple(Attachment(absolute(base, item.file.url), item.file.content_type, item.title, item.file.size) for item in found)
