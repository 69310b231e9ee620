"""How pages, terms, images and documents are public."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.urls import reverse
from wagtail.models import Site

from cms.content.models.listing import Listing
from cms.content.models.snippets import Term
from cms.content.scope import Scope
from cms.events.kinds import State, register
from cms.media.models import Document, Image
from cms.visibility import Viewer, expired_now


def register_all() -> None:
    register("page", pages)
    register("term", lambda pks: snippets(Term, "term", "cms.content.urls", pks))
    register("image", images)
    register("document", documents)


def pages(pks: Collection[int]) -> dict[int, State]:
    """Pages, as the listing table has them."""
    found: dict[int, State] = {}
    rows: Any = Listing.objects.visible().filter(pk__in=pks).select_related("page")
    scopes = {site.pk: Scope(Viewer.public(site)) for site in Site.objects.all()} if pks else {}
    for row in rows:
        url = scopes[row.site_id].url(row.page.url_path, row.page.path)
        found[row.pk] = State(row.kind, row.page.translation_key, row.language, url, row.site_id)
    return found


def snippets(model: Any, route: str, urlconf: str, pks: Collection[int]) -> dict[int, State]:
    """Snippets with a page of their own."""
    kind = f"{model._meta.app_label}.{model.__name__}"
    rows = model.objects.filter(pk__in=pks, live=True).exclude(expired_now()).select_related("locale")
    found = {}
    for row in rows:
        language = row.locale.language_code
        prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
        found[row.pk] = State(kind, row.translation_key, language, prefix + reverse(route, args=(row.slug or "-",), urlconf=urlconf))
    return found


def images(pks: Collection[int]) -> dict[int, State]:
    rows = Viewer(Site()).images(Image.objects.filter(pk__in=pks)).only("pk", "uuid")
    return {row.pk: State("media.Image", row.uuid) for row in rows}


def documents(pks: Collection[int]) -> dict[int, State]:
    rows = Viewer(Site()).documents(Document.objects.filter(pk__in=pks))
    return {row.pk: State("media.Document", row.uuid, url=row.url) for row in rows}
