"""What a token's owner may see through v3: pages that she may edit or publish, and nothing of the others around them."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from wagtail.api.v3.querysets import get_pages_queryset
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.api.problems import Problem, not_found
from cms.visibility import Viewer

#: Relations that v3 writes out with title and address, whoever asks.
_NEIGHBOURS = ("parent", "alias_of")
#: Whoever has one of these on a page sees it in the admin.
_RIGHTS = {"add", "change", "publish", "lock", "unlock", "bulk_delete"}


def check_page(request: HttpRequest, pk: int, *, changes: bool, subtree: bool) -> None:
    """Raise `Problem` (404, 403) unless the owner may work on the page, and with `subtree` on every page below it.

    v3 itself lets whoever may write somewhere copy any page to that place, and so read it.
    """
    mine = get_pages_queryset(request)
    page = mine.filter(pk=pk).first()
    if page is None:
        raise not_found("page")
    if changes and page.is_root():
        raise Problem(403, "The root of the tree is no page.")
    if subtree and page.get_descendants().exclude(pk__in=mine.order_by().values("pk")).exists():
        raise Problem(403, "Below this page there are pages that you may not edit.")


def hide_neighbours(user: Any, data: Any, viewer: Viewer) -> bool:
    """Leave out of an answer every parent and source of an alias that its reader may see neither in the admin nor in public."""
    found = list(_neighbours(data))
    pks = {meta[name]["id"] for meta, name in found}
    if not pks:
        return False
    mine = PagePermissionPolicy(Page).instances_user_has_any_permission_for(user, _RIGHTS).filter(pk__in=pks)
    seen = set(mine.order_by().values_list("pk", flat=True)) | viewer.visible_page_ids(pks)
    for meta, name in found:
        if meta[name]["id"] not in seen:
            meta[name] = None
    return not pks <= seen


def _neighbours(data: Any) -> Iterator[tuple[dict[str, Any], str]]:
    if isinstance(data, list):
        for item in data:
            yield from _neighbours(item)
    elif isinstance(data, dict):
        meta = data.get("meta")
        if isinstance(meta, dict):
            yield from ((meta, name) for name in _NEIGHBOURS if isinstance(meta.get(name), dict) and "id" in meta[name])
        for part in data.values():
            yield from _neighbours(part)
