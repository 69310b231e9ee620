"""Entries of a menu."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.content.blocks.base import raw_id, raw_list, raw_text
from cms.content.richtext import safe_url

if TYPE_CHECKING:
    from cms.content.scope import Reference, Scope


@dataclass(frozen=True)
class NavigationItem:
    """An entry; one without a URL is a heading for the entries below it."""

    label: str
    url: str | None
    children: tuple["NavigationItem", ...] = ()


class NavigationLinkBlock(blocks.StructBlock):
    """A link to a page or to an address; a page's own title is its label unless another is given."""

    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.CharBlock(label=_("Or an address"), required=False, max_length=500)
    label = blocks.CharBlock(label=_("Label"), required=False, max_length=60)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        page, url = cleaned.get("page"), (cleaned.get("url") or "").strip()
        errors = {}
        if bool(page) == bool(url):
            errors["page"] = ValidationError(_("Choose a page or give an address, one of the two."))
        elif url and safe_url(url) is None:
            errors["url"] = ValidationError(_("An address begins with https://, http://, mailto:, tel: or /."))
        elif url and not cleaned.get("label"):
            errors["label"] = ValidationError(_("A link to an address needs a label."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        icon = "link"
        label = _("Link")
        label_format = "{label}"


class NavigationGroupBlock(blocks.StructBlock):
    """A heading with links below it."""

    label = blocks.CharBlock(label=_("Label"), max_length=60)
    links = blocks.ListBlock(NavigationLinkBlock(), label=_("Links"), min_num=1, max_num=20)

    class Meta:
        icon = "list-ul"
        label = _("Group")
        label_format = "{label}"


def _links(item: Any) -> Iterator[dict[str, Any]]:
    value = item.get("value") or {}
    yield from [value] if item.get("type") == "link" else raw_list(value.get("links"))


def navigation_references(raw_items: Iterable[Any]) -> Iterator["Reference"]:
    for item in raw_items:
        for link in _links(item):
            page = raw_id(link, "page")
            if page is not None:
                yield "page", page


def _link(raw: dict[str, Any], scope: "Scope") -> NavigationItem | None:
    page, label = raw_id(raw, "page"), raw_text(raw, "label")
    if page is not None:
        target = scope.get("page", page)
        return NavigationItem(label or target.title, target.url) if target else None
    url = safe_url(raw_text(raw, "url"))
    return NavigationItem(label or url, url) if url else None


def navigation_items(raw_items: Iterable[Any], scope: "Scope") -> tuple[NavigationItem, ...]:
    """The entries of a menu; those whose page may not be seen are left out, and groups that have none left too."""
    items: list[NavigationItem] = []
    for item in raw_items:
        links = tuple(link for raw in _links(item) if (link := _link(raw, scope)))
        if item.get("type") == "link":
            items.extend(links)
        elif links:
            items.append(NavigationItem(raw_text(item["value"], "label"), None, links))
    return tuple(items)
