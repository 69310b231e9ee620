"""The web app manifest (W3C): what a publication is called and looks like on somebody's home screen."""

from typing import Any

from django.utils.translation import get_language_info

from cms.content.sites import SiteValue

#: What fits below an icon.
SHORT = 12
PAPER = "#ffffff"


def manifest(site: SiteValue) -> dict[str, Any]:
    data: dict[str, Any] = {
        "name": site.name,
        "short_name": short_name(site.name),
        "id": site.home,
        "start_url": site.home,
        "scope": site.home,
        "display": "minimal-ui",
        "lang": site.language,
        "dir": "rtl" if get_language_info(site.language)["bidi"] else "ltr",
        "theme_color": site.accent,
        "background_color": PAPER,
    }
    if description := site.description or site.tagline:
        data["description"] = description
    if site.icons:
        data["icons"] = [{"src": icon.src, "sizes": f"{icon.width}x{icon.height}", "type": icon.type} for icon in site.icons]
    return data


def short_name(name: str) -> str:
    """As many whole words of a name as fit below an icon."""
    if len(name) <= SHORT:
        return name
    words = name[: SHORT + 1].rsplit(" ", 1)[0] if " " in name[: SHORT + 1] else name[:SHORT]
    return words.rstrip(" ,:&") or name[:SHORT]
