"""Template tags that render content values, and what the look needs to know of them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext as _
from wagtail.models import Site

from cms.content.blocks.output import blocks_html
from cms.content.brand import Brand, brand
from cms.content.card_html import card_html
from cms.content.definitions import with_definitions
from cms.content.models.base import BasePage
from cms.content.models.site import SiteIdentity
from cms.content.publisher import name_of
from cms.content.sources import ATTRIBUTE, field_of, source_of
from cms.content.typefaces import Typefaces, preloaded
from cms.content.values import Block, Card, Link

register = template.Library()

#: How many turns of the publication's hue the style sheet knows (`.tone-0` to `.tone-8`).
TONES = 9


def _shows_sources(context: Mapping[str, Any]) -> bool:
    return bool(getattr(context.get("request"), "shows_sources", False))


@register.simple_tag(takes_context=True)
def blocks(context: Mapping[str, Any], body: Iterable[Block], define: bool = False) -> SafeString:
    """The HTML of a whole body, each block through its own component: `{% blocks content.body %}`.

    With `define=True` the definitions of the terms that it links to stand behind it, for the page to show them in place.
    """
    html = blocks_html(body, _source_of_body(context, body) if _shows_sources(context) else "")
    return with_definitions(html) if define else html


def _source_of_body(context: Mapping[str, Any], body: Iterable[Block]) -> str:
    content = context.get("content")
    for owner in (content, getattr(content, "author", None)):
        if field := field_of(owner, body):
            return source_of(owner if source_of(owner) else getattr(content, "author", None), field)
    return str(context.get("source_of_body", ""))


@register.simple_tag
def card(value: Card, **look: Any) -> SafeString:
    """A card, by `components/card.html`: `{% card item level=3 show_comments=True %}`; also `sizes` and `loading` of its picture."""
    return card_html(value, **look)


@register.simple_tag(takes_context=True)
def publication_name(context: Mapping[str, Any]) -> str:
    """On the sign-in page of the admin: whose it is."""
    return name_of(Site.find_for_request(context["request"]), get_language() or "")


@register.simple_tag(takes_context=True)
def publication_look(context: Mapping[str, Any]) -> dict[str, Any]:
    """In the block picker: the accent and the typefaces in which a block will stand. Nothing before a publication has any."""
    request = context.get("request")
    rows = SiteIdentity.objects.filter(site=Site.find_for_request(request)).order_by("locale_id")
    return rows.values("accent", "typefaces").first() or {}


@register.simple_tag(takes_context=True)
def publication_brand(context: Mapping[str, Any]) -> Brand:
    """In the admin: its mark for the tab and above the menu."""
    return brand(context.get("request"))


@register.simple_tag(takes_context=True)
def source(context: Mapping[str, Any], value: Any, *place: str) -> SafeString | str:
    """In a preview, the attribute that says which field an element shows: `<h1{% source content "title" %}>`."""
    found = source_of(value, *place) if _shows_sources(context) else ""
    return format_html(' {}="{}"', SafeString(ATTRIBUTE), found) if found else ""


@register.simple_tag(takes_context=True)
def preview_script(context: Mapping[str, Any]) -> SafeString | str:
    """In a preview, the script that leads from what is clicked on to the place where it is edited."""
    if not _shows_sources(context):
        return ""
    shown = getattr(context["request"], "shown_source", "")
    return format_html('<script src="{}" data-editor="self" data-masthead-object="{}" defer></script>', static("preview/script.js"), shown)


@register.simple_tag(takes_context=True)
def preview_note(context: Mapping[str, Any]) -> str:
    """What a preview says of itself on top of the page."""
    return str(getattr(context.get("request"), "preview_note", "")) or _("Preview: this is not public.")


#: What would end the script element, or begin a comment in it.
_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """A block of JSON-LD. Browsers do not run it, so the content security policy has nothing against it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_IN_SCRIPT)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


@register.simple_tag(takes_context=True)
def page_title(context: Context) -> str:
    """The title of a page in tabs and search results: its own, the page of its list, the publication's name."""
    seo, listed, site = context.get("seo"), context.get("list"), context.get("site")
    name = site.name if site else ""
    number = getattr(listed, "number", 1)
    parts = [seo.title if seo else "", _("Page %(number)d") % {"number": number} if number > 1 else "", name]
    return " · ".join(dict.fromkeys(part for part in parts if part))


@register.filter
def tone(topic: Link | BasePage | None) -> str:
    """The class that gives what belongs to a topic the topic's accent colour: the same one everywhere; empty for None.

    That is the hue that editors chose for it. Others get turns of the publication's hue; topics made one after the other lie far apart.
    """
    if not topic:
        return ""
    hue = getattr(topic, "hue", None)
    return f"tone-{topic.id * 4 % TONES}" if hue is None else f"hue-{hue}"


@register.simple_tag
def font_files(typefaces: str) -> tuple[str, ...]:
    """Static files of the fonts that every page needs at once: `{% font_files site.typefaces as files %}`."""
    return preloaded(typefaces or Typefaces.NEWSREADER)
