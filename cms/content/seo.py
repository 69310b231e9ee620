"""What search engines and pages that link here are told: titles, Open Graph, JSON-LD ready to print.

Every page, and every public page of a snippet, has one `Seo`; HTML prints it (`templates/components/head.html`), the API
gives it as `meta.seo`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings

from cms.content import linked_data
from cms.content.encoding import moment
from cms.content.feeds import Feed, feeds_of
from cms.content.linked_data import Node
from cms.content.publisher import Publisher, publisher
from cms.content.social import card_of, root_card
from cms.content.values import Crumb
from cms.media.picture import Picture, picture

if TYPE_CHECKING:
    from cms.content.models.base import BasePage
    from cms.content.scope import Scope

INDEXED, HIDDEN = "max-image-preview:large", "noindex"
#: Open Graph wants a country with every language.
LOCALES = {"ar": "ar_AR", "de": "de_DE", "en": "en_US", "es": "es_ES", "fa": "fa_IR", "fr": "fr_FR", "he": "he_IL", "it": "it_IT"}
LOCALES |= {"ja": "ja_JP", "nl": "nl_NL", "pl": "pl_PL", "pt": "pt_PT", "tr": "tr_TR", "uk": "uk_UA"}

_MASTODON = re.compile(r"https://([\w.-]+)/@(\w+)/?")


@dataclass(frozen=True)
class Alternate:
    """The same page for other readers: `locale` is the value of `hreflang`."""

    locale: str
    url: str


@dataclass(frozen=True)
class Seo:
    """What a page says of itself to machines.

    `meta` maps names, and `open_graph` properties, to contents of `meta` elements. `json_ld` is the object for a script of
    the type `application/ld+json`. `feeds` are the page's own, where it is a list. `image` is a picture that editors chose;
    `og:image` is always there when there is one to show.
    """

    title: str
    description: str
    canonical: str
    robots: str
    image: Picture | None
    open_graph: dict[str, str]
    json_ld: dict[str, Any]
    meta: dict[str, str] = field(default_factory=dict)
    alternates: tuple[Alternate, ...] = ()
    feeds: tuple[Feed, ...] = ()

    @property
    def subject(self) -> Node:
        """The node of the page's own subject."""
        node: Node = self.json_ld["@graph"][0]
        return node

    def add(self, nodes: Iterable[Node]) -> None:
        self.json_ld["@graph"] += nodes


def no_seo() -> Seo:
    """For renderings that do not show any."""
    return Seo("", "", "", "", None, {}, linked_data.graph([{}]))


def page_seo(
    page: "BasePage", scope: "Scope", url: str, crumbs: tuple[Crumb, ...], translations: Sequence[tuple[str, str]] = (), path: str = ""
) -> Seo:
    """The SEO of a page at an absolute URL; `translations` are pairs of language and path. Types of pages add to it."""
    chosen = scope.get("image", page.social_image_id) or scope.get("image", getattr(page, "lead_image_id", None))
    title, description = page.seo_title or page.title, page.search_description or page.teaser().get("standfirst", "")
    if not description and page.path in scope.viewer.roots:
        description = publisher(scope).description  # a front page says what the publication is
    return make_seo(
        scope,
        page.linked_data_type,
        name=page.title,
        title=title,
        description=description,
        url=url,
        canonical=page.canonical_url,
        hidden=page.hide_from_search_engines,
        image=chosen,
        card=card_of(page),
        crumbs=crumbs,
        alternates=() if page.canonical_url else _alternates(scope, url, translations),
        feeds=feeds_of(path, page.title) if path and page.has_feeds else (),
    )


def make_seo(
    scope: "Scope",
    kind: str,
    *,
    name: str,
    url: str,
    title: str = "",
    description: str = "",
    canonical: str = "",
    hidden: bool = False,
    image: Any = None,
    card: str = "",
    crumbs: Sequence[Crumb] = (),
    alternates: tuple[Alternate, ...] = (),
    feeds: tuple[Feed, ...] = (),
) -> Seo:
    """The SEO of whatever has an absolute URL. `kind` is its type in schema.org; `image` one that its editors chose."""
    base, who = scope.viewer.base_url, publisher(scope)
    title, canonical = title or name, canonical or url
    chosen = image or scope.get("image", who.social_image_id)
    shown = picture(chosen, "social") if chosen else None
    robots = HIDDEN if hidden or who.hidden else INDEXED
    graph = {"og:type": "website", "og:title": title, "og:url": canonical, "og:site_name": who.name}
    graph["og:locale"] = LOCALES.get(scope.language, scope.language)
    meta = {"robots": robots, "twitter:card": "summary", "twitter:title": title}
    if description:
        graph["og:description"] = meta["description"] = meta["twitter:description"] = description
    graph |= _shared_picture(base, shown, card or root_card(scope), title)
    if "og:image" in graph:
        meta |= {"twitter:card": "summary_large_image", "twitter:image": graph["og:image"], "twitter:image:alt": graph["og:image:alt"]}

    publication = linked_data.organization(scope, who)
    site = linked_data.website(scope, who, publication)
    subject = linked_data.page_node(kind, canonical, name, scope.language, description)
    subject["isPartOf"] = linked_data.reference(site)
    if "og:image" in graph:
        subject["image"] = _pictures(base, image) or [graph["og:image"]]
    nodes = [subject]
    if crumbs:
        trail = linked_data.breadcrumbs(base, canonical, crumbs, name, url)
        subject["breadcrumb"] = linked_data.reference(trail)
        nodes.append(trail)
    described = linked_data.graph([*nodes, publication, site])
    return Seo(title, description, canonical, robots, shown if image or shown else None, graph, described, meta, alternates, feeds)


def _shared_picture(base: str, shown: Picture | None, card: str, title: str) -> dict[str, str]:
    if shown is not None and shown.src:
        source, width, height, alt = shown.src, shown.width, shown.height, shown.alt or title
    elif card:
        source, width, height, alt = card, 1200, 630, title
    else:
        return {}
    return {
        "og:image": linked_data.absolute(base, source),
        "og:image:width": str(width),
        "og:image:height": str(height),
        "og:image:alt": alt,
    }


def _pictures(base: str, image: Any) -> list[str]:
    """The picture in several shapes, as search engines like to have it."""
    found = (picture(image, preset).src for preset in ("lead", "card", "social")) if image else ()
    return list(dict.fromkeys(linked_data.absolute(base, source) for source in found if source))


def _alternates(scope: "Scope", url: str, translations: Sequence[tuple[str, str]]) -> tuple[Alternate, ...]:
    """This page and its translations, each naming all of them; readers of other languages get the first language's."""
    if not translations:
        return ()
    base = scope.viewer.base_url
    found = {scope.language: url} | {language: linked_data.absolute(base, path) for language, path in translations}
    ordered = tuple(Alternate(language, found[language]) for language, _name in settings.LANGUAGES if language in found)
    default = found.get(settings.LANGUAGE_CODE)
    return (*ordered, Alternate("x-default", default)) if default else ordered


@dataclass(frozen=True)
class Story:
    """What makes a page an article. Authors are triples of name, path and Mastodon address; topics pairs of name and path."""

    published_at: datetime | None
    updated_at: datetime | None
    authors: Sequence[tuple[str, str, str]]
    topics: Sequence[tuple[str, str]]
    keywords: Sequence[str]
    series: tuple[str, str, int] | None
    corrections: Sequence[tuple[str, str]]
    words: int
    minutes: int
    comments: int


def describe_article(seo: Seo, scope: "Scope", story: Story) -> None:
    """Add to a page's SEO what makes it an article's."""
    base, graph, meta, node = scope.viewer.base_url, seo.open_graph, seo.meta, seo.subject
    who: Publisher = publisher(scope)
    graph["og:type"] = "article"
    node["@type"] = "NewsArticle" if who.news else "Article"
    headline: str = node.pop("name")
    node["headline"] = headline if len(headline) <= linked_data.HEADLINE else headline[: linked_data.HEADLINE - 1].rsplit(" ", 1)[0] + "…"
    node["mainEntityOfPage"] = seo.canonical
    node["publisher"] = {"@id": f"{base}/#organization"}
    node["isAccessibleForFree"] = True
    node["wordCount"], node["timeRequired"], node["commentCount"] = story.words, f"PT{story.minutes}M", story.comments
    if story.published_at:
        graph["article:published_time"] = node["datePublished"] = moment(story.published_at)
        graph["article:modified_time"] = node["dateModified"] = moment(max(story.updated_at or story.published_at, story.published_at))
    if story.authors:
        meta["author"] = ", ".join(name for name, _path, _mastodon in story.authors)
        node["author"] = [linked_data.person(base, name, path) for name, path, _mastodon in story.authors]
        if match := next((found for *_, address in story.authors if (found := _MASTODON.fullmatch(address))), None):
            meta["fediverse:creator"] = f"@{match[2]}@{match[1]}"
    if story.topics:
        graph["article:section"] = node["articleSection"] = story.topics[0][0]
        node["about"] = [{"@type": "Thing", "name": name, "url": linked_data.absolute(base, path)} for name, path in story.topics]
    if story.keywords:
        node["keywords"] = list(story.keywords)
    if story.series:
        name, path, position = story.series
        series = {"@type": "CreativeWorkSeries", "@id": linked_data.absolute(base, path) + "#series", "name": name}
        node["isPartOf"] = [node["isPartOf"], {**series, "url": linked_data.absolute(base, path)}]
        node["position"] = position
    if story.corrections:
        node["correction"] = [{"@type": "CorrectionComment", "text": text, "datePublished": day} for day, text in story.corrections]
