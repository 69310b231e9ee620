"""What search engines and pages that link here are told: titles, Open Graph, JSON-LD ready to print."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cms.content.encoding import moment
from cms.content.values import Crumb
from cms.media.picture import Picture, picture

if TYPE_CHECKING:
    from cms.content.models.base import BasePage
    from cms.content.scope import Scope


@dataclass(frozen=True)
class Seo:
    """`open_graph` maps properties to contents; `json_ld` is the object for a script of the type `application/ld+json`."""

    title: str
    description: str
    canonical: str
    robots: str
    image: Picture | None
    open_graph: dict[str, str]
    json_ld: dict[str, Any]


def page_seo(page: "BasePage", scope: "Scope", url: str, crumbs: tuple[Crumb, ...]) -> Seo:
    """The SEO of a page at an absolute URL; an article adds to it (`describe_article`)."""
    base = scope.viewer.base_url
    chosen = scope.get("image", page.social_image_id) or scope.get("image", getattr(page, "lead_image_id", None))
    image = picture(chosen, "social") if chosen else None
    title, description = page.seo_title or page.title, page.search_description or page.teaser().get("standfirst", "")
    canonical = page.canonical_url or url
    graph = {"og:type": "website", "og:title": title, "og:url": canonical, "og:locale": scope.language}
    linked: dict[str, Any] = {"@context": "https://schema.org", "@type": "WebPage", "url": canonical, "inLanguage": scope.language}
    linked["headline"] = page.title
    if description:
        graph["og:description"] = linked["description"] = description
    if image is not None and image.src:
        source = base + image.src if image.src.startswith("/") else image.src
        graph |= {"og:image": source, "og:image:width": str(image.width), "og:image:height": str(image.height), "og:image:alt": image.alt}
        linked["image"] = [source]
    if crumbs:
        places = [(crumb.title, base + crumb.url) for crumb in crumbs] + [(page.title, url)]
        linked["breadcrumb"] = {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": number, "name": name, "item": item} for number, (name, item) in enumerate(places, 1)
            ],
        }
    return Seo(title, description, canonical, "noindex" if page.hide_from_search_engines else "", image, graph, linked)


def describe_article(
    seo: Seo, *, published_at: datetime | None, updated_at: datetime | None, authors: list[tuple[str, str]], section: str, words: int
) -> None:
    """Add to a page's SEO what makes it an article's. Authors are pairs of name and absolute URL."""
    graph, linked = seo.open_graph, seo.json_ld
    graph["og:type"] = "article"
    linked.update({"@type": "NewsArticle", "wordCount": words})
    if published_at:
        graph["article:published_time"] = linked["datePublished"] = moment(published_at)
    if updated_at:
        graph["article:modified_time"] = linked["dateModified"] = moment(updated_at)
    if authors:
        linked["author"] = [{"@type": "Person", "name": name, "url": url} for name, url in authors]
    if section:
        graph["article:section"] = linked["articleSection"] = section
