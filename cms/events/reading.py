"""From the tags that a transaction moved to what it means to the public. Called before the transaction commits."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.apps import apps
from modelcluster.fields import ParentalKey

from cms.events.kinds import State, kinds
from cms.events.models import PublicObject

#: Statements with more keys than this are slow on SQLite.
_BATCH = 500
#: What keeps lists in step with what is public already says in its own columns.
_FOLLOWS = frozenset({"content_listing", "content_listingfacet"})


def read(moved: Mapping[str, str]) -> list[dict[str, Any]]:
    """The public events of a transaction, and `PublicObject` brought up to date.

    An event says `action` (created, updated, removed), `tag`, `type`, `id`, `public_id`, `locale`, `site`, `url`, `former_url` (where it
    was before, if it moved or has gone) and `parts` (the fields of an update, as far as they are known).
    """
    events: list[dict[str, Any]] = []
    for prefix, states in kinds().items():
        keys = sorted(int(key) for name in moved for kind, _, key in [name.partition(":")] if kind == prefix and key.isdigit())
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            events += _compared(prefix, batch, states(batch), moved)
    return events


def _compared(prefix: str, keys: Collection[int], now: Mapping[int, State], moved: Mapping[str, str]) -> list[dict[str, Any]]:
    before = {row.tag: row for row in PublicObject.objects.filter(pk__in=[f"{prefix}:{key}" for key in keys])}
    events, kept, gone = [], [], []
    for key in keys:
        name = f"{prefix}:{key}"
        old, new = before.get(name), now.get(key)
        if new is not None:
            row = PublicObject(name, new.type, key, new.public_id, new.locale, new.site_id, new.url)
            if old is None or _state(old) != _state(row):
                kept.append(row)
            action = "created" if old is None else "updated"
            events.append(_event(action, row, old, parts_of(moved[name]) if old is not None else []))
        elif old is not None:
            gone.append(name)
            events.append(_event("removed", old, old, []))
    updated = ["type", "object_id", "public_id", "locale", "site", "url"]
    if kept:
        PublicObject.objects.bulk_create(kept, update_conflicts=True, unique_fields=["tag"], update_fields=updated)
    if gone:
        PublicObject.objects.filter(pk__in=gone).delete()
    return events


def _state(row: PublicObject) -> tuple[Any, ...]:
    return row.type, str(row.public_id), row.locale, row.site_id, row.url


def _event(action: str, row: PublicObject, old: PublicObject | None, parts: list[str]) -> dict[str, Any]:
    is_elsewhere = old is not None and (action == "removed" or old.url != row.url)
    return {
        "action": action,
        "tag": row.tag,
        "type": row.type,
        "id": row.object_id,
        "public_id": str(row.public_id),
        "locale": row.locale,
        "site": row.site_id,
        "url": None if action == "removed" else row.url,
        "former_url": old.url if old is not None and is_elsewhere else None,
        "parts": parts,
    }


def replaced(before: Mapping[str, PublicObject], now: Mapping[str, PublicObject]) -> Iterator[dict[str, Any]]:
    """The events of a database that took another one's place: what both have may have changed in any part."""
    for name, old in before.items():
        if name not in now:
            yield _event("removed", old, old, [])
    for name, row in now.items():
        yield _event("updated" if name in before else "created", row, before.get(name), [])


def parts_of(moved: str) -> list[str]:
    """The fields of an object that changed, from what the triggers wrote: `wagtailcore_page:title,slug articles_articletag:+`."""
    found: set[str] = set()
    for piece in moved.split():
        table, _, columns = piece.partition(":")
        if table in _FOLLOWS or not columns:
            continue
        relation = _relations().get(table)
        found |= {relation} if relation else {name.removesuffix("_id") for name in columns.split(",") if name not in ("+", "-")}
    return sorted(found)


def _relations() -> dict[str, str]:
    """Child tables by the name that their parents call them."""
    if not _known:
        for model in apps.get_models():
            for field in model._meta.local_fields:
                if isinstance(field, ParentalKey):
                    _known[model._meta.db_table] = str(field.remote_field.get_accessor_name())
        _known.update({"media_rendition": "renditions", "taggit_taggeditem": "tags", "taggit_tag": "tags", "articles_tag": "tags"})
    return _known


_known: dict[str, str] = {}


def rebuild() -> int:
    """Make `PublicObject` anew from what is public; returns the number of objects. For a database that was written to from outside."""
    PublicObject.objects.all().delete()
    from cms.tags.watching import watched

    for prefix, states in kinds().items():
        for one in watched().values():
            if any(rule.tag == f"{prefix}:{{id}}" for rule in one.rules):
                pks = list(one.model._default_manager.order_by("pk").values_list("pk", flat=True))
                for start in range(0, len(pks), _BATCH):
                    batch = pks[start : start + _BATCH]
                    _compared(prefix, batch, states(batch), {f"{prefix}:{pk}": "" for pk in batch})
    return PublicObject.objects.count()
