"""`changes/`: everything public that came, changed or went, in the order of the commits. Who may call it: everybody.

A reader begins without a cursor and gets every public object once (as `created`), then what happened since; each answer gives
the cursor of the next. Whoever applies what it reads in this order has what is public, however often it is interrupted: an
item says what is true now, so reading one twice does no harm.
"""

import base64
import binascii
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from django.db.models import Max, Q

from cms.api.endpoints import Answer, Asked, Endpoint
from cms.api.parameters import Parameter, Whole, Words
from cms.api.problems import Problem, nearest, shown
from cms.events.kinds import kind_names, kinds
from cms.events.models import PublicObject
from cms.tags.models import Change
from cms.tags.thinning import KEPT
from cms.visibility import Viewer

#: Changes that one request looks through; a reader who wants few types goes on with the next.
LOOKED_AT = 500
#: Where the objects of a type are in the API, for those that have an address of their own there.
_ADDRESSES = {"media.Image": "images", "media.Document": "documents"}

LIMIT = Whole("limit", "How many items an answer has.", default=100, low=1, high=1000)
CURSOR = Parameter("cursor", "`meta.next_cursor` of the answer before. Without one everything public comes first.", longest=500)
TYPES = Words("types", "Only objects of these types, for example articles.ArticlePage.")


@dataclass(frozen=True)
class ChangeItem:
    """What happened to one object. `url` is None where it has none, or no longer; `former_url` says where it was before."""

    action: Literal["created", "updated", "removed"]
    type: str
    id: int
    public_id: str
    locale: str | None
    url: str | None
    former_url: str | None
    parts: tuple[str, ...]
    detail_url: str | None
    at: datetime | None


@dataclass(frozen=True)
class ChangesMeta:
    """`more` is false when the reader has everything; `next_cursor` then waits for what comes."""

    next_cursor: str
    more: bool


@dataclass(frozen=True)
class Changes:
    meta: ChangesMeta
    items: tuple[ChangeItem, ...]


@dataclass(frozen=True)
class Place:
    """Where a reader is: behind `tag` of the public objects (while `tag` is given), or behind event `index` of change `seq`."""

    seq: int
    index: int = 0
    tag: str | None = None

    def write(self) -> str:
        held = [self.seq, self.index, self.tag, int(datetime.now(UTC).timestamp())]
        return base64.urlsafe_b64encode(json.dumps(held, separators=(",", ":")).encode()).decode().rstrip("=")

    @classmethod
    def read(cls, cursor: str) -> "Place":
        """Raises `Problem`: 400 for what is no cursor, 410 for one that is older than the log."""
        try:
            seq, index, tag, written = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            numbers_are_right = all(type(number) is int and 0 <= number < 2**62 for number in (seq, index, written))
            if not numbers_are_right or not (tag is None or (isinstance(tag, str) and "\x00" not in tag and len(tag) <= 100)):
                raise ValueError
            if tag is not None:
                tag.encode()
        except (ValueError, TypeError, RecursionError, binascii.Error) as error:
            raise Problem(400, "'cursor' is not one of this endpoint: take `meta.next_cursor` of the answer before.", "cursor") from error
        if datetime.now(UTC).timestamp() - written > (KEPT - timedelta(hours=1)).total_seconds():
            raise Problem(410, "'cursor' is too old: begin again without one, and drop what does not come.", "cursor")
        return cls(seq, index, tag)


def changes(asked: Asked) -> Answer:
    chosen = asked.values["types"] or ()
    known = kind_names()
    for kind in chosen:
        if kind not in known:
            raise Problem(400, f"There is no type '{shown(kind)}'. {nearest(kind, known)}", "types")
    limit: int = asked.values["limit"]
    if asked.values["cursor"] is None:
        place = Place(Change.objects.aggregate(last=Max("seq"))["last"] or 0, tag="")
    else:
        place = Place.read(asked.values["cursor"])
    items: list[dict[str, Any]] = []
    if place.tag is not None:
        place = _public_objects(asked.viewer, place, limit, chosen, items)
    more = place.tag is not None
    if not more and len(items) < limit:
        place, more = _log(asked.viewer, place, limit - len(items), chosen, items)
    elif not more:
        more = Change.objects.filter(seq__gt=place.seq).exclude(events=[]).exists()
    found = tuple(_item(item, asked) for item in _as_it_is_now(asked.viewer, items))
    return Answer(asked.encoder(Changes(ChangesMeta(place.write(), more), found)))


def _of_site(viewer: Viewer) -> Q:
    return Q(site_id=viewer.site.pk) | Q(site_id=None)


def _public_objects(viewer: Viewer, place: Place, limit: int, chosen: Iterable[str], items: list[dict[str, Any]]) -> Place:
    rows = PublicObject.objects.filter(_of_site(viewer), pk__gt=place.tag or "").order_by("pk")
    if chosen:
        rows = rows.filter(type__in=chosen)
    found = list(rows[: limit + 1])
    items.extend(
        {
            "action": "created",
            "tag": row.tag,
            "type": row.type,
            "id": row.object_id,
            "public_id": str(row.public_id),
            "locale": row.locale,
            "url": row.url,
            "former_url": None,
            "parts": [],
            "at": None,
        }
        for row in found[:limit]
    )
    return Place(place.seq, tag=found[limit - 1].tag) if len(found) > limit else Place(place.seq, index=0)


def _log(viewer: Viewer, place: Place, limit: int, chosen: Iterable[str], items: list[dict[str, Any]]) -> tuple[Place, bool]:
    """Items of the log behind `place`. `index` events of change `seq` have been read; 0 says that all of it has."""
    begin = Q(seq__gte=place.seq) if place.index else Q(seq__gt=place.seq)
    rows = list(Change.objects.filter(begin).exclude(events=[]).order_by("seq").values_list("seq", "at", "events")[: LOOKED_AT + 1])
    wanted, left = set(chosen), limit
    for seq, at, events in rows[:LOOKED_AT]:
        first = place.index if seq == place.seq else 0
        for index, event in enumerate(events[first:], first + 1):
            ours = event["site"] in (None, viewer.site.pk) and (not wanted or event["type"] in wanted)
            if not ours:
                continue
            if not left:
                return Place(seq, index - 1) if index > 1 else Place(seq - 1), True
            items.append({**event, "at": at})
            left -= 1
        place = Place(seq)
    return place, len(rows) > LOOKED_AT


def _as_it_is_now(viewer: Viewer, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """An object that is not public any more is only ever a removed one: nothing is said of where it went or what it became."""
    keys: dict[str, set[int]] = defaultdict(set)
    for item in items:
        prefix, _, key = item["tag"].partition(":")
        keys[prefix].add(int(key))
    states = {prefix: kinds()[prefix](pks) for prefix, pks in keys.items() if prefix in kinds()}
    found = []
    for item in items:
        prefix, _, key = item["tag"].partition(":")
        state = states.get(prefix, {}).get(int(key))
        if item["action"] == "removed" or (state is not None and state.site_id in (None, viewer.site.pk)):
            found.append(item)
        else:
            former = item["former_url"] or item["url"]
            found.append({**item, "action": "removed", "url": None, "former_url": former, "parts": []})
    return found


def _item(item: dict[str, Any], asked: Asked) -> ChangeItem:
    removed = item["action"] == "removed"
    place = _ADDRESSES.get(item["type"]) or ("pages" if item["tag"].startswith("page:") else None)
    return ChangeItem(
        action=item["action"],
        type=item["type"],
        id=item["id"],
        public_id=item["public_id"],
        locale=item["locale"] or None,
        url=item["url"] or None,
        former_url=asked.encoder.url(item["former_url"]) or None,
        parts=tuple(item["parts"]),
        detail_url=asked.address(f"{place}/{item['id']}/") if place and not removed else None,
        at=item["at"],
    )


ENDPOINTS = (
    Endpoint(
        "changes/",
        "changes",
        "Everything public that was created, updated or removed since a cursor, in the order of the commits.",
        changes,
        (CURSOR, TYPES, LIMIT),
        {200: Changes},
    ),
)
