"""Which public pages need a drawn picture for sharing, and seeing to it that they have the right one and no others do.

A page needs one when no picture was chosen that visitors may see: neither for sharing nor as its lead, nor for the whole site.
Only what is public is drawn, and what is not public any more is taken away.
"""

import hashlib
import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Exists, OuterRef
from wagtail.models import Site

from cms.content.cards.drawing import Card, draw
from cms.content.kinds import page_kinds
from cms.content.models.listing import Listing
from cms.content.models.site import SiteIdentity
from cms.content.models.social import SocialCard
from cms.media.models import Image
from cms.media.storage import rendition_files
from cms.visibility import Viewer

logger = logging.getLogger(__name__)

#: Another number when the drawing changes: everything is then drawn anew.
VERSION = 1
_CURSOR = "content.cards.sweep"
_PATIENCE = 15 * 60


@dataclass(frozen=True)
class Wanted:
    """The picture that a page is to have; `mark` is the image of the publication's mark."""

    title: str
    name: str
    accent: str
    language: str
    mark: Image | None

    @property
    def digest(self) -> str:
        drawn_from = (VERSION, self.title, self.name, self.accent, self.language, self.mark.file_hash if self.mark else "")
        return hashlib.sha256(repr(drawn_from).encode()).hexdigest()


def wanted(page_ids: Iterable[int]) -> dict[int, Wanted]:
    """The pictures that these pages are to have: none for those that are not public or have one that was chosen."""
    rows = list(Listing.objects.visible().filter(pk__in=list(page_ids)).select_related("site"))
    chosen = _chosen_pictures(rows)
    identities = {(row.site_id, row.locale.language_code): row for row in SiteIdentity.objects.select_related("locale", "mark")}
    visible = _visible_images({*chosen.values(), *(row.lead_image_id for row in rows), *_images_of(identities.values())})
    found = {}
    for row in rows:
        identity = identities.get((row.site_id, row.language)) or next(
            (one for (site, _language), one in identities.items() if site == row.site_id), None
        )
        social = identity.social_image_id if identity else None
        if visible & {chosen.get(row.pk), row.lead_image_id, social}:
            continue
        mark = identity.mark if identity and identity.mark_id in visible else None
        name = identity.name if identity else row.site.site_name or "Masthead"
        accent = identity.accent if identity else str(SiteIdentity._meta.get_field("accent").get_default())
        is_front_page = row.pk == row.site.root_page_id
        found[row.pk] = Wanted(name if is_front_page else row.title, name, accent, row.language, mark)
    return found


def _chosen_pictures(rows: Iterable[Listing]) -> dict[int, int]:
    """The pictures for sharing that editors chose, by page. One query for each type of page."""
    by_kind: dict[str, list[int]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row.pk)
    found: dict[int, int] = {}
    for kind, pks in by_kind.items():
        model: Any = page_kinds().get(kind)
        if model is not None:
            found |= dict(model.objects.filter(pk__in=pks, social_image__isnull=False).values_list("pk", "social_image_id"))
    return found


def _images_of(identities: Iterable[SiteIdentity]) -> set[int | None]:
    return {pk for identity in identities for pk in (identity.mark_id, identity.social_image_id)}


def _visible_images(pks: Iterable[int | None]) -> set[int | None]:
    asked = Image.objects.filter(pk__in=[pk for pk in pks if pk])
    return set(Viewer.public(Site()).images(asked).values_list("pk", flat=True))


def keep_card(page_id: int) -> bool:
    """Draw the page's picture if it lacks it, take it away if it is not to have one. Whether anything was done. May run twice."""
    want = wanted([page_id]).get(page_id)
    have = SocialCard.objects.filter(page_id=page_id).first()
    if want is None:
        if have is not None:
            have.delete()
        return have is not None
    if have is not None and have.digest == want.digest:
        return False
    content = draw(Card(want.title, want.name, want.accent, want.language, _bytes_of(want.mark)))
    token = secrets.token_hex(16)
    files = rendition_files()
    name = files.save(f"social/{token[:2]}/{token}.png", ContentFile(content))
    try:
        with transaction.atomic():
            if wanted([page_id]).get(page_id) != want:
                raise _ChangedMeanwhile
            # An update and not a new row, so that who reads the page meanwhile sees the one or the other.
            former = SocialCard.objects.select_for_update().filter(page_id=page_id).values_list("name", flat=True).first()
            SocialCard.objects.update_or_create(page_id=page_id, defaults={"name": name, "digest": want.digest})
            if former:
                transaction.on_commit(partial(files.delete, former), robust=True)
    except _ChangedMeanwhile:
        files.delete(name)
        ask([page_id])
    except BaseException:
        files.delete(name)
        raise
    return True


class _ChangedMeanwhile(Exception):  # noqa: N818 - nothing went wrong
    pass


def _bytes_of(mark: Image | None) -> bytes:
    if mark is None:
        return b""
    try:
        with mark.open_file() as file:
            return bytes(file.read())
    except OSError:
        return b""  # said elsewhere: Image.problem


def card_was_deleted(sender: type, instance: SocialCard, **kwargs: Any) -> None:
    """A receiver: the file goes with the row, when the transaction has committed."""
    transaction.on_commit(partial(rendition_files().delete, instance.name), robust=True)


def ask(page_ids: Iterable[int]) -> None:
    """Have the worker see to these pages. The request is a row of this transaction."""
    from cms.content.cards.tasks import keep_social_card

    for pk in page_ids:
        keep_social_card.enqueue(pk)


def sweep(limit: int = 500) -> int:
    """Look at the next `limit` public pages, and at pictures of pages that are not public; how many needed something. Never raises."""
    try:
        return _sweep(limit)
    except Exception:
        logger.exception("The sweep of the pictures for sharing stopped; the next one goes on.")
        return 0


def _sweep(limit: int) -> int:
    public = Listing.objects.visible().filter(pk=OuterRef("page_id"))
    orphans = list(SocialCard.objects.filter(~Exists(public))[:limit])
    for card in orphans:
        card.delete()
    cursor = cache.get(_CURSOR, 0)
    pks = list(Listing.objects.visible().filter(pk__gt=cursor).order_by("pk").values_list("pk", flat=True)[:limit])
    cache.set(_CURSOR, pks[-1] if len(pks) == limit else 0, None)
    want = wanted(pks)
    have = dict(SocialCard.objects.filter(page_id__in=pks).values_list("page_id", "digest"))
    lacking = [pk for pk in pks if have.get(pk) != (want[pk].digest if pk in want else None)]
    asked = [pk for pk in lacking if cache.add(f"content.cards.asked.{pk}", 1, _PATIENCE)]
    ask(asked)
    return len(orphans) + len(lacking)
