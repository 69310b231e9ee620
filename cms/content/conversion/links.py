"""Where links lead: not through somebody who counts."""

import re
from urllib.parse import parse_qs, urlsplit

from cms.content.richtext import safe_url

#: Host (or its end, with a dot) and path of a service that only passes on -> the parameter with the address.
_REDIRECTS = (
    (r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}", "/url", ("q", "url")),
    (r"[a-z0-9-]+\.safelinks\.protection\.outlook\.com", "/", ("url",)),
    (r"lm?\.(?:facebook|instagram)\.com", "/", ("u",)),
    (r"(?:www\.)?facebook\.com", "/l.php", ("u",)),
    (r"(?:www\.)?linkedin\.com", "/redir/redirect", ("url",)),
    (r"(?:www\.)?youtube\.com", "/redirect", ("q",)),
    (r"duckduckgo\.com", "/l/", ("uddg",)),
    (r"slack-redir\.net", "/link", ("url",)),
    (r"t\.umblr\.com", "/redirect", ("z",)),
    (r"out\.reddit\.com", "/", ("url",)),
)
_COMPILED = tuple((re.compile(host), path, names) for host, path, names in _REDIRECTS)
_DEEPEST = 4
_WEB = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)


def link_target(url: str) -> str:
    """The address that a reader ends up at; the empty string for one that leads nowhere from here (scripts, files, anchors)."""
    url = url.strip()
    for _step in range(_DEEPEST):
        further = _passed_on(url)
        if further is None:
            break
        url = further
    if not _WEB.match(url):
        return ""
    safe = safe_url(url)
    # Wagtail's own editor would cut it; nobody reads a link of that length.
    return safe if safe is not None and len(safe) <= 2000 else ""


def _passed_on(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    for pattern, path, names in _COMPILED:
        if parts.path.startswith(path) and pattern.fullmatch(host):
            found = parse_qs(parts.query, max_num_fields=50) if parts.query.count("&") < 50 else {}
            for name in names:
                if found.get(name, [""])[0].startswith(("http://", "https://", "mailto:")):
                    return found[name][0]
    return None
