"""What the magazine writes into objects that every publication has: front page, identity, menus, introductions.

Each is written only while it is as `set_up_site` makes it, and given back only while it is as the demonstration left it: what
somebody has changed is theirs.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from wagtail.blocks import StreamValue
from wagtail.models import Site

from articles.models import ArticleIndexPage, TopicIndexPage
from cms.content.models import Navigation, SiteIdentity
from cms.content.models.base import BasePage
from home.demo.bodies import raw_value
from home.demo.ledger import Ledger
from home.demo.texts import facts
from home.demo.work import Work
from home.models import HomePage
from home.setup import DEFAULT_NAME, default_menu, default_sections

Values = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """An object that was there before: how to find it, what it holds at first, what the magazine writes into it."""

    kind: str
    name: str
    find: Callable[[HomePage], models.Model | None]
    at_first: Callable[[HomePage], Values]
    wanted: Callable[[Work], Values]


def fill_places(work: Work) -> None:
    for place in PLACES:
        if work.ledger.has(place.kind, place.name):
            continue
        found = place.find(work.home)
        at_first = place.at_first(work.home)
        if found is None or _plain(found, at_first) != _plain(_changed(type(found)(), at_first), at_first):
            work.say(f"Left as it is: {found or place.name}")
            continue
        with transaction.atomic():
            values = place.wanted(work)
            _save(_changed(found, values))
            work.ledger.remember(place.name, found, fingerprint="made", written=written(found, values))


def give_back(ledger: Ledger, home: HomePage, say: Callable[[str], None]) -> set[tuple[str, int]]:
    """Empty the places again. Returns kind and primary key of those that refer to nothing of the magazine any more."""
    emptied: set[tuple[str, int]] = set()
    for place in PLACES:
        if not ledger.has(place.kind, place.name):
            continue
        found = ledger.get(place.kind, place.name)
        at_first = place.at_first(home)
        with transaction.atomic():
            if written(found, at_first) == ledger.written(place.kind, place.name):
                _save(_changed(found, at_first))
                emptied.add((place.kind, found.pk))
            else:
                say(f"Kept, because it was changed since: {found}")
            ledger.forget(place.kind, place.name)
    return emptied


def written(found: models.Model, values: Mapping[str, Any]) -> str:
    """A digest of what the object holds in these fields, as the database has it."""
    stored = type(found)._base_manager.get(pk=found.pk)
    return hashlib.sha256(json.dumps(_plain(stored, values), sort_keys=True, cls=DjangoJSONEncoder).encode()).hexdigest()


def _changed(found: Any, values: Values) -> Any:
    for name, value in values.items():
        setattr(found, name, value)
    return found


def _save(found: Any) -> None:
    if isinstance(found, BasePage):
        found.save_revision().publish()
    else:
        found.save()


def _plain(found: Any, values: Mapping[str, Any]) -> Values:
    return {name: _plain_value(getattr(found, name)) for name in values}


def _plain_value(value: Any) -> Any:
    if isinstance(value, StreamValue):
        return [(item["type"], _without_ids(item["value"])) for item in value.get_prep_value()]
    return value


def _without_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_ids(item["value"] if isinstance(item, dict) and item.get("type") == "item" else item) for item in value]
    return {name: _without_ids(inside) for name, inside in value.items()} if isinstance(value, dict) else value


# --- the places -------------------------------------------------------------------------------------------------------


def _site(home: HomePage) -> Site | None:
    return Site.objects.filter(root_page=home).order_by("-is_default_site").first()


def _identity(home: HomePage) -> SiteIdentity | None:
    return SiteIdentity.objects.filter(site=_site(home), locale=home.locale).first()


def _menu(role: str) -> Callable[[HomePage], Navigation | None]:
    return lambda home: Navigation.objects.filter(site=_site(home), locale=home.locale, role=role).first()


def _wanted_identity(work: Work) -> Values:
    about = facts("identity")
    pictures = {f"{name}_id": work.resolve("image", about.pop(name)) for name in ("mark", "social_image")}
    links = [("link", {"label": label, "url": url}) for label, url in about.pop("social_links", [])]
    return {**about, **pictures, "social_links": links}


def _identity_at_first(_home: HomePage) -> Values:
    return {
        "name": DEFAULT_NAME,
        **dict.fromkeys(("tagline", "description", "footer", "contact_email"), ""),
        "accent": SiteIdentity._meta.get_field("accent").get_default(),
        "mark_id": None,
        "social_image_id": None,
        "social_links": [],
    }


def menu_entries(work: Work, role: str) -> list[tuple[str, Any]]:
    """The entries of a menu: a page's name, or a group as a table of `label` and `links`."""
    stream = Navigation.items.field.stream_block
    links = stream.child_blocks["link"]
    entries: list[tuple[str, Any]] = []
    for entry in facts("menus")[role]:
        group = entry.pop("links", None)
        if group is None:
            entries.append(("link", links.to_python(_link(work, links, entry))))
        else:
            inside = {"label": entry["label"], "links": [_link(work, links, link) for link in group]}
            entries.append(("group", stream.child_blocks["group"].to_python(inside)))
    return entries


def _link(work: Work, block: Any, entry: Values) -> Values:
    name = entry.get("page", "")
    if name.startswith("/"):  # a page that was there before
        index: Any = {"/articles/": ArticleIndexPage, "/topics/": TopicIndexPage}[name]
        found = index.objects.child_of(work.home).order_by("path").first()
        return {"page": found.pk if found else None, "url": "" if found else name, "label": entry.get("label", "")}
    raw: Values = raw_value(block, entry, work.resolve)
    return raw


def _wanted_front_page(work: Work) -> Values:
    stream = HomePage.sections.field.stream_block
    sections = []
    for section in facts("front")["section"]:
        kind = section.pop("type")
        raw = raw_value(stream.child_blocks[kind], section, work.resolve)
        sections.append((kind, stream.child_blocks[kind].to_python(raw)))
    return {"title": facts("identity")["name"], "sections": sections}


PLACES = (
    Place(
        "page",
        "/articles/",
        lambda home: ArticleIndexPage.objects.child_of(home).order_by("path").first(),
        lambda _home: {"introduction": ""},
        lambda _work: {"introduction": facts("front")["articles"]},
    ),
    Place(
        "page",
        "/topics/",
        lambda home: TopicIndexPage.objects.child_of(home).order_by("path").first(),
        lambda _home: {"introduction": ""},
        lambda _work: {"introduction": facts("front")["topics"]},
    ),
    Place(
        "page",
        "/",
        lambda home: HomePage.objects.get(pk=home.pk),
        lambda _home: {"title": DEFAULT_NAME, "sections": default_sections()},
        _wanted_front_page,
    ),
    Place("identity", "identity", _identity, _identity_at_first, _wanted_identity),
    Place(
        "navigation",
        "primary",
        _menu(Navigation.Role.PRIMARY),
        lambda home: {"items": default_menu(home)},
        lambda work: {"items": menu_entries(work, "primary")},
    ),
)


def add_footer(work: Work) -> None:
    """The menu in the footer, which a new publication does not have."""
    if work.ledger.has("navigation", "footer") or _menu(Navigation.Role.FOOTER)(work.home) is not None:
        return
    with transaction.atomic():
        made = Navigation.objects.create(
            site=_site(work.home), locale=work.locale, role=Navigation.Role.FOOTER, items=menu_entries(work, "footer")
        )
        work.ledger.remember("footer", made, fingerprint="made")
