"""The values of pages: what a page publishes, whatever it is rendered as."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from wagtail.models import Page

from cms import tags
from cms.content.blocks.base import stream_content
from cms.content.values import Block, Crumb, Footnote, Heading, Link
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
class Seo:
    """What search engines and pages that link here are told."""

    title: str
    description: str
    canonical: str
    robots: str
    image: Picture | None


@dataclass(frozen=True)
class PageMeta:
    """`type`, `slug` and the rest of what Wagtail's API calls meta. `html_url` is absolute, `detail_url` the page in the API."""

    type: str
    slug: str
    locale: str
    html_url: str
    detail_url: str
    first_published_at: datetime | None
    parent: Link | None
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
    if len(settings.LANGUAGES) < 2 or not page.pk:
        return ()
    others = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk).select_related("locale")
    visible = scope.viewer.pages(others)
    return tuple(Translation(other.locale.language_code, scope.url(other.url_path, other.path)) for other in visible)


def page_fields(page: "BasePage", scope: "Scope") -> dict[str, Any]:
    """The fields of `PageValue`."""
    tags.record(tags.page(page.pk))
    ancestors = ancestors_of(page)
    url = scope.url(page.url_path, page.path or (ancestors[-1].path if ancestors else ""))
    crumbs = tuple(Crumb(ancestor.title, scope.url(ancestor.url_path, ancestor.path)) for ancestor in ancestors)
    tags.record(*(tags.page(ancestor.pk) for ancestor in ancestors))
    parent = ancestors[-1] if ancestors else None
    base = scope.viewer.site.root_url
    image = scope.get("image", page.social_image_id)
    return {
        "id": page.pk,
        "meta": PageMeta(
            type=page.kind,
            slug=page.slug,
            locale=scope.language,
            html_url=base + url,
            detail_url=f"{base}/api/v2/pages/{page.pk}/",
            first_published_at=page.first_published_at,
            parent=Link(parent.pk, page_type(parent), parent.title, scope.url(parent.url_path, parent.path)) if parent else None,
            seo=Seo(
                title=page.seo_title or page.title,
                description=page.search_description or page.teaser().get("standfirst", ""),
                canonical=page.canonical_url or base + url,
                robots="noindex" if page.hide_from_search_engines else "",
                image=picture(image, "social") if image else None,
            ),
        ),
        "title": page.title,
        "url": url,
        "published_at": page.published_at,
        "updated_at": page.updated_at,
        "breadcrumbs": crumbs,
        "translations": _translations(page, scope),
    }


def page_type(page: Page) -> str:
    """A page's `meta.type` from its content type, without fetching the specific page."""
    model = page.cached_content_type.model_class()
    return f"{model._meta.app_label}.{model.__name__}" if model else "wagtailcore.Page"


def body_fields(page: "BodyPage", scope: "Scope") -> dict[str, Any]:
    """The fields of `BodyValue`."""
    image = scope.get("image", page.lead_image_id)
    body = stream_content(page.body.stream_block, page.body.raw_data, scope)
    return {
        **page_fields(page, scope),
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
