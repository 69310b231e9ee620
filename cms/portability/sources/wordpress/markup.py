"""The text of a WordPress post as HTML: blocks, shortcodes, paragraphs, addresses that stand alone."""

import json
import re
from typing import Any

from cms.portability.sources.wordpress.autop import autop
from cms.portability.sources.wordpress.shortcodes import Surroundings, embed, expand

_BLOCK = re.compile(r"<!--\s+(/)?wp:([a-z][a-z0-9_/-]{0,80})\s+(?:(\{(?:(?!-->).)*?\})\s+)?(/)?-->", re.DOTALL)
_LONE_ADDRESS = re.compile(r"(?:^|(?<=\n)|(?<=<p>))\s*(https?://[^\s<>\"]{4,1000})\s*(?=$|\n|</p>)")
_PAGE_BREAK = re.compile(r"<!--\s*nextpage\s*-->", re.IGNORECASE)
#: Blocks that show something else than what the post says.
_WIDGETS = {
    *("archives", "calendar", "categories", "latest-comments", "latest-posts", "loginout", "page-list", "query", "rss", "search"),
    *("social-links", "tag-cloud", "navigation", "site-logo", "comments", "post-comments", "avatar", "legacy-widget", "widget-group"),
}
_REUSABLE = '<div class="masthead-reusable" id="reusable-{}"></div>'


def html_of(text: str, around: Surroundings) -> str:
    """HTML of a post's text. What is lost is added to `around.said`."""
    if pages := len(_PAGE_BREAK.findall(text)):
        around.said.append(("page_break", f"{pages} page breaks"))
        text = _PAGE_BREAK.sub("\n\n", text)
    if "<!-- wp:" not in text:
        text = _LONE_ADDRESS.sub(lambda match: "\n\n" + embed(match[1]) + "\n\n", text)
        return autop(expand(text, around))
    return "".join(_pieces(text, around))


def _pieces(text: str, around: Surroundings) -> list[str]:
    found: list[str] = []
    end = 0
    hidden = 0
    for match in _BLOCK.finditer(text):
        between = text[end : match.start()]
        end = match.end()
        if hidden == 0:
            found.append(_between(between, around))
        name = match[2].removeprefix("core/").removeprefix("core-embed/")
        closes, empty = bool(match[1]), bool(match[4])
        if name in _WIDGETS:
            if not closes:
                if hidden == 0:
                    around.said.append(("widget", name))
                hidden += 0 if empty else 1
            elif hidden:
                hidden -= 1
            continue
        if hidden == 0 and not closes:
            found.append(_opening(name, _settings(match[3]), empty, around))
    found.append(_between(text[end:], around) if hidden == 0 else "")
    return found


def _between(text: str, around: Surroundings) -> str:
    """What stands in or between blocks is HTML already; only text outside of any tag is the classic editor's."""
    expanded = expand(text, around) if "[" in text else text
    return expanded if "<" in expanded or not expanded.strip() else autop(expanded) if "\n\n" in expanded.strip() else expanded


def _settings(source: str | None) -> dict[str, Any]:
    if not source:
        return {}
    try:
        found = json.loads(source)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _opening(name: str, settings: dict[str, Any], empty: bool, around: Surroundings) -> str:
    """HTML for blocks that have none of their own."""
    if name == "block" and str(settings.get("ref", "")).isdecimal():
        return _REUSABLE.format(settings["ref"])
    if name == "embed" and empty and isinstance(settings.get("url"), str):
        return embed(settings["url"])
    if empty and name not in ("more", "nextpage", "spacer", "separator") and "/" in name:
        around.said.append(("widget", name))
    return ""
