"""A body as HTML for readers that know nothing of our styles and scripts: feed readers, mails.

Each block goes through `components/portable/<block>.html`, or through the partial of its page where it has no such one; what
is left in the end are plain elements with absolute addresses.
"""

import re
from collections.abc import Iterable
from functools import partial

import nh3
from django.template.loader import render_to_string

from cms.content.blocks.base import ContentBlock
from cms.content.blocks.body import body_block
from cms.content.linked_data import every_block
from cms.content.values import Block, Footnote
from cms.media.picture import Picture

_TAGS = {
    *("h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "a", "img", "abbr", "cite", "code", "dfn", "kbd", "mark", "q"),
    *("b", "i", "em", "strong", "small", "s", "u", "del", "ins", "sub", "sup", "time"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
#: What is a control or a decoration on a page, with all that is in it.
_DROPPED = {
    *("audio", "button", "details", "form", "iframe", "nav", "noscript"),
    *("object", "script", "select", "style", "svg", "template", "video"),
}
_DECORATION = re.compile(r'<(a|span|i)\b[^>]*\baria-hidden="true"[^>]*>[^<]*</\1>')
_EMPTY_IMAGE = re.compile(r'<img(?![^>]*\bsrc="[^"])[^>]*>')
_SPACE = re.compile(r">\s*\n\s*<")


def portable_html(body: Iterable[Block], base: str, page_url: str, notes: Iterable[Footnote] = ()) -> str:
    """The HTML of a body of the page at `page_url`; `base` is the address of the site without a slash at its end."""
    definitions = body_block().child_blocks
    parts = []
    for block in every_block(body):
        definition = definitions.get(block.type)
        if isinstance(definition, ContentBlock):
            templates = [f"components/portable/{block.type}.html", definition.component]
            parts.append(render_to_string(templates, {"block": block, "value": block.value}))
    if footnotes := tuple(notes):
        parts.append(render_to_string("components/portable/footnotes.html", {"footnotes": footnotes}))
    return plain(" ".join(parts), base, page_url)


def portable_picture(image: Picture | None, base: str, page_url: str) -> str:
    """A lead picture with its caption."""
    if image is None or not image.src:
        return ""
    return plain(render_to_string("components/lead_image.html", {"image": image}), base, page_url)


def plain(html: str, base: str, page_url: str) -> str:
    """HTML of our pages without what only they understand."""
    cleaned = nh3.clean(
        _DECORATION.sub("", html),
        tags=_TAGS,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        attribute_filter=partial(_absolute, base, page_url),
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    return _SPACE.sub(">\n<", _EMPTY_IMAGE.sub("", cleaned)).strip()


def _absolute(base: str, page_url: str, tag: str, name: str, value: str) -> str | None:
    if name in ("href", "src"):
        if value.startswith("//"):
            return None
        if value.startswith("/"):
            return base + value
        if value.startswith(("#", "?")):
            return page_url + value
    return value
