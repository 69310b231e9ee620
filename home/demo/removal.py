"""Taking the magazine away: everything that the demonstration made, and nothing else.

What is not the demonstration's stays, and what it needs stays with it: a desk with an article of somebody else's in it, a picture
that another page shows.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from wagtail.models import Collection, Page, ReferenceIndex

from articles.models import ArticleTag
from cms.content import path_history
from cms.content.models import PathHistory
from cms.media.models import Document, Image
from home.demo import front
from home.demo.ledger import KINDS, Ledger
from home.models import HomePage

#: In this order nothing is removed that something still there refers to.
SNIPPETS = ("reusable", "series", "author", "term")
MEDIA = ("image", "document")


def remove(home: HomePage, say: Callable[[str], None]) -> int:
    """Take the magazine away; each object in its own transaction. Returns how many objects had to stay."""
    ledger = Ledger()
    # What Wagtail's index of references says of these is out of date until the worker has run.
    own = front.give_back(ledger, home, say)
    if ledger.has("navigation", "footer"):
        with transaction.atomic():
            ledger.get("navigation", "footer").delete()
            ledger.forget("navigation", "footer")
    _remove_pages(ledger, say)
    # A page that is still there needs what it refers to.
    own |= ledger.pks(kind for kind in KINDS if kind != "page")
    for kind in (*SNIPPETS, *MEDIA):
        _remove_unused(ledger, kind, own, say)
    for name in ledger.names("tag"):
        if ArticleTag.objects.filter(tag_id=ledger.pk("tag", name)).exists():
            say(f"Kept, because other articles have it: the tag “{name}”")
        else:
            _delete(ledger, "tag", name)
    for name in ledger.names("collection"):
        collection: Any = ledger.get("collection", name)
        if _is_empty(collection):
            _delete(ledger, "collection", name)
        else:
            say(f"Kept, because something is in it: the collection “{collection}”")
    stays = len(ledger)
    if not stays:
        ledger.forget_everything()
    return stays


def _remove_pages(ledger: Ledger, say: Callable[[str], None]) -> None:
    """Leaves first, so that a page goes only when nobody else's is below it."""
    pks = {name: ledger.pk("page", name) for name in ledger.names("page")}
    depths = dict(Page.objects.filter(pk__in=pks.values()).values_list("pk", "depth"))
    for name in sorted(pks, key=lambda name: -depths[pks[name]]):
        page = ledger.get("page", name)
        if page.get_children().exists():
            say(f"Kept, because other pages are below it: {page}")
            continue
        with transaction.atomic():
            paths = [page.url_path, *PathHistory.objects.filter(page_id=page.pk).values_list("url_path", flat=True)]
            page.delete()
            # As if it had never been: its address is not "gone".
            PathHistory.objects.filter(digest__in=[path_history.digest(path) for path in paths], page=None).delete()
            ledger.forget("page", name)


def _remove_unused(ledger: Ledger, kind: str, own: set[tuple[str, int]], say: Callable[[str], None]) -> None:
    for name in ledger.names(kind):
        found = ledger.get(kind, name)
        if _is_used(found, own):
            say(f"Kept, because something else uses it: {found}")
        else:
            _delete(ledger, kind, name)


def _delete(ledger: Ledger, kind: str, name: str) -> None:
    with transaction.atomic():
        ledger.get(kind, name).delete()
        ledger.forget(kind, name)


def _is_used(found: Any, own: set[tuple[str, int]]) -> bool:
    """Whether anything refers to the object that is not the demonstration's own."""
    for reference in ReferenceIndex.get_references_to(found).select_related("base_content_type"):
        model = reference.base_content_type.model_class()
        if model is None:
            continue
        kind = next((kind for kind, base in KINDS.items() if issubclass(model, base)), "")
        if (kind, int(reference.object_id)) not in own and model._base_manager.filter(pk=reference.object_id).exists():
            return True
    return False


def _is_empty(collection: Collection) -> bool:
    inside = any(model.objects.filter(collection=collection).exists() for model in (Image, Document))
    return not inside and not collection.get_children().exists()
