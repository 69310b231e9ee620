"""What the specifications of feeds and sitemaps demand, as far as it can be checked from a document alone.

RSS 2.0 (RSS Advisory Board, with its profile), Atom (RFC 4287), JSON Feed 1.1, sitemaps.org 0.9 with Google's image and news
extensions. Each function returns what is wrong, and an empty list when nothing is.
"""

import json
import re
from collections import Counter
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from defusedxml.ElementTree import fromstring

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT, DC = "{http://purl.org/rss/1.0/modules/content/}", "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
SITEMAP, IMAGE, NEWS = (
    "{http://www.sitemaps.org/schemas/sitemap/0.9}",
    "{http://www.google.com/schemas/sitemap-image/1.1}",
    "{http://www.google.com/schemas/sitemap-news/0.9}",
)
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_RELATIVE = re.compile(r'(?:href|src)="(?!https?:|mailto:|tel:)')


def is_url(text: str | None) -> bool:
    parts = urlsplit(text or "")
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"[\s<>\"]", text or "")


def is_uri(text: str | None) -> bool:
    return bool(re.fullmatch(r"[a-z][a-z0-9+.-]*:\S+", text or ""))


def is_moment(text: str | None) -> bool:
    return bool(_RFC3339.fullmatch(text or "")) and datetime.fromisoformat(text or "").tzinfo is not None


def html(text: str, where: str) -> list[str]:
    """Text that readers show as HTML: no code in it, no address that means nothing elsewhere."""
    found = [f"{where} has <{name}" for name in ("script", "style", "iframe", "form", "button", "svg") if f"<{name}" in text.lower()]
    found += [f"{where} has an attribute of code" for _ in re.findall(r"<[^>]+\son\w+=", text)]
    return found + [f"{where} has an address that is not whole: {match}" for match in _RELATIVE.findall(text)]


def _once(element: Any, names: dict[str, tuple[int, int]], where: str) -> list[str]:
    """How often each child may occur; a child that is not named may not occur at all."""
    counted = Counter(child.tag for child in element)
    found = [f"{where}: {name} is not allowed there" for name in counted if name not in names]
    return found + [f"{where}: {counted[name]} of {name}" for name, (least, most) in names.items() if not least <= counted[name] <= most]


# --- RSS --------------------------------------------------------------------------------------------------------------

_MANY = 10_000
_CHANNEL = {
    **dict.fromkeys(("title", "link", "description"), (1, 1)),
    **dict.fromkeys(("language", "lastBuildDate", "docs", "image", "pubDate", "generator", "ttl"), (0, 1)),
    f"{ATOM}link": (1, 2),
    "item": (0, _MANY),
}
_ITEM = {
    **dict.fromkeys(("title", "link", "guid", "pubDate", "description", f"{CONTENT}encoded", "enclosure"), (0, 1)),
    **dict.fromkeys((f"{DC}creator", "category", f"{MEDIA}content"), (0, _MANY)),
}


def rss(document: bytes) -> list[str]:
    root = fromstring(document)
    if root.tag != "rss" or root.get("version") != "2.0" or [child.tag for child in root] != ["channel"]:
        return ["this is not RSS 2.0"]
    channel = root[0]
    found = _once(channel, _CHANNEL, "channel")
    if not (channel.findtext("title") and channel.findtext("description") and is_url(channel.findtext("link"))):
        found.append("channel: title, link and description are needed")
    if not _LANGUAGE.fullmatch(channel.findtext("language") or ""):
        found.append("channel: language is not one")
    if [link.get("href") for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"] == []:
        found.append("channel: no atom:link to itself")
    image = channel.find("image")
    if image is not None:
        found += _once(image, dict.fromkeys(("url", "title", "link"), (1, 1)), "image")
        if image.findtext("link") != channel.findtext("link") or image.findtext("title") != channel.findtext("title"):
            found.append("image: title and link must be those of the channel")
        if not re.search(r"\.(gif|jpe?g|png)$", image.findtext("url") or ""):
            found.append("image: only GIF, JPEG and PNG are allowed")
    guids = [item.findtext("guid") for item in channel.findall("item")]
    found += [f"guid {guid} twice" for guid, number in Counter(guids).items() if number > 1]
    for item in channel.findall("item"):
        found += _rss_item(item)
    return found


def _rss_item(item: Any) -> list[str]:
    where = f"item {item.findtext('title')!r}"
    found = _once(item, _ITEM, where)
    if not (item.findtext("title") or item.findtext("description")):
        found.append(f"{where}: title or description is needed")
    if not is_url(item.findtext("link")):
        found.append(f"{where}: link is no address")
    guid = item.find("guid")
    if guid is None or (guid.get("isPermaLink", "true") == "true" and not is_url(guid.text)) or not is_uri(guid.text):
        found.append(f"{where}: guid is wrong")
    if parsedate_to_datetime(item.findtext("pubDate") or "").tzinfo is None:
        found.append(f"{where}: pubDate has no zone")
    for enclosure in item.findall("enclosure"):
        if not (
            is_url(enclosure.get("url")) and (enclosure.get("length") or "").isdigit() and _MEDIA_TYPE.fullmatch(enclosure.get("type", ""))
        ):
            found.append(f"{where}: enclosure is incomplete")
    for media in item.findall(f"{MEDIA}content"):
        if (
            not is_url(media.get("url"))
            or media.get("medium") not in ("image", "audio", "video")
            or not _MEDIA_TYPE.fullmatch(media.get("type", ""))
        ):
            found.append(f"{where}: media:content is incomplete")
    return found + html(item.findtext(f"{CONTENT}encoded") or "", where) + html(item.findtext("description") or "", where)


def _is_file(element: Any) -> bool:
    return is_url(element.get("url")) and bool(_MEDIA_TYPE.fullmatch(element.get("type", "")))


# --- Atom -------------------------------------------------------------------------------------------------------------

_FEED = {
    **{f"{ATOM}{name}": (1, 1) for name in ("id", "title", "updated")},
    **{f"{ATOM}{name}": (0, 1) for name in ("subtitle", "icon", "logo", "rights", "generator")},
    **{f"{ATOM}{name}": (0, _MANY) for name in ("author", "category", "contributor", "link", "entry")},
}
_ENTRY = {
    **{f"{ATOM}{name}": (1, 1) for name in ("id", "title", "updated")},
    **{f"{ATOM}{name}": (0, 1) for name in ("published", "summary", "content", "rights", "source")},
    **{f"{ATOM}{name}": (0, _MANY) for name in ("author", "category", "contributor", "link")},
}


def atom(document: bytes) -> list[str]:
    """RFC 4287, section 4.1."""
    feed = fromstring(document)
    if feed.tag != f"{ATOM}feed":
        return ["this is not Atom"]
    found = _once(feed, _FEED, "feed") + _atom_common(feed, "feed")
    entries = feed.findall(f"{ATOM}entry")
    if feed.find(f"{ATOM}author") is None and any(entry.find(f"{ATOM}author") is None for entry in entries):
        found.append("feed: an entry has no author and neither has the feed")
    if not any(link.get("rel") == "self" for link in feed.findall(f"{ATOM}link")):
        found.append("feed: no link to itself")
    ids = Counter(entry.findtext(f"{ATOM}id") for entry in entries)
    found += [f"id {name} twice" for name, number in ids.items() if number > 1]
    for entry in entries:
        found += _atom_entry(entry)
    return found


def _atom_common(element: Any, where: str) -> list[str]:
    found = []
    if not is_uri(element.findtext(f"{ATOM}id")):
        found.append(f"{where}: id is no IRI")
    if not element.findtext(f"{ATOM}title"):
        found.append(f"{where}: title is empty")
    if not is_moment(element.findtext(f"{ATOM}updated")):
        found.append(f"{where}: updated is no RFC 3339 date")
    found += [
        f"{where}: author is incomplete"
        for person in element.findall(f"{ATOM}author")
        if not person.findtext(f"{ATOM}name") or not is_uri(person.findtext(f"{ATOM}uri") or "x:y")
    ]
    alternates: Counter[tuple[str | None, str | None]] = Counter()
    for link in element.findall(f"{ATOM}link"):
        if not is_url(link.get("href")) or (link.get("type") and not _MEDIA_TYPE.fullmatch(link.get("type", ""))):
            found.append(f"{where}: a link is wrong")
        if link.get("rel", "alternate") == "alternate":
            alternates[(link.get("type"), link.get("hreflang"))] += 1
    found += [f"{where}: two alternate links of one type and language" for number in alternates.values() if number > 1]
    return found + [f"{where}: a category without a term" for item in element.findall(f"{ATOM}category") if not item.get("term")]


def _atom_entry(entry: Any) -> list[str]:
    where = f"entry {entry.findtext(f'{ATOM}title')!r}"
    found = _once(entry, _ENTRY, where) + _atom_common(entry, where)
    content = entry.find(f"{ATOM}content")
    has_alternate = any(link.get("rel", "alternate") == "alternate" for link in entry.findall(f"{ATOM}link"))
    if content is None and not has_alternate:
        found.append(f"{where}: neither content nor an alternate link")
    if entry.find(f"{ATOM}published") is not None and not is_moment(entry.findtext(f"{ATOM}published")):
        found.append(f"{where}: published is no RFC 3339 date")
    if content is not None:
        if content.get("type") not in ("text", "html", "xhtml") or len(content):
            found.append(f"{where}: content is of a type that it is not")
        found += html(content.text or "", where)
    return found


# --- JSON Feed --------------------------------------------------------------------------------------------------------

_JSON_TOP = {"version", "title", "home_page_url", "feed_url", "description", "icon", "favicon", "authors", "language", "items", "next_url"}
_JSON_ITEM = {
    *("id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image"),
    *("date_published", "date_modified", "authors", "tags", "language", "attachments"),
}


def json_feed(document: bytes) -> list[str]:
    data = json.loads(document.decode("utf-8"))
    found = [f"{name} is not known" for name in data.keys() - _JSON_TOP]
    if data.get("version") != "https://jsonfeed.org/version/1.1" or not data.get("title") or not isinstance(data.get("items"), list):
        found.append("version, title and items are needed")
    found += [
        f"{name} is no address" for name in ("home_page_url", "feed_url", "icon", "favicon") if name in data and not is_url(data[name])
    ]
    found += _json_authors(data, "feed")
    ids = Counter(item.get("id") for item in data["items"])
    found += [f"id {name} twice" for name, number in ids.items() if number > 1]
    for item in data["items"]:
        where = f"item {item.get('title')!r}"
        found += [f"{where}: {name} is not known" for name in item.keys() - _JSON_ITEM]
        if not (isinstance(item.get("id"), str) and item["id"]):
            found.append(f"{where}: id must be a string")
        if not (item.get("content_html") or item.get("content_text")):
            found.append(f"{where}: content_html or content_text is needed")
        found += [f"{where}: {name} is no address" for name in ("url", "image") if name in item and not is_url(item[name])]
        found += [
            f"{where}: {name} is no date" for name in ("date_published", "date_modified") if name in item and not is_moment(item[name])
        ]
        for file in item.get("attachments", []):
            if not is_url(file.get("url")) or not _MEDIA_TYPE.fullmatch(file.get("mime_type", "")):
                found.append(f"{where}: an attachment needs url and mime_type")
            if not isinstance(file.get("size_in_bytes", 0), int):
                found.append(f"{where}: size_in_bytes is a number")
        if not all(isinstance(tag, str) for tag in item.get("tags", [])):
            found.append(f"{where}: tags are strings")
        found += _json_authors(item, where) + html(item.get("content_html", ""), where)
    return found


def _json_authors(holder: dict[str, Any], where: str) -> list[str]:
    authors = holder.get("authors", [])
    return [f"{where}: an author needs name, url or avatar" for author in authors if not set(author) & {"name", "url", "avatar"}]


# --- sitemaps ---------------------------------------------------------------------------------------------------------


def sitemap_index(document: bytes) -> list[str]:
    root = fromstring(document)
    if root.tag != f"{SITEMAP}sitemapindex" or not 1 <= len(root) <= 50_000:
        return ["this is no index of sitemaps"]
    return [problem for entry in root for problem in _sitemap_entry(entry, {"loc", "lastmod"})]


def sitemap(document: bytes) -> list[str]:
    root = fromstring(document)
    if root.tag != f"{SITEMAP}urlset" or len(root) > 50_000 or len(document) > 50 * 1024 * 1024:
        return ["this is no sitemap"]
    found = [problem for entry in root for problem in _sitemap_entry(entry, {"loc", "lastmod", "changefreq", "priority"})]
    places = Counter(entry.findtext(f"{SITEMAP}loc") for entry in root)
    return found + [f"{place} twice" for place, number in places.items() if number > 1]


def _sitemap_entry(entry: Any, names: set[str]) -> list[str]:
    where = entry.findtext(f"{SITEMAP}loc") or "?"
    allowed = {f"{SITEMAP}{name}": (int(name == "loc"), 1) for name in names}
    found = _once(entry, {**allowed, f"{IMAGE}image": (0, 1000), f"{NEWS}news": (0, 1)}, where)
    if not is_url(where) or len(where) > 2048:
        found.append(f"{where}: loc is no address")
    changed = entry.findtext(f"{SITEMAP}lastmod")
    if changed is not None and not is_moment(changed):
        found.append(f"{where}: lastmod is no date")
    found += [f"{where}: image without an address" for image in entry.findall(f"{IMAGE}image") if not is_url(image.findtext(f"{IMAGE}loc"))]
    for news in entry.findall(f"{NEWS}news"):
        publication = news.find(f"{NEWS}publication")
        complete = publication is not None and publication.findtext(f"{NEWS}name") and publication.findtext(f"{NEWS}language")
        if not complete or not news.findtext(f"{NEWS}title") or not is_moment(news.findtext(f"{NEWS}publication_date")):
            found.append(f"{where}: news is incomplete")
    return found
