"""From the text of a source to a body of our blocks, with its pictures, files and links found."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from cms.content.blocks.providers import resolve
from cms.content.blocks.text import anchor_for
from cms.content.conversion import Conversion, Dropped, FoundFile, FoundPicture, convert
from cms.portability.imports.addresses import Site, file_names, path_of
from cms.portability.imports.media import Library, kind_of
from cms.portability.imports.report import Report
from cms.portability.imports.stage import Stage
from cms.portability.sources.records import Entry, Level, Media
from cms.portability.sources.wordpress.markup import html_of
from cms.portability.sources.wordpress.shortcodes import Surroundings

_LOSSES: dict[str, tuple[Level, str]] = {
    "comment": ("note", "A comment of the editors was left out"),
    "drawing": ("loss", "A drawing (SVG in the text) was left out"),
    "embed": ("repair", "The player is not one of the known ones and is shown as a link"),
    "file": ("loss", "The file could not be had; a link to it stands there"),
    "hidden": ("loss", "Text that the source hides was left out"),
    "icon": ("note", "A tiny picture was left out"),
    "link": ("loss", "A link that leads nowhere lost its address; its text stayed"),
    "page_break": ("repair", "The text is in one piece now; it had"),
    "page_furniture": ("note", "A header or footer was left out"),
    "picture": ("loss", "The picture could not be had; its caption stayed"),
    "quotation": ("repair", "A quotation that is long or has links in it stands as paragraphs"),
    "recording": ("loss", "A recording without an address was left out"),
    "script": ("loss", "A script was left out"),
    "shortcode": ("loss", "The shortcode belongs to a plugin; what stood in it stayed"),
    "table_of_contents": ("note", "A line of a table of contents was left out"),
    "tracking": ("note", "A tracking pixel was left out"),
    "widget": ("loss", "A widget shows what its site computes and was left out"),
}
_CACHED = 20_000
#: Characters of texts that are converted before it is their turn: what becomes of them is in memory until then.
_MOST_AHEAD = 500_000
#: What a text raises that nothing can be made of.
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)
#: Lists in the values of blocks, which Wagtail keeps with an id for every item.
_LISTS = {"gallery": "images", "faq": "items"}


@dataclass(frozen=True)
class Body:
    """Raw blocks as the database keeps them. `complete`: nothing that it shows is missing."""

    raw: list[dict[str, Any]]
    complete: bool = True


@dataclass
class _Text:
    """A text of a source, and what becomes of it."""

    html: str
    around: Surroundings
    conversion: Callable[[], Conversion]


class Bodies:
    def __init__(self, stage: Stage, site: Site, library: Library, report: Report) -> None:
        self.stage, self.site, self.library, self.report = stage, site, library, report
        self._found: dict[str, tuple[str, int] | None] = {}
        self._ahead: dict[str, _Text] = {}
        self._complete = True

    def build(self, html: str, flavour: str, *, key: str, url: str, position: str, item: str) -> Body:
        """The body of a text. What is lost is reported with `position` and `item`."""
        self._complete = True
        text = self._ahead.pop(key, None)
        if text is None or text.html != html:
            text = self._text(html, flavour, key=key, url=url)
        around = text.around
        found = text.conversion()
        found = found.with_pictures(self._picture).with_files(self._file).with_links(self.link)
        dropped: list[Dropped] = [*(Dropped(kind, text) for kind, text in around.said), *found.dropped]  # type: ignore[arg-type]
        self._report(dropped, position, item)
        return Body([self._stored(kind, value) for kind, value in self._with_snippets(found)], self._complete)

    @contextmanager
    def looking_ahead(self) -> Iterator[Callable[[Iterable[Entry]], None]]:
        """What it gives begins to convert the texts that come next: another thread does so while this one waits for the database."""
        with ThreadPoolExecutor(1, "converting") as other:
            try:
                yield partial(self._look_ahead, other)
            finally:
                self._ahead.clear()
                other.shutdown(cancel_futures=True)

    def _look_ahead(self, other: ThreadPoolExecutor, entries: Iterable[Entry]) -> None:
        self._ahead.clear()
        length = 0
        for entry in entries:
            length += len(entry.html)
            if length > _MOST_AHEAD:
                break
            # One that cannot be read says so when it is its turn.
            with suppress(*UNREADABLE):
                text = self._text(entry.html, entry.flavour, key=entry.id, url=entry.base or entry.url)
                text.conversion = other.submit(text.conversion).result
                self._ahead[entry.id] = text

    def _text(self, html: str, flavour: str, *, key: str, url: str) -> "_Text":
        around = Surroundings(self._attachments, lambda: self.stage.media_of(key))
        written = html_of(html, around) if flavour == "wordpress" else html
        return _Text(html, around, lambda: convert(written, base_url=url or self.site.url, files=True))

    def _report(self, dropped: Iterable[Dropped], position: str, item: str) -> None:
        for one in dropped:
            level, text = _LOSSES.get(one.kind, ("loss", "Something was left out"))
            detail = " ".join(one.detail.split())[:300]
            self.report.say(level, one.kind, f"{text}: {detail}" if detail else f"{text}.", position, item)
            if one.kind in ("picture", "file") and detail:
                self.report.miss(self.report.unresolved_media, detail)
                self._complete = False

    # --- media --------------------------------------------------------------------------------------------------------------

    def _attachments(self, keys: Iterable[str]) -> list[Media]:
        found = (self.stage.get("media", key) for key in keys)
        return [staged.record for staged in found if staged is not None]

    def _picture(self, picture: FoundPicture) -> int | None:
        for name in picture.classes:
            if name.startswith("wp-image-") and (target := self.stage.target_of("media", name[9:])) and target[0] == "image":
                return target[1]
        return self.image(picture.src, picture.alt)

    def image(self, address: str, alt: str = "") -> int | None:
        """The image at an address of the source, or of one of its attachments."""
        if not address:
            return None
        target = self.stage.target_of("media", address) if address.isdecimal() else self.media(address, alt)
        return target[1] if target is not None and target[0] == "image" else None

    def _file(self, file: FoundFile) -> int | None:
        target = self.media(file.src, "")
        return target[1] if target is not None and target[0] == "document" else None

    def media(self, url: str, alt: str) -> tuple[str, int] | None:
        """What lies at an address: an attachment of the source, or a file that its text alone names."""
        if url not in self._found:
            if len(self._found) > _CACHED:
                self._found.clear()
            self._found[url] = self._attachment(url) or self._loose(url, alt)
        return self._found[url]

    def _attachment(self, url: str) -> tuple[str, int] | None:
        for name in file_names(url):
            if key := self.stage.file_named(name):
                return self.stage.target_of("media", key)
        return None

    def _loose(self, url: str, alt: str) -> tuple[str, int] | None:
        if not url.startswith(("http://", "https://")):
            return None
        kind = kind_of(url)
        known = self.library.ledger.known(kind, [url]).get(url)
        if known is not None and self.library.ledger.existing(kind, [known.pk]):
            return kind, known.pk
        return self.library.bring(Media(url, "", url, "", alt)) if self.library.can_fetch else None

    # --- links --------------------------------------------------------------------------------------------------------------

    def link(self, url: str) -> tuple[str, int] | None:
        """The page or document of ours that an address of the source means."""
        if not self.site.owns(url):
            return None
        target = self.stage.at_address(path_of(url))
        if target is not None:
            pk = self.stage.pk_of(*target)
            if pk is not None and target[0] in ("article", "page", "topic"):
                return "page", pk
        else:
            attachment = self._attachment(url)
            if attachment is not None and attachment[0] == "document":
                return attachment
            if attachment is None:
                self.report.miss(self.report.unresolved_links, url)
        return None

    # --- values -------------------------------------------------------------------------------------------------------------

    def _with_snippets(self, found: Conversion) -> Iterable[tuple[str, Any]]:
        for kind, value in found.blocks:
            if kind != "reusable":
                yield kind, value
            elif (pk := self.stage.pk_of("reusable", value["content"])) is not None:
                yield kind, {"content": pk}

    @staticmethod
    def _stored(kind: str, value: Any) -> dict[str, Any]:
        if kind in _LISTS:
            name = _LISTS[kind]
            value = {**value, name: [{"type": "item", "id": str(uuid4()), "value": item} for item in value[name]]}
        elif kind == "heading":
            value = {**value, "anchor": value["anchor"] or anchor_for(value["text"])}
        elif kind == "embed" and (player := resolve(value["url"])) is not None:
            width, height = player.ratio
            value = {**value, "resolved": {"provider": player.provider, "embed_url": player.embed_url, "width": width, "height": height}}
        return {"type": kind, "value": value, "id": str(uuid4())}
