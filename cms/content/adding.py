"""Adding many pages at once: what `add_child()`, `save_revision()` and `publish()` do for one page, for a whole batch of them.

The number of queries does not depend on how many they are. Everything is one transaction: tree, revisions, log, lists, references
and the editors' search are right when it commits.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from itertools import batched
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends
from wagtail.signals import page_published

from cms.content import listing
from cms.content.models.base import RESERVED_SLUGS, BasePage
from cms.content.once import once
from cms.content.slugs import normalised_slug
from cms.database.inserting import insert
from cms.media.renditions import enqueue_renditions
from cms.visibility import MAX_DEPTH

logger = logging.getLogger(__name__)

#: The columns of a log entry and of a reference that are written here.
_LOGGED = ("content_type_id", "label", "action", "data", "timestamp", "revision_id", "page_id", "content_changed", "deleted")
_REFERRED = (
    *("content_type_id", "base_content_type_id", "object_id", "to_content_type_id", "to_object_id"),
    *("model_path", "content_path", "content_path_hash"),
)
#: What one statement holds; SQLite counts the variables of a statement.
_ROWS = 100
_TRIES = 20


def reserve_ids(number: int) -> list[int]:
    """Primary keys of new pages: nobody else gets them from now on, so that texts may refer to pages that are still to come."""
    if number <= 0:
        return []
    table = Page._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, number])
            return [int(row[0]) for row in cursor.fetchall()]
        highest = Page.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) + %s WHERE name = %s", [highest, number, table])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = int(cursor.fetchone()[0])
    return list(range(last - number + 1, last + 1))


@once()
@transaction.atomic
def add_pages[P: BasePage](parent: Page, pages: Sequence[P], *, before_listing: Callable[[], None] | None = None) -> list[Revision]:
    """Add new pages of one type below `parent`, in their order; returns their revisions.

    A page with `live` is published, one with a `go_live_at` is scheduled, any other is a draft. A slug that is taken gets a
    number. A page may have a primary key of `reserve_ids()`. `before_listing` runs when the rows are there and nothing is
    public yet: view restrictions and comments belong there. Raises `ValidationError` when a live page may not be public.
    """
    if not pages:
        return []
    parent = Page.objects.select_for_update().get(pk=parent.pk)
    _place(parent, pages)
    for page in pages:
        page.prepare()
        if page.live:
            page.check_publishable()
    _insert(parent, pages)
    revisions = _add_revisions(pages)
    if before_listing is not None:
        before_listing()
    listing.sync_pages([page.pk for page in pages])
    index(pages)
    enqueue_renditions({pk for page in pages if page.live for kind, pk in page.references() if kind == "image"})
    for page, revision in zip(pages, revisions, strict=True):
        if page.live:
            page_published.send(sender=type(page), instance=page, revision=revision)
    return revisions


# --- the tree ---------------------------------------------------------------------------------------------------------------


def _place(parent: Page, pages: Sequence[BasePage]) -> None:
    """Slugs, paths and what else a page has from its place."""
    depth = parent.depth + 1
    if depth > MAX_DEPTH:
        raise ValidationError(f"Pages can be nested {MAX_DEPTH - 2} levels deep, and this would be one more.")
    lacking = [page for page in pages if not page.pk]
    for page, pk in zip(lacking, reserve_ids(len(lacking)), strict=True):
        page.pk = pk
    for page in pages:
        page.id = page.pk  # Django sets that of the parent's row when it saves
    locale_id = next((page.locale_id for page in pages if page.locale_id), parent.locale_id)
    _set_free_slugs(parent, pages, locale_id)
    path = parent.get_last_child()._inc_path() if parent.numchild else parent._get_path(parent.path, depth, 1)
    now = timezone.now()
    content_type = ContentType.objects.get_for_model(type(pages[0]))
    relations = [relation.get_accessor_name() for relation in get_all_child_relations(type(pages[0]))]
    for page in pages:
        page.path, page.depth, page.numchild = path, depth, 0
        # What has not been given is empty; modelcluster would ask the database for it.
        given = getattr(page, "_cluster_related_objects", {})
        page._cluster_related_objects = {name: given.get(name, []) for name in relations}
        page.locale_id = page.locale_id or locale_id
        page.content_type = content_type
        page.draft_title = page.title
        page.set_url_path(parent)
        page.latest_revision_created_at = now
        page.has_unpublished_changes = not page.live
        if page.live:
            page.first_published_at = page.first_published_at or page.published_at or now
            page.last_published_at = now
        path = page._inc_path()


def _set_free_slugs(parent: Page, pages: Sequence[BasePage], locale_id: int) -> None:
    model = type(pages[0])
    reserved = {slug for slug, kind in RESERVED_SLUGS.items() if kind != pages[0].kind} if parent.is_site_root() else set()
    waiting: list[tuple[BasePage, str]] = [(page, normalised_slug(page.slug)[:240]) for page in pages]
    taken: set[str] = set(reserved)
    for attempt in range(1, _TRIES + 2):
        candidates = {id(page): _numbered(page, base, attempt) for page, base in waiting}
        taken |= model.taken_slugs(parent, set(candidates.values()), locale_id)
        still: list[tuple[BasePage, str]] = []
        for page, base in waiting:
            slug = candidates[id(page)]
            if slug in taken:
                still.append((page, base))
            else:
                page.slug = slug
                taken.add(slug)
        if not still:
            return
        waiting = still


def _numbered(page: BasePage, base: str, attempt: int) -> str:
    if attempt == 1:
        return base
    return f"{base}-{attempt}" if attempt <= _TRIES else f"{base}-{page.pk}"


# --- rows -------------------------------------------------------------------------------------------------------------------


def _insert(parent: Page, pages: Sequence[BasePage]) -> None:
    model = type(pages[0])
    link = model._meta.get_ancestor_link(Page)
    fields = [field.attname for field in Page._meta.concrete_fields]
    insert(Page, fields, [[getattr(page, name) for name in fields] for page in pages])
    for page in pages:
        setattr(page, link.attname, page.pk)
    own = model._meta.local_concrete_fields
    for batch in batched(pages, _ROWS, strict=False):
        # bulk_create() refuses models with a parent table; this is the part of it that writes the model's own.
        rows: Any = model._base_manager.all()
        rows._insert(list(batch), fields=own, using=connection.alias)
    for page in pages:
        page._state.adding, page._state.db = False, connection.alias
    for relation in get_all_child_relations(model):
        children = [child for page in pages for child in _children(page, relation)]
        relation.related_model._base_manager.bulk_create(children, batch_size=_ROWS)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(pages))


def _children(page: BasePage, relation: Any) -> Iterable[Any]:
    """The child rows of a page, with the page that they now belong to."""
    for place, child in enumerate(page._cluster_related_objects[relation.get_accessor_name()]):
        setattr(child, relation.field.attname, page.pk)
        if hasattr(child, "sort_order") and child.sort_order is None:
            child.sort_order = place
        yield child


def _add_revisions(pages: Sequence[BasePage]) -> list[Revision]:
    base = ContentType.objects.get_for_model(Page)
    content_type = ContentType.objects.get_for_model(type(pages[0]))
    now = timezone.now()
    revisions = [
        Revision(
            content_type=content_type,
            base_content_type=base,
            object_id=str(page.pk),
            created_at=now,
            object_str=str(page),
            content=page.serializable_data(),
            approved_go_live_at=None if page.live else page.go_live_at,
        )
        for page in pages
    ]
    Revision.objects.bulk_create(revisions, batch_size=_ROWS)
    own = Revision.objects.filter(base_content_type=base, object_id=Cast(OuterRef("pk"), CharField())).order_by("-pk").values("pk")[:1]
    rows: QuerySet[Any] = Page.objects.filter(pk__in=[page.pk for page in pages])
    rows.update(
        latest_revision_id=Subquery(own),
        live_revision_id=Case(When(live=True, then=Subquery(own)), default=Value(None)),
    )
    entries: list[tuple[Any, ...]] = []
    for page, revision in zip(pages, revisions, strict=True):
        page.latest_revision_id = revision.pk
        page.live_revision_id = revision.pk if page.live else None
        action = "wagtail.publish" if page.live else "wagtail.publish.schedule" if page.go_live_at else "wagtail.create"
        entries.append((content_type.pk, page.title, action, {}, now, revision.pk, page.pk, True, False))
    insert(PageLogEntry, _LOGGED, entries)
    return revisions


# --- indexes ----------------------------------------------------------------------------------------------------------------


def _hash(content_path: str) -> Any:
    return ReferenceIndex._get_content_path_hash(content_path)


def index(pages: Sequence[BasePage]) -> None:
    """Write what Wagtail's reference index and search know of new pages of one type."""
    model = type(pages[0])
    base = ContentType.objects.get_for_model(Page)
    content_type = ContentType.objects.get_for_model(model)
    hashes: dict[str, Any] = {}
    rows = [
        (content_type.pk, base.pk, str(page.pk), to_type, to_id, model_path, path, hashes.get(path) or hashes.setdefault(path, _hash(path)))
        for page in pages
        for to_type, to_id, model_path, path in dict.fromkeys(ReferenceIndex._extract_references_from_object(page))
    ]
    insert(ReferenceIndex, _REFERRED, rows, ignoring=True)
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(model, list(pages))
