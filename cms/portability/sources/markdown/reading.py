"""Reading a folder of Markdown, as Hugo, Jekyll and Astro keep their articles and pages."""

import os
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from cms.portability.sources.markdown import front_matter
from cms.portability.sources.markdown.front_matter import FrontMatterError, flag, moment, text, words
from cms.portability.sources.markdown.rendering import html_of
from cms.portability.sources.records import Author, Entry, Keyword, Leaf, Problem, Publication, Said, SourceError, Status, Topic
from cms.portability.sources.wordpress.entries import MAX_BODY

EXTENSIONS = {".md", ".markdown", ".mdown", ".mdx"}
_DATED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.+)\Z")
#: Folders whose files are articles even without a date.
_SECTIONS = {"_posts", "posts", "post", "blog", "articles", "article", "news", "_drafts"}
#: Folders that are no part of the path that readers see.
_ROOTS = {"content", "src", "pages", "_posts", "_drafts", "collections", "docs", "_pages"}
_NEVER = {"node_modules", "_site", "public", "dist", "vendor", "layouts", "_layouts", "_includes", "themes", "archetypes"}
_BASE = "https://markdown.invalid"


def read_markdown(root: Path, site_url: str = "", title: str = "") -> Iterator[Said]:
    """Everything in a folder. `site_url` is where the site was. Raises `SourceError` for a folder without any Markdown."""
    root = root.resolve()
    base = site_url.rstrip("/") or _BASE
    name = site_url.partition("://")[2].rstrip("/") or root.name
    yield Publication(f"markdown:{name}"[:100], base, title or root.name, "", f"{base}/categories/", f"{base}/tags/", "")
    found = False
    for path in _files(root):
        found = True
        yield from _file(root, path, base)
    if not found:
        raise SourceError(f"There is no Markdown in {root} (files that end with .md, .markdown or .mdx).")


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _NEVER)
        for name in sorted(files):
            path = Path(folder) / name
            if path.suffix.lower() in EXTENSIONS and not name.startswith("."):
                yield path


def _file(root: Path, path: Path, base: str) -> Iterator[Said]:
    where = path.relative_to(root).as_posix()
    if not path.resolve().is_relative_to(root):
        yield Problem("error", "file", "The file is a link that leads out of the folder. It was not imported.", where, where)
        return
    if path.stat().st_size > MAX_BODY:
        yield Problem("error", "size", "The file is larger than 2 MB. Split it. It was not imported.", where, where)
        return
    try:
        source = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        source = path.read_bytes().decode("utf-8", "replace")
        yield Problem("loss", "encoding", f"It is not UTF-8 (byte {error.start}); what cannot be read became “\ufffd”.", where, where)
    try:
        facts, body, line = front_matter.split(source)
    except FrontMatterError as error:
        yield Problem("error", "entry", f"It was not imported: {error}.", where, where)
        return
    params = facts.get("params")
    if isinstance(params, dict):
        facts = {**{str(key).lower(): value for key, value in params.items()}, **facts}
    yield from _Reading(where, facts, base).read(body, line, mdx=path.suffix.lower() == ".mdx")


class _Reading:
    def __init__(self, where: str, facts: dict[str, Any], base: str) -> None:
        self.where, self.facts, self.base = where, facts, base
        self.parts = [part for part in where.split("/")[:-1] if part not in _ROOTS]
        stem = where.rpartition("/")[2].rpartition(".")[0]
        self.is_section = stem == "_index"
        if stem in ("index", "_index", "readme", "README") and self.parts:
            stem = self.parts.pop()
        dated = _DATED.match(stem)
        self.stem = dated[4] if dated else stem
        self.dated = f"{int(dated[1]):04}-{int(dated[2]):02}-{int(dated[3]):02}" if dated else ""
        self.said: list[Problem] = []

    def read(self, body: str, line: int, *, mdx: bool) -> Iterator[Said]:
        where = f"{self.where}:{line}"
        html = html_of(
            body, lambda kind, words: self.said.append(Problem("loss", kind, f"Left out: {words[:200]}", where, self.where)), mdx=mdx
        )
        date, status = self._date()
        slug = slugify(text(self.facts, "slug") or self.stem, allow_unicode=True)
        url, in_section = self._url(slug), bool(set(self.where.split("/")[:-1]) & _SECTIONS)
        is_article = (bool(date) or in_section) and not self.is_section and text(self.facts, "type", "layout") != "page"
        if self.is_section and not html.strip():
            return
        authors = words(self.facts, "authors", "author")
        topics = words(self.facts, "categories", "category", "topics")
        tags = words(self.facts, "tags", "keywords")
        yield from (Author(_key(name), self.where, name, _key(name)) for name in authors)
        yield from (Topic(_key(name), self.where, name, _key(name)) for name in topics)
        yield from (Keyword(_key(name), self.where, name, _key(name)) for name in tags)
        yield from self.said
        image, alt, caption = self._image()
        name = text(self.facts, "title") or self._heading(body)
        yield (Entry if is_article else Leaf)(
            id=self.where,
            position=self.where,
            title=name or self.stem.replace("-", " ").replace("_", " ").strip().capitalize(),
            slug=slug,
            url=url,
            status=status,
            published=date,
            updated=self._moment("lastmod", "updateddate", "updated", "last_modified_at", "modified"),
            expires=self._moment("expirydate"),
            html=html,
            base=f"{self.base}/{self.where}",
            excerpt=escape(text(self.facts, "summary", "excerpt", "subtitle", "description")),
            authors=[_key(name) for name in authors],
            topics=[_key(name) for name in topics],
            tags=[_key(name) for name in tags],
            series=next(iter(words(self.facts, "series")), ""),
            series_position=_number(self.facts.get("series_order") or self.facts.get("series_weight")),
            featured=flag(self.facts, "featured") is True or flag(self.facts, "pinned") is True,
            lead_image=image,
            lead_alt=alt,
            lead_caption=caption,
            seo_description=text(self.facts, "description"),
            canonical=text(self.facts, "canonicalurl", "canonical_url", "canonical"),
            hidden=flag(self.facts, "noindex") is True or flag(self.facts, "sitemap") is False,
            comments_open=flag(self.facts, "comments") is not False,
            former=[self._absolute(path) for path in [*words(self.facts, "aliases", "redirect_from"), f"/{self.where}"]],
        )

    def _moment(self, *names: str) -> str:
        return next((found for name in names if (found := moment(self.facts.get(name)))), "")

    def _date(self) -> tuple[str, Status]:
        said = next((self.facts[name] for name in ("publishdate", "date", "pubdate", "published_at") if self.facts.get(name)), None)
        date = moment(said) or moment(self.dated)
        status: Status = "published"
        drafted = flag(self.facts, "draft") or flag(self.facts, "isdraft") or flag(self.facts, "published") is False
        if said is not None and not moment(said):
            text = f"“{str(said)[:60]}” is no date. {'The file name says it.' if date else 'It was imported as a draft.'}"
            self.said.append(Problem("repair", "date", text, self.where, self.where))
            drafted = drafted or not date
        if drafted or "_drafts" in self.where.split("/"):
            status = "draft"
        elif date and date > timezone.now().astimezone(tz=None).isoformat():
            status = "scheduled"
        return date, status

    def _url(self, slug: str) -> str:
        said = text(self.facts, "url", "permalink")
        if said and ":" not in said.removeprefix("http://").removeprefix("https://"):
            return self._absolute(said)
        return self._absolute("/".join(["", *self.parts, slug, ""]))

    def _absolute(self, path: str) -> str:
        return path if path.startswith(("http://", "https://")) else f"{self.base}/{path.lstrip('/')}"

    def _image(self) -> tuple[str, str, str]:
        for name in ("cover", "heroimage", "hero", "image", "featured_image", "featuredimage", "thumbnail", "images", "header"):
            found = self.facts.get(name)
            found = found[0] if isinstance(found, list) and found else found
            alt = text(self.facts, "heroimagealt", "imagealt", "image_alt")
            if isinstance(found, dict):
                known = {str(key).lower(): value for key, value in found.items()}
                address = text(known, "src", "url", "image", "path", "teaser", "overlay_image")
                if address:
                    return self._beside(address), text(known, "alt") or alt, text(known, "caption")
            elif isinstance(found, str) and found.strip():
                return self._beside(found.strip()), alt, text(self.facts, "image_caption")
        return "", "", ""

    def _beside(self, address: str) -> str:
        """Pictures lie beside the file, or below the folder of what is published."""
        if address.startswith(("http://", "https://")):
            return address
        folder = self.where.rpartition("/")[0]
        return f"{self.base}/{address.lstrip('/')}" if address.startswith("/") else f"{self.base}/{folder}/{address}"

    @staticmethod
    def _heading(body: str) -> str:
        first = re.match(r"\s*#\s+(.+)", body)
        return first[1].strip(" #") if first else ""


def _key(name: str) -> str:
    return slugify(name, allow_unicode=True)[:150] or name[:150]


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 30_000 else None
