"""The pictures for sharing that were drawn for pages without one: which a page has. They are drawn by `cms.content.cards`."""

from typing import TYPE_CHECKING, Any

from cms import tags
from cms.media.storage import rendition_files

if TYPE_CHECKING:
    from cms.content.scope import Scope


def card_url(name: str) -> str:
    return rendition_files().url(name) if name else ""


def card_of(page: Any) -> str:
    """The URL of a published page's drawn picture, empty if it has none. No query where the page was read with it."""
    if not page.as_published:
        return ""
    card = getattr(page, "known_card", None)
    if card is None:
        card = getattr(page, "social_card", None)
    return card_url(card.name) if card else ""


def root_card(scope: "Scope") -> str:
    """The URL of the picture that was drawn for the front page, for whatever has none of its own."""
    names: dict[int, str] = scope.viewer.kept.get("root_cards", {})
    root = next((root for root in scope.viewer.roots.values() if root.locale.language_code == scope.language), None)
    if root is None:
        return ""
    tags.record(tags.page(root.pk))
    return card_url(names.get(root.pk, ""))
