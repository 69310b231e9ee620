"""Whose admin it is: the publication's mark, and Masthead's own while it has none."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import get_language
from wagtail.models import Site

from cms.content.publisher import identity_of
from cms.media.picture import Icon, icons, load_images
from cms.visibility import Viewer

OURS = "admin/brand/masthead.svg"
#: Pixels: in the browser's tab, and above the menu.
TAB, MENU = 48, 180


@dataclass(frozen=True)
class Brand:
    """Addresses of two squares."""

    icon: str
    mark: str


def brand(request: HttpRequest | None) -> Brand:
    """What stands in the tab and above the menu. The sign-in page shows it, too, so it is what everybody may see."""
    kept = getattr(request, "_masthead_brand", None)
    if kept is None:
        drawn = _icons(Site.find_for_request(request))
        kept = Brand(_nearest(drawn, TAB), _nearest(drawn, MENU))
        if request is not None:
            request._masthead_brand = kept  # type: ignore[attr-defined]
    return kept


def _icons(site: Site | None) -> tuple[Icon, ...]:
    own = identity_of(site, get_language() or "") if site else None
    if site is None or own is None or own.mark_id is None:
        return ()
    mark = load_images([own.mark_id], Viewer.public(site)).get(own.mark_id)
    return icons(mark) if mark else ()


def _nearest(drawn: tuple[Icon, ...], width: int) -> str:
    found = min(drawn, key=lambda icon: abs(icon.width - width), default=None)
    return found.src if found else static(OURS)
