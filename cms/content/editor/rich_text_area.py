"""The editor of rich text, for texts that something else than the editor wrote.

Wagtail reads the database's form strictly: a picture of another site, a `<br>` that is not closed, an end tag too many, and the
page that holds the text cannot be opened any more (wagtail#13815, #14343, #14549). Here such a text is put in order first.
"""

import logging
import re
from html import escape
from typing import Any

import nh3
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextArea

from cms.content.blocks.base import clean_text

logger = logging.getLogger(__name__)

_BLOCKS = {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr", "embed"}
_INLINE = {"a", "abbr", "b", "br", "code", "del", "em", "footnote", "i", "s", "strong", "sub", "sup"}
_CLEANER = nh3.Cleaner(
    tags=_BLOCKS | _INLINE,
    clean_content_tags={"script", "style", "template", "title"},
    attributes={
        "*": {"data-block-key"},
        "a": {"href", "linktype", "id"},
        "abbr": {"title"},
        "footnote": {"id", "text"},
        "embed": {"embedtype", "id", "alt", "format", "url"},
    },
    link_rel=None,
)
_VOID = re.compile(r"<(br|hr|embed)((?:[^>\"]|\"[^\"]*\")*)>")
_TAG = re.compile(r"<[^>]*>")


class RichTextArea(DraftailRichTextArea):
    """Wagtail's, which opens every text and has a name for those who do not see what stands above it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options["ariaLabel"] = _("Text")

    def format_value(self, value: Any) -> str:
        try:
            return str(super().format_value(value))
        except Exception:  # noqa: BLE001 - Wagtail's reader asserts, and looks into attributes that are not there
            logger.warning("A rich text is not in the form that the editor writes. It is opened as far as it can be read.")
        try:
            return str(super().format_value(in_order(str(value))))
        except Exception:  # noqa: BLE001 - its words at least
            return str(super().format_value(f"<p>{escape(' '.join(_TAG.sub(' ', in_order(str(value))).split()))}</p>"))


def in_order(html: str) -> str:
    """The database's rich text with every tag closed, nested as it must be, and without what the editor does not know."""
    tidy = _VOID.sub(r"<\1\2/>", _CLEANER.clean(clean_text(html)))
    # Items outside of a list.
    return tidy if "<li" not in tidy or "<ul" in tidy or "<ol" in tidy else re.sub(r"(</?)li\b", r"\1p", tidy)
