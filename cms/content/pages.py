"""The values of pages: what a page publishes, whatever it is rendered as."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from cms import tags
from cms.content import linked_data
from cms.content.blocks.base import stream_content
from cms.content.seo import Seo, no_seo, page_seo
from cms.content.values import Block, Crumb, Footnote, Heading, Link, PageRef, PageRefMeta
from cms.media.picture import Picture, picture

if TYPE_CHECKING:
    from cms.content.models.base import BasePage, BodyPage
    from cms.content.scope import Scope


@dataclass(frozen=True)
class Translation:
    """The same page in another language."""

    locale: str
    url: str


@dataclass(frozen=True)
class PageMeta:
    """What Wagtail's API v2 calls meta, and `seo`. `html_url` is absolute, `detail_url` the page in the API."""

    type: str
    detail_url: str
    html_url: str
    slug: str
    show_in_menus: bool
    seo_title: str
    search_description: str
    first_published_at: datetime | None
    alias_of: PageRef | None
    parent: PageRef | None
    locale: str
    seo: Seo


@dataclass(frozen=True)
class PageValue:
    """What every page has. `url` is the path from the host on."""

    id: int
    meta: PageMeta
    title: str
    url: str
    published_at: datetime | None
    updated_at: datetime | None
    breadcrumbs: tuple[Crumb, ...]
    translations: tuple[Translation, ...]


@dataclass(frozen=True)
class BodyValue(PageValue):
    """A page with a body. `reading_time` in minutes."""

    standfirst: str
    lead_image: Picture | None
    body: tuple[Block, ...]
    footnotes: tuple[Footnote, ...]
    table_of_contents: tuple[Heading, ...]
    word_count: int
    reading_time: int
    problems: tuple[str, ...]


def ancestors_of(page: Page) -> list[Page]:
    """The page's ancestors below the tree's root, from the site's root page down. No query where routing has found them."""
    known = getattr(page, "known_ancestors", None)
    if known is not None:
        return list(known)
    if not page.path:
        parent = page.get_parent() if getattr(page, "_cached_parent_obj", None) else None
        return [*ancestors_of(parent), parent] if parent is not None else []
    return [ancestor for ancestor in page.get_ancestors() if ancestor.depth > 1]


def _translations(page: "BasePage", scope: "Scope") -> tuple[Translation, ...]:
    if len(settings.LANGUAGES) < 2 or not page.pk or not scope.shows("translations"):
        return ()
    others = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk).select_related("locale")
    visible = scope.viewer.pages(others)
    tags.record(tags.translations(page.translation_key), *(tags.page(other.pk) for other in others))
    return tuple(Translation(other.locale.language_code, scope.url(other.url_path, other.path)) for other in visible)


def detail_url(base: str, pk: int | None) -> str:
    """A page's address in the API."""
    return f"{base}/api/v2/pages/{pk}/"


def page_ref(link: Link, base: str) -> PageRef:
    return PageRef(link.id, PageRefMeta(link.type, detail_url(base, link.id), base + link.url), link.title, link.url)


def page_fields(page: "BasePage", scope: "Scope") -> dict[str, Any]:
    """The fields of `PageValue`."""
    tags.record(tags.page(page.pk))
    ancestors = ancestors_of(page) if scope.shows("breadcrumbs", "meta", "parent", "seo") or not page.path else []
    url = scope.url(page.url_path, page.path or (ancestors[-1].path if ancestors else ""))
    crumbs = tuple(Crumb(ancestor.title, scope.url(ancestor.url_path, ancestor.path)) for ancestor in ancestors)
    tags.record(*(tags.page(ancestor.pk) for ancestor in ancestors))
    # Not the nearest visible one: above the draft of a preview there may be pages that nobody may see.
    parent = ancestors[-1] if ancestors and page.path.startswith(ancestors[-1].path) and page.depth == ancestors[-1].depth + 1 else None
    base = scope.viewer.base_url
    source = scope.get("page", page.alias_of_id)
    translations = _translations(page, scope)
    seo = no_seo()
    if scope.shows("meta", "seo"):
        seo = page_seo(page, scope, base + url, crumbs, [(other.locale, other.url) for other in translations], url)
    return {
        "id": page.pk,
        "meta": PageMeta(
            type=page.kind,
            detail_url=detail_url(base, page.pk),
            html_url=base + url,
            slug=page.slug,
            show_in_menus=page.show_in_menus,
            seo_title=page.seo_title,
            search_description=page.search_description,
            first_published_at=page.first_published_at,
            alias_of=page_ref(source, base) if source else None,
            parent=page_ref(Link(parent.pk, page_type(parent), parent.title, crumbs[-1].url), base) if parent else None,
            locale=scope.language,
            seo=seo,
        ),
        "title": page.title,
        "url": url,
        "published_at": page.published_at,
        "updated_at": page.updated_at,
        "breadcrumbs": crumbs,
        "translations": translations,
    }


def page_type(page: Page) -> str:
    """A page's `meta.type` from its content type, without fetching the specific page."""
    return type_named(page.content_type_id)


def type_named(content_type: int) -> str:
    """The `meta.type` of pages with this content type. No query: a process knows its content types."""
    model = ContentType.objects.get_for_id(content_type).model_class()
    return f"{model._meta.app_label}.{model.__name__}" if model else "wagtailcore.Page"


def body_fields(page: "BodyPage", scope: "Scope") -> dict[str, Any]:
    """The fields of `BodyValue`."""
    image = scope.get("image", page.lead_image_id)
    body: tuple[Block, ...] = ()
    if scope.shows("body", "footnotes", "table_of_contents", "problems"):
        scope.problems.extend(unreadable(page.body))
        body = stream_content(page.body.stream_block, page.body.raw_data, scope)
    fields = page_fields(page, scope)
    _describe_body(fields["meta"].seo, body, scope)
    return {
        **fields,
        "standfirst": page.standfirst,
        "lead_image": picture(image, "lead", alt=page.lead_image_alt or None, caption=page.lead_image_caption or None) if image else None,
        "body": body,
        "footnotes": scope.footnotes,
        "table_of_contents": tuple(
            Heading(block.value.id, block.value.text, block.value.level)
            for block in body
            if block.type == "heading" and block.value.level <= 3
        ),
        "word_count": page.word_count,
        "reading_time": page.reading_time,
        "problems": tuple(scope.problems),
    }


def _describe_body(seo: Seo, body: tuple[Block, ...], scope: "Scope") -> None:
    """What a body has for machines: answered questions, defined terms."""
    if body and seo.canonical:
        seo.add(linked_data.questions(seo.canonical, body))
        seo.add(linked_data.defined_here(scope.viewer.base_url, body))


def unreadable(stream: Any) -> tuple[str, ...]:
    """What of a stream's stored value is no blocks at all, for example `body` or `body[3]`."""
    return tuple(getattr(stream, "unreadable", ()))
