"""Addresses of the source: which of them are its own pages and files, however they are written."""

import re
from collections.abc import Iterable
from posixpath import normpath
from urllib.parse import parse_qs, unquote, urlsplit

_SIZE = re.compile(r"-(?:\d{2,5}x\d{2,5}|scaled|rotated|e\d{10,13})(?=\.[a-zA-Z0-9]{2,5}\Z)")
_GHOST_SIZE = re.compile(r"/size/w\d{1,5}(?:h\d{1,5})?(?:/format/\w+)?/")
_BY_ID = ("p", "page_id", "attachment_id")


def host_of(url: str) -> str:
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
    return host.removeprefix("www.")


def path_of(url: str) -> str:
    """The path of an address as it is looked up: decoded, with a slash at its end and none twice; `?p=7` where that names the page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    path = re.sub("/{2,}", "/", unquote(parts.path) or "/")
    query = parse_qs(parts.query, max_num_fields=20) if parts.query and parts.query.count("&") < 20 else {}
    for name in _BY_ID:
        if query.get(name, [""])[0].isdecimal():
            return f"?{query[name][0]}"
    if not path.startswith("/"):
        path = f"/{path}"
    path = normpath(path) if "/." in path else path.rstrip("/")
    return "/" if path in ("", ".", "//") else f"{path}/"


def file_names(url: str) -> Iterable[str]:
    """What a file at the source may be known as: its whole path first, with the size that was made of it and without."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return
    whole = re.sub("/{2,}", "/", path).lstrip("/")
    for name in dict.fromkeys((whole, _SIZE.sub("", whole), _GHOST_SIZE.sub("/", f"/{whole}").lstrip("/"))):
        if name and not name.endswith("/"):
            yield name


class Site:
    """The source's own addresses. `url` is where it was; `hosts` are others of its own."""

    def __init__(self, url: str, hosts: Iterable[str] = ()) -> None:
        self.url = url.rstrip("/")
        self.base = path_of(url) if url else "/"
        self.hosts = {host for host in (host_of(url), *hosts) if host}

    def owns(self, url: str) -> bool:
        return host_of(url) in self.hosts

    def local_path(self, url: str) -> str:
        """The path of an address below the front page of the source, with slashes around it; empty for others' and for `?p=7`."""
        if not url or not self.owns(url):
            return ""
        path = path_of(url)
        if path.startswith("?") or path == self.base or not path.startswith(self.base):
            return ""
        return "/" + path[len(self.base) :].lstrip("/")
