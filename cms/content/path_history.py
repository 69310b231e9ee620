"""Former paths, written in the transaction of the change that made them former.

Wagtail's own signals for slugs and moves come after the commit, and a crash between loses the redirect; its automatic
redirects are limited to 255 characters and vanish with their page.
"""

import hashlib
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from cms.content.models.listing import Listing
from cms.content.models.paths import PathHistory
from cms.database.inserting import insert


def digest(url_path: str) -> str:
    """The key of a path in the history; Unicode is normalised, so that é typed in either form is found."""
    return hashlib.sha256(unicodedata.normalize("NFC", url_path).encode()).hexdigest()


def record_new_path(page: Page, update_fields: Iterable[str] | None) -> None:
    """`page` is about to be saved. If its path changes, its present one and those of all published descendants become history.

    Wagtail sets `url_path` on the page before it saves it, and updates the descendants after, in one transaction; this
    runs between.
    """
    if not page.pk or (update_fields is not None and "url_path" not in update_fields):
        return
    old = Page.objects.filter(pk=page.pk).values_list("url_path", flat=True).first()
    if old is None or old == page.url_path:
        return
    with transaction.atomic():
        PathHistory.objects.filter(digest=digest(page.url_path)).delete()
        published = Page.objects.filter(path__startswith=page.path, first_published_at__isnull=False)
        _remember(published.values_list("url_path", "pk"))


@transaction.atomic
def record_removal(pk: int) -> None:
    """A page is about to be deleted, and what is below it. What is public answers "gone" from now on, at its former paths too.

    Of a page that is not public nothing is left: that it was there is nobody's business. The pages below are looked at already now:
    Wagtail unpublishes the aliases of a page that it deletes, and some of them may lie there.
    """
    path = Page.objects.filter(pk=pk).values_list("path", flat=True).first()
    listed = Listing.objects.filter(page__path__startswith=path) if path else Listing.objects.none()
    url_paths = list(listed.values_list("page__url_path", flat=True))
    if url_paths:
        PathHistory.objects.filter(page_id__in=listed.order_by().values("pk")).update(page=None)
    PathHistory.objects.filter(page_id=pk).delete()
    _remember((url_path, None) for url_path in url_paths)


def _remember(paths: Iterable[tuple[str, int | None]]) -> None:
    rows = [PathHistory(digest=digest(url_path), url_path=url_path, page_id=page_id) for url_path, page_id in paths]
    PathHistory.objects.bulk_create(
        rows, batch_size=200, update_conflicts=True, unique_fields=["digest"], update_fields=["page", "url_path", "changed_at"]
    )


def remember_former(paths: Iterable[tuple[str, int]]) -> None:
    """Pages were public at these paths before they came here. What the history knows of a path already, stays."""
    now = timezone.now()
    rows = [(digest(url_path), url_path, page_id, now) for url_path, page_id in paths]
    insert(PathHistory, ("digest", "url_path", "page_id", "changed_at"), rows, ignoring=True)


def find(url_path: str) -> PathHistory | None:
    """What used to be at a path."""
    return PathHistory.objects.filter(digest=digest(url_path)).select_related("page").first()


def pages_at(url_paths: Iterable[str]) -> dict[str, int | None]:
    """By path: the page that was there once, for those that the history knows. One query."""
    by_digest = {digest(url_path): url_path for url_path in url_paths}
    return {by_digest[key]: pk for key, pk in PathHistory.objects.filter(digest__in=by_digest).values_list("digest", "page_id")}


URL_PATH_INDEX = "masthead_page_url_path"


def ensure_url_path_index(connection: Any) -> None:
    """Wagtail's table has no index on `url_path`. A btree refuses paths above 2,704 bytes, so PostgreSQL gets a hash index.

    Runs after every migration, because a migration that rebuilds the table drops it. On a running site it locks the page
    table against writing while it builds (well under a second for 100,000 pages).
    """
    method = "USING hash " if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        table = Page._meta.db_table
        if table not in connection.introspection.table_names(cursor):
            return
        if URL_PATH_INDEX in connection.introspection.get_constraints(cursor, table):
            return
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {URL_PATH_INDEX} ON {Page._meta.db_table} {method}(url_path)")
