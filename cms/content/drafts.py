"""Drafts as they would be if they were published now.

A preview asks the database itself: in a transaction that is always rolled back, the draft is saved as the public version, and
whatever is read meanwhile finds it everywhere it would stand: its page, its address, lists, counts, the pages that show it. So
previews run the code that readers get, and cannot drift from it. Nothing stays: see docs/adr/0012-previews-publish-and-roll-back.md.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, Self

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, DataError, IntegrityError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.models import COMMENTS_RELATION_NAME, AbstractPage, Locale, Page, Site, TranslatableMixin
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.content import listing
from cms.content.models.base import BasePage
from cms.content.models.site import SiteSetting
from cms.content.models.snippets import SluggedSnippet, free_slug
from cms.visibility import Viewer

logger = logging.getLogger(__name__)

#: Primary keys of what was never saved lie above this; no table of a publication gets there.
UNSAVED = 2**30
#: How long a preview waits for somebody who is publishing the same page.
_WAIT = "3s"

_stands: ContextVar[bool] = ContextVar("content_draft_stands", default=False)


class _Encoder(DjangoJSONEncoder):
    """Django's would cut off microseconds, and an unchanged draft would differ from what is public."""

    def default(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else super().default(value)


class DraftError(Exception):
    """The draft cannot be shown. The message tells an editor why."""


class VanishedError(DraftError):
    """What the draft is of, or the page it would stand below, was deleted meanwhile."""


class BusyError(DraftError):
    """Somebody is changing the same content at this moment."""


@dataclass(frozen=True)
class Snapshot:
    """A draft as text: all that an editor has typed, saved or not.

    `pk` is None for what was never saved; `parent` is the page that such a page would stand below, `writer` tells the unsaved
    drafts of several people apart.
    """

    model: str
    pk: int | None
    parent: int | None
    content: str
    writer: str = ""

    @classmethod
    def of(cls, draft: Any, writer: object = "") -> Self:
        """Read an instance in memory: the one that a form, a revision or the database made."""
        content = draft.serializable_data()
        content.pop(COMMENTS_RELATION_NAME, None)
        if isinstance(draft, BasePage) and draft.published_at is None:
            # The same moment in all answers about this draft.
            content["published_at"] = draft.first_published_at or timezone.now()
        parent = None
        if draft.pk is None and isinstance(draft, Page):
            above = draft.get_parent()
            parent = above.pk if above is not None else None
        return cls(draft._meta.label_lower, draft.pk, parent, json.dumps(content, cls=_Encoder), str(writer))

    @property
    def model_class(self) -> type[Any]:
        return apps.get_model(self.model)

    @property
    def key(self) -> int:
        """Its primary key; for what was never saved one that stays the same while it is written."""
        if self.pk is not None:
            return self.pk
        seed = f"{self.model} {self.parent} {self.writer}"
        return UNSAVED + int.from_bytes(blake2b(seed.encode(), digest_size=4).digest()) % UNSAVED

    def restore(self) -> Any:
        """The draft as an instance. Raises `VanishedError`."""
        model, content = self.model_class, json.loads(self.content)
        if self.pk is None:
            draft = model.from_serializable_data(content)
        else:
            current = model._default_manager.filter(pk=self.pk).first()
            if current is None:
                raise VanishedError(_("It was deleted in the meantime."))
            draft = current.with_content_json(content) if hasattr(current, "with_content_json") else model.from_serializable_data(content)
        if draft is None:
            raise VanishedError(_("Something that it cannot be without was deleted in the meantime."))
        draft.pk = self.pk
        return draft

    def where(self) -> Page | None:
        """The page that a page which was never saved would stand below. Raises `VanishedError` when that was deleted."""
        if self.pk is not None or not issubclass(self.model_class, Page):
            return None
        above = Page.objects.filter(pk=self.parent).first()
        if above is None:
            raise VanishedError(_("The page above it was deleted in the meantime. Move it, or write it anew elsewhere."))
        return above


@dataclass
class Standing:
    """A draft that stands in the place of what is public: the saved instance, and the viewer who sees it."""

    draft: Any
    viewer: Viewer


@contextmanager
def standing(snapshot: Snapshot, site: Site) -> Iterator[Standing]:
    """Inside, everything finds the draft published. Afterwards nothing has happened.

    Raises `DraftError` when it cannot stand there. Whatever is rendered must be finished inside.
    """
    token = _stands.set(True)
    try:
        with transaction.atomic(), disable_reference_index_auto_update():
            try:
                _wait_briefly()
                yield _stand(snapshot, site)
            finally:
                transaction.set_rollback(True)
    except DatabaseError as error:
        raise _explained(error) from error
    finally:
        _stands.reset(token)


def is_standing() -> bool:
    """Whether what is saved now is only for a preview, and nobody will see it later."""
    return _stands.get()


def _wait_briefly() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_WAIT])


def _explained(error: DatabaseError) -> DraftError:
    if isinstance(error, IntegrityError | DataError):
        logger.warning("A draft cannot be shown: %s", error)
        return DraftError(_("It cannot be shown as it is: something in it contradicts what is published. Save it to see what."))
    return BusyError(_("Somebody is publishing the same content at this moment. Try again."))


def _stand(snapshot: Snapshot, site: Site) -> Standing:
    above = snapshot.where()
    draft = snapshot.restore()
    draft.pk = snapshot.key
    if hasattr(draft, "live"):
        draft.live = True
    if getattr(draft, "expire_at", None) and draft.expire_at <= timezone.now():
        draft.expire_at = None
    if isinstance(draft, ClusterableModel):
        _drop_unfinished_children(draft)
    _fill_in(draft)
    if isinstance(draft, BasePage):
        viewer = _stand_page(draft, snapshot, above, site)
    else:
        viewer = Viewer.public(site)
        _stand_snippet(draft, new=snapshot.pk is None)
    return Standing(draft, viewer)


def _stand_page(page: Any, snapshot: Snapshot, above: Page | None, site: Site) -> Viewer:
    before = Viewer.public(site)
    was_visible = snapshot.pk is not None and bool(before.visible_page_ids([snapshot.pk]))
    is_root = snapshot.pk is not None and page.is_site_root()
    if snapshot.pk is None:
        _insert(page, above)
    else:
        if is_root:
            # Of no consequence to visitors, and Wagtail keeps the path of a root page in its cache.
            page.slug = Page.objects.values_list("slug", flat=True).get(pk=page.pk)
        page.save(clean=False, log_action=None)
    viewer = Viewer(site, draft=page.pk)
    viewer.page_restrictions = before.page_restrictions
    if not is_root:
        viewer.roots = before.roots
    if not was_visible:
        # What lies below stays as invisible as it is.
        viewer.veiled = frozenset({page.path})
        listing.unlist(Page.objects.filter(path__startswith=page.path).exclude(pk=page.pk).values_list("pk", flat=True))
    listing.list_draft(page.pk, viewer)
    return viewer


def _insert(page: Any, above: Page | None) -> None:
    """Put a page that was never saved behind its siblings-to-be. (`Page.save` takes one with a key for a saved one.)"""
    if above is None:
        raise DraftError(_("It has no place in the tree of pages."))
    last = above.get_last_child()
    page.depth, page.numchild = above.depth + 1, 0
    page.path = last._inc_path() if last is not None else page._get_path(above.path, page.depth, 1)
    page.prepare()
    if Page.objects.child_of(above).filter(slug=page.slug).exists() or not page.slug:
        page.slug = f"{page.slug or 'draft'}-{page.pk}"
    page.draft_title = page.title
    page.set_url_path(above)
    page._state.adding = True
    super(AbstractPage, page).save()
    Page.objects.filter(pk=above.pk).update(numchild=models.F("numchild") + 1)
    listing.sync_page(page.pk)


def _stand_snippet(draft: Any, *, new: bool) -> None:
    if isinstance(draft, SiteSetting):
        # It takes the place of the one that the site has.
        type(draft)._default_manager.filter(**draft.place_of_its_own()).exclude(pk=draft.pk).delete()
    if isinstance(draft, SluggedSnippet):
        language: Any = getattr(draft, "locale_id", None)
        same: Any = type(draft)._default_manager
        if same.filter(locale_id=language, slug=draft.slug).exclude(pk=draft.pk).exists():
            draft.slug = free_slug(type(draft), draft.slug, language, draft.pk)
    draft._state.adding = new
    draft.save()


def _drop_unfinished_children(draft: Any) -> None:
    """Rows of the form that have been opened and not filled in, for example an author who is still to be chosen."""
    for relation in get_all_child_relations(type(draft)):
        rows = getattr(draft, relation.get_accessor_name())
        unfinished = [row for row in rows.all() if any(_is_lacking(row, field) for field in row._meta.concrete_fields)]
        if unfinished:
            rows.remove(*unfinished)


def _is_lacking(row: Any, field: Any) -> bool:
    if field.null or field.primary_key or isinstance(field, ParentalKey):
        return False
    return getattr(row, field.attname) is None


def _fill_in(draft: Any) -> None:
    """The form lets required fields be empty in a preview; the database does not."""
    if isinstance(draft, TranslatableMixin) and not draft.locale_id:
        draft.locale = Locale.get_default()
    for field in draft._meta.concrete_fields:
        if field.null or field.primary_key or getattr(draft, field.attname) is not None:
            continue
        if field.has_default():
            setattr(draft, field.attname, field.get_default())
        elif field.empty_strings_allowed:
            setattr(draft, field.attname, "")
        elif not isinstance(field, models.OneToOneField) and field.name not in ("depth", "path"):
            raise DraftError(_("Fill in “%(field)s” to see the preview.") % {"field": field.verbose_name})
