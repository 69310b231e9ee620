"""From the elements of a WXR file to records."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from cms.portability.sources.records import (
    Author,
    Keyword,
    Media,
    MenuEntry,
    Problem,
    Publication,
    Said,
    Snippet,
    SourceError,
    Topic,
)
from cms.portability.sources.wordpress.dates import published
from cms.portability.sources.wordpress.document import Document, Element
from cms.portability.sources.wordpress.entries import entry, metadata

VERSIONS = ("1.0", "1.1", "1.2")
_ID = re.compile(r"[0-9]{1,18}\Z")
#: Types that are part of a WordPress installation, not of what was published.
_OWN_TYPES = {
    "revision": "earlier versions are not in question",
    "custom_css": "the look is the design's",
    "customize_changeset": "the look is the design's",
    "wp_global_styles": "the look is the design's",
    "wp_template": "the look is the design's",
    "wp_template_part": "the look is the design's",
    "wp_navigation": "menus of the site editor hold markup; set up the menu in the admin",
    "wp_font_family": "the look is the design's",
    "wp_font_face": "the look is the design's",
    "oembed_cache": "a cache",
    "user_request": "requests of people about their data",
}
_UNPUBLISHED = {"trash": "it lies in the trash", "auto-draft": "nobody has written anything yet", "inherit": "it belongs to another item"}


def read_wordpress(path: Path, *, more_types: Collection[str] = ()) -> Iterator[Said]:
    """Everything that a WXR file says. `more_types` are custom types to be read as articles. Raises `SourceError`."""
    yield from _Reader(path, frozenset(more_types)).read()


class _Reader:
    def __init__(self, path: Path, more_types: frozenset[str]) -> None:
        self.document = Document(path)
        self.more_types = more_types
        self.head: dict[str, str] = {}
        self.topics: dict[str, Topic] = {}
        self.publication: Publication | None = None
        self.logins: dict[str, str] = {}

    def read(self) -> Iterator[Said]:
        items = 0
        for element in self.document:
            if element.name == "item":
                if self.publication is None:
                    yield self._begin()
                items += 1
                yield from self._item(element)
            else:
                yield from self._of_channel(element)
        if self.publication is None:
            yield self._begin()
        yield from without_cycles(self.topics)
        if self.document.removed:
            text = f"{self.document.removed} control characters that XML cannot hold were left out."
            yield Problem("repair", "encoding", text)
        if self.document.undecodable:
            text = f"{self.document.undecodable} characters are not in the encoding that the file declares; they became “\ufffd”."
            yield Problem("loss", "encoding", text)

    def _begin(self) -> Publication:
        version = self.head.get("wp:wxr_version", "")
        if not version:
            raise SourceError("This is RSS, but not a WordPress export: <wp:wxr_version> is missing. Make the file under Tools, Export.")
        if version not in VERSIONS:
            raise SourceError(f"The export says that its version is “{version[:20]}”. Versions 1.0 to 1.2 can be read.")
        url = self.head.get("wp:base_blog_url") or self.head.get("link", "")
        parts = urlsplit(url)
        place = f"{parts.netloc}{parts.path}".rstrip("/") or self.head.get("title", "unnamed")
        base = url.rstrip("/")
        self.publication = Publication(
            f"wordpress:{place}"[:100],
            base,
            self.head.get("title", ""),
            self.head.get("language", ""),
            f"{base}/category/",
            f"{base}/tag/",
            f"{base}/author/",
        )
        return self.publication

    # --- the channel's own --------------------------------------------------------------------------------------------------

    def _of_channel(self, element: Element) -> Iterator[Said]:
        where = f"line {element.line}"
        match element.name:
            case "wp:author":
                login = element.text("wp:author_login")
                names = (element.text("wp:author_first_name"), element.text("wp:author_last_name"))
                name = element.text("wp:author_display_name") or " ".join(part for part in names if part) or login
                if login:
                    yield Author(login, where, name, _slug(login))
            case "wp:category":
                self._topic(element, where, "wp:category_nicename", "wp:cat_name", "wp:category_parent", "wp:category_description")
            case "wp:tag":
                slug = _slug(element.text("wp:tag_slug"))
                if slug:
                    yield Keyword(slug, where, element.text("wp:tag_name") or slug, slug, number=element.text("wp:term_id"))
            case "wp:term":
                yield from self._term(element, where)
            case _:
                if not element.children:
                    self.head.setdefault(element.name, element.text())

    def _term(self, element: Element, where: str) -> Iterator[Said]:
        match element.text("wp:term_taxonomy"):
            case "category":
                self._topic(element, where, "wp:term_slug", "wp:term_name", "wp:term_parent", "wp:term_description")
            case "post_tag":
                slug = _slug(element.text("wp:term_slug"))
                if slug:
                    yield Keyword(slug, where, element.text("wp:term_name") or slug, slug, number=element.text("wp:term_id"))

    def _topic(self, element: Element, where: str, slug: str, name: str, parent: str, about: str) -> None:
        key = _slug(element.text(slug))
        if key:
            words, above, number = element.text(about), _slug(element.text(parent)), element.text("wp:term_id")
            self.topics[key] = Topic(key, where, element.text(name) or key, key, above, words, number=number)

    # --- items --------------------------------------------------------------------------------------------------------------

    def _item(self, element: Element) -> Iterator[Said]:
        where = f"line {element.line}"
        kind, status, title = element.text("wp:post_type"), element.text("wp:status"), element.text("title")
        key = element.text("wp:post_id")
        about = f"{kind or 'item'} {key} {title!r}"[:200]
        if not _ID.match(key):
            yield Problem("error", "id", f"The item's id is “{key[:40]}”, which is no number. It was not imported.", where, about)
        elif kind == "attachment":
            yield self._attachment(element, key, where)
        elif kind == "nav_menu_item":
            if status == "publish":
                yield self._menu_entry(element, key, where)
        elif kind == "wp_block":
            yield Snippet(key, where, title or f"Block {key}", element.raw("content:encoded"), "wordpress")
        elif kind in _OWN_TYPES:
            yield Problem("note", "skipped", f"Type “{kind}” was left out: {_OWN_TYPES[kind]}.", where, about)
        elif kind not in ("post", "page") and kind not in self.more_types:
            text = f"Type “{kind[:40]}” is not known. Give --post-type {kind[:40]} to import its items as articles."
            yield Problem("loss", "type", text, where, about)
        elif status in _UNPUBLISHED:
            yield Problem("note", "skipped", f"It was left out: {_UNPUBLISHED[status]}.", where, about)
        else:
            yield from self._named(element)
            yield from entry(element, key, where, about, is_page=kind == "page")

    def _named(self, element: Element) -> Iterator[Said]:
        """What an item names and the channel does not list: exports of single posts leave the lists out."""
        where = f"line {element.line}"
        for category in element.all("category"):
            slug, name = _slug(category.attributes.get("nicename", "")), category.text()
            if category.attributes.get("domain") == "category" and slug and slug not in self.topics:
                self.topics[slug] = Topic(slug, where, name or slug, slug)
            elif category.attributes.get("domain") in ("tag", "post_tag") and slug:
                yield Keyword(slug, where, name or slug, slug)
        login = element.text("dc:creator")
        if login:
            yield Author(login, where, login, _slug(login))

    def _attachment(self, element: Element, key: str, where: str) -> Media:
        known = metadata(element)
        url = element.text("wp:attachment_url") or element.text("guid")
        return Media(
            key,
            where,
            url,
            element.text("title"),
            known.get("_wp_attachment_image_alt", ""),
            element.text("excerpt:encoded"),
            element.text("wp:post_parent"),
            _number(element.text("wp:menu_order")),
            published(element)[0],
        )

    def _menu_entry(self, element: Element, key: str, where: str) -> MenuEntry:
        known = metadata(element)
        menu = next((c for c in element.all("category") if c.attributes.get("domain") == "nav_menu"), None)
        kind, what = known.get("_menu_item_type", ""), known.get("_menu_item_object", "")
        target = {"page": "page", "post": "article", "category": "topic", "post_tag": "tag"}.get(what, "") if kind != "custom" else ""
        return MenuEntry(
            key,
            where,
            (menu.text() or menu.attributes.get("nicename", "")) if menu is not None else "",
            element.text("title"),
            known.get("_menu_item_menu_item_parent", "").removeprefix("0"),
            _number(element.text("wp:menu_order")),
            target,
            known.get("_menu_item_object_id", "") if target else "",
            known.get("_menu_item_url", ""),
        )


def without_cycles(topics: dict[str, Topic]) -> Iterator[Said]:
    """Topics whose parents are there and lead to the top; a parent that does not is left out, and that is said."""
    for topic in topics.values():
        if topic.parent and topic.parent not in topics:
            text = f"Its parent “{topic.parent}” is not in the file. It became a topic of the highest level."
            yield Problem("repair", "hierarchy", text, topic.position, f"category {topic.id}")
            topic.parent = ""
    for topic in topics.values():
        way, above = {topic.id}, topic
        while above.parent:
            if above.parent in way:
                text = f"Categories are each other's parents: {' → '.join([*way, above.parent])}. The last step was left out."
                yield Problem("repair", "hierarchy", text, above.position, f"category {above.id}")
                above.parent = ""
                break
            above = topics[above.parent]
            way.add(above.id)
    yield from topics.values()


def _slug(text: str) -> str:
    return unquote(text).strip()[:200]


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else 0
