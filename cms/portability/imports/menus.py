"""Menus of a source as our navigation: the main one and one for the foot of the page."""

import json
import re
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.urls import reverse
from wagtail.models import Locale, Site as WagtailSite

from articles.models import Tag
from cms.content.models import Navigation
from cms.content.richtext import safe_url
from cms.portability.imports.addresses import Site, path_of
from cms.portability.imports.building import plain, shortened
from cms.portability.imports.ledger import MODELS, Ledger
from cms.portability.imports.report import Report
from cms.portability.imports.stage import Stage
from cms.portability.sources.records import MenuEntry

MODELS["navigation"] = Navigation
_MAIN = re.compile(r"primary|main|header|top|haupt|principal", re.IGNORECASE)
_FOOT = re.compile(r"foot|bottom|legal|fu(?:ß|ss)", re.IGNORECASE)
_MOST_LINKS = 20


class Menus:
    def __init__(self, stage: Stage, ledger: Ledger, report: Report, site: Site, home: Any, *, dry: bool = False) -> None:
        self.stage, self.ledger, self.report, self.site, self.home, self.dry = stage, ledger, report, site, home, dry

    def write(self) -> None:
        menus: dict[str, list[MenuEntry]] = {}
        for batch in self.stage.each("menu"):
            for staged in batch:
                menus.setdefault(staged.record.menu, []).append(staged.record)
        if not menus:
            return
        main = next((name for name in menus if _MAIN.search(name)), next((name for name in menus if not _FOOT.search(name)), ""))
        foot = next((name for name in menus if _FOOT.search(name) and name != main), "")
        for role, name in ((Navigation.Role.PRIMARY, main), (Navigation.Role.FOOTER, foot)):
            if name:
                with transaction.atomic():
                    self._write(role, name, menus.pop(name))
        for name, entries in menus.items():
            text = f"The menu “{name}” with {len(entries)} entries was left out: a site has a main menu and one at its foot."
            self.report.say("loss", "menu", text, entries[0].position, f"menu {name}")
            self.report.count("menu", "left_out", len(entries))

    def _write(self, role: str, name: str, entries: list[MenuEntry]) -> None:
        items = self._items(name, entries)
        if not items:
            return
        site = WagtailSite.objects.filter(root_page_id=self.home.pk).first() or WagtailSite.objects.get(is_default_site=True)
        locale: Locale = self.home.locale
        navigation = Navigation.objects.filter(site=site, locale=locale, role=role).first()
        known = self.ledger.known("navigation", [role]).get(role)
        if navigation is not None and not (known.written == _digest(navigation) if known else self._is_untouched(navigation)):
            text = f"The menu “{name}” was left out: somebody has set up the menu here."
            self.report.say("note", "kept", text, entries[0].position, f"menu {name}")
            self.report.count("menu", "kept", len(entries))
            return
        if self.dry:
            return
        navigation = navigation or Navigation(site=site, locale=locale, role=role)
        navigation.items = items
        navigation.save()
        navigation.refresh_from_db()
        self.ledger.remember("navigation", {role: (navigation.pk, "made", _digest(navigation), "")})

    def _is_untouched(self, navigation: Navigation) -> bool:
        """Whether it is the menu that every new publication gets: its articles and its topics."""
        pages = [item["value"].get("page") for item in navigation.items.raw_data if item.get("type") == "link"]
        own = set(self.home.get_children().filter(slug__in=("articles", "topics")).values_list("pk", flat=True))
        return len(pages) == len(navigation.items.raw_data) and set(pages) <= own

    # --- entries ------------------------------------------------------------------------------------------------------------

    def _items(self, name: str, entries: list[MenuEntry]) -> list[dict[str, Any]]:
        below: dict[str, list[MenuEntry]] = {}
        ids = {entry.id for entry in entries}
        for entry in sorted(entries, key=lambda entry: entry.order):
            below.setdefault(entry.parent if entry.parent in ids else "", []).append(entry)
        items: list[dict[str, Any]] = []
        for entry in below.get("", []):
            inside = self._descendants(entry, below, 0)
            link = self._link(entry) if not inside or entry.target_kind or entry.url.strip("# ") else None
            if not inside:
                items += [{"type": "link", "value": link, "id": str(uuid4())}] if link else []
                continue
            links = [found for found in (link, *(self._link(child) for child in inside)) if found]
            if len(links) > _MOST_LINKS:
                text = f"“{entry.label}” has {len(links)} entries below it, {_MOST_LINKS} are possible. The rest was left out."
                self.report.say("loss", "menu", text, entry.position, f"menu {name}")
            values = [{"type": "item", "id": str(uuid4()), "value": value} for value in links[:_MOST_LINKS]]
            if values:
                label = shortened(self._label(entry) or name, 60)
                items.append({"type": "group", "value": {"label": label, "links": values}, "id": str(uuid4())})
        return items

    def _descendants(self, entry: MenuEntry, below: dict[str, list[MenuEntry]], depth: int) -> list[MenuEntry]:
        found: list[MenuEntry] = []
        for child in below.get(entry.id, []) if depth < 20 else []:
            if depth:
                self.report.say("repair", "menu", f"“{self._label(child)}” stood deeper than menus go here; it moved up.", child.position)
            found += [child, *self._descendants(child, below, depth + 1)]
        return found

    def _target(self, entry: MenuEntry) -> tuple[str, str] | None:
        if not entry.target_kind:
            return self.stage.at_address(path_of(entry.url)) if self.site.owns(entry.url) else None
        if entry.target_kind in ("topic", "tag"):
            return self.stage.at_address(f"term:{entry.target}")
        return entry.target_kind, entry.target

    def _label(self, entry: MenuEntry) -> str:
        if entry.label:
            return plain(entry.label)
        target = self._target(entry)
        found = self.stage.get(*target) if target else None
        return plain(getattr(found.record, "title", "") or getattr(found.record, "name", "")) if found else ""

    def _link(self, entry: MenuEntry) -> dict[str, Any] | None:
        target = self._target(entry)
        pk = self.stage.pk_of(*target) if target else None
        label = shortened(plain(entry.label), 60)
        if target and pk is not None and target[0] != "tag":
            self.report.count("menu", "created")
            return {"page": pk, "url": "", "label": label}
        url = entry.url
        if target and pk is not None:
            tag = Tag.objects.get(pk=pk)
            url, label = reverse("tag", args=(tag.slug,), urlconf="articles.urls"), label or shortened(tag.name, 60)
        elif not target and self.site.owns(url):
            url = self.site.local_path(url) or "/"
        if not url or safe_url(url) is None or len(url) > 500 or url.startswith("#"):
            text = f"“{entry.label or entry.id}” leads to nothing that was imported."
            self.report.say("loss", "menu", text, entry.position, f"menu {entry.menu}")
            self.report.count("menu", "left_out")
            return None
        self.report.count("menu", "created")
        return {"page": None, "url": url, "label": label or shortened(url, 60)}


def _digest(navigation: Navigation) -> str:
    return sha256(json.dumps(list(navigation.items.raw_data), sort_keys=True, default=str).encode()).hexdigest()
