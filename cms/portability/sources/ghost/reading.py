"""Reading what Ghost exports (Settings, Labs, Export your content): one JSON file, read as a stream."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import ijson

from cms.portability.sources.ghost.entries import entry
from cms.portability.sources.records import Author, Keyword, MenuEntry, Problem, Publication, Said, SourceError, Topic

_PLACEHOLDER = "__GHOST_URL__"
#: Tables that are kept whole while the posts go by: small ones, and those that tie posts to others.
_SMALL = ("settings", "tags", "users", "posts_tags", "posts_authors", "posts_meta")
_COLUMNS: dict[str, set[str]] = {
    "posts_tags": {"post_id", "tag_id", "sort_order"},
    "posts_authors": {"post_id", "author_id", "sort_order"},
    "posts_meta": {
        *("post_id", "meta_title", "meta_description", "og_image", "og_description", "twitter_image"),
        *("feature_image_alt", "feature_image_caption"),
    },
}


def read_ghost(path: Path, site_url: str = "") -> Iterator[Said]:
    """Everything that a Ghost export says. `site_url` is where the site was: the export does not know it. Raises `SourceError`."""
    prefix = _prefix(path)
    yield from _Ghost(path, prefix, _tables(path, prefix), site_url.rstrip("/")).read()


def _prefix(path: Path) -> str:
    """Where the tables are: below `db[0].data`, or below `data` in old exports."""
    try:
        with path.open("rb") as file:
            for prefix, event, _value in ijson.parse(file):
                if event == "start_map" and prefix in ("db.item.data", "data"):
                    return str(prefix)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise SourceError(_sentence(path, error)) from error
    raise SourceError(f"{path.name} is JSON, but not a Ghost export: it has no “db” with “data”. Export under Settings, Labs.")


def _tables(path: Path, prefix: str) -> dict[str, list[dict[str, Any]]]:
    """The small tables, in one pass, without what is empty or not needed."""
    places = {f"{prefix}.{name}.item": name for name in _SMALL}
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in _SMALL}
    builder: Any = None
    try:
        with path.open("rb") as file:
            for place, event, value in ijson.parse(file, use_float=True):
                if builder is None and event == "start_map" and place in places:
                    builder = ijson.ObjectBuilder()
                if builder is not None:
                    builder.event(event, value)
                    if event == "end_map" and place in places:
                        name = places[place]
                        wanted = _COLUMNS.get(name)
                        row = builder.value
                        tables[name].append({key: row[key] for key in row if row[key] is not None and (wanted is None or key in wanted)})
                        builder = None
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise SourceError(_sentence(path, error)) from error
    return tables


def _rows(path: Path, place: str) -> Iterator[dict[str, Any]]:
    try:
        with path.open("rb") as file:
            for row in ijson.items(file, f"{place}.item", use_float=True):
                if isinstance(row, dict):
                    yield row
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise SourceError(_sentence(path, error)) from error


def _sentence(path: Path, error: Exception) -> str:
    reason = " ".join(str(error).split())[:160]
    if "ncomplete" in reason or "remature" in reason:
        return f"{path.name} ends in the middle: it was cut off. Download the export again."
    return f"{path.name} is not JSON that can be read: {reason}. Give the file that Ghost exported, as it is."


class _Ghost:
    def __init__(self, path: Path, prefix: str, tables: dict[str, list[dict[str, Any]]], site_url: str) -> None:
        self.path, self.prefix, self.tables, self.site = path, prefix, tables, site_url
        self.settings = {str(row.get("key")): row.get("value") for row in tables["settings"]}

    def read(self) -> Iterator[Said]:
        title = str(self.settings.get("title") or "")
        place = urlsplit(self.site).netloc + urlsplit(self.site).path or title or "unnamed"
        base = self.site or "https://ghost.invalid"
        yield Publication(
            f"ghost:{place}"[:100], base, title, str(self.settings.get("locale") or ""), f"{base}/tag/", "", f"{base}/author/"
        )
        if not self.site:
            text = "The export does not say where the site was. Give --site-url, so that its own links and old addresses are known."
            yield Problem("note", "site", text)
        yield from self._topics()
        yield from self._authors()
        yield from self._menus()
        yield from self._posts(base)

    def _topics(self) -> Iterator[Said]:
        """Public tags are topics; internal ones, whose names begin with #, are keywords of the editors."""
        for number, row in enumerate(self.tables["tags"], start=1):
            key, name, slug = str(row.get("id", "")), str(row.get("name") or ""), str(row.get("slug") or "")
            if not key:
                yield Problem("error", "tag", "A tag has no id.", f"tags[{number}]")
            elif name.startswith("#"):
                yield Keyword(key, f"tags[{number}]", name.lstrip("#").strip() or slug, slug.removeprefix("hash-"))
            else:
                yield Topic(key, f"tags[{number}]", name, slug, description=str(row.get("description") or ""))

    def _authors(self) -> Iterator[Said]:
        for number, row in enumerate(self.tables["users"], start=1):
            key = str(row.get("id", ""))
            if key:
                image = self._whole(row.get("profile_image"))
                words = str(row.get("bio") or "")
                website = str(row.get("website") or "")
                yield Author(key, f"users[{number}]", str(row.get("name") or key), str(row.get("slug") or ""), words, website, "", image)

    def _menus(self) -> Iterator[Said]:
        for setting, menu in (("navigation", "Primary"), ("secondary_navigation", "Footer")):
            try:
                entries = json.loads(str(self.settings.get(setting) or "[]"))
            except ValueError:
                yield Problem("loss", "menu", f"The setting “{setting}” is no JSON; the menu was left out.")
                continue
            for number, row in enumerate(entries if isinstance(entries, list) else []):
                if isinstance(row, dict) and row.get("url"):
                    url = self._whole(row["url"])
                    url = f"{self.site or 'https://ghost.invalid'}{url}" if url.startswith("/") else url
                    yield MenuEntry(f"{setting}-{number}", "settings", menu, str(row.get("label") or ""), "", number, "", "", url)

    def _posts(self, base: str) -> Iterator[Said]:
        topics = {str(row.get("id")) for row in self.tables["tags"] if not str(row.get("name") or "").startswith("#")}
        tags = _by_post(self.tables["posts_tags"], "tag_id")
        authors = _by_post(self.tables["posts_authors"], "author_id")
        meta = {str(row.get("post_id")): row for row in self.tables["posts_meta"]}
        for number, row in enumerate(_rows(self.path, f"{self.prefix}.posts"), start=1):
            key = str(row.get("id", ""))
            names = tags.get(key, [])
            said = {**meta.get(key, {}), **{name: value for name, value in row.items() if value is not None}}
            said = {name: self._whole(value) if isinstance(value, str) else value for name, value in said.items()}
            yield from entry(
                said,
                f"posts[{number}]",
                base,
                topics=[name for name in names if name in topics],
                tags=[name for name in names if name not in topics],
                authors=authors.get(key) or ([str(row["author_id"])] if row.get("author_id") else []),
            )

    def _whole(self, value: Any) -> str:
        return str(value or "").replace(_PLACEHOLDER, self.site or "https://ghost.invalid")


def _by_post(rows: list[dict[str, Any]], name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: row["sort_order"] if isinstance(row.get("sort_order"), int) else 0):
        found.setdefault(str(row.get("post_id")), []).append(str(row.get(name)))
    return found
