"""From what is clicked on in a preview, or from the address of a page, to the place where it is edited.

Who may call it: whoever may enter the admin; Wagtail says for each object whether they may edit it.
"""

from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page

from cms.content.drafts import UNSAVED
from cms.content.sources import Source
from cms.media.models import Document, Image
from cms.preview.addresses import LONGEST_WORDS, page_at, place_of

#: What readers' data calls a type, and what it is edited as.
_EDITED: tuple[type[Model], ...] = (Page, Image, Document)


@require_safe
def edit(request: HttpRequest) -> HttpResponse:
    """Open the editor of the object that `source` names, at the field or the block."""
    source = Source.read(request.GET.get("source", ""))
    if source is None:
        return _refused(request, _("What was clicked on does not say what it is."), 400)
    found = _object(source)
    if found is None and source.pk >= UNSAVED:
        return _refused(request, _("This was never saved. It is being edited in the tab that the preview was opened from."), 404)
    if found is None:
        return _refused(request, _("What was clicked on does not exist any more."), 404)
    url = AdminURLFinder(request.user).get_edit_url(found)
    if url is None:
        return _refused(request, _("You may not edit this. Ask somebody whose desk it is."), 403)
    return HttpResponseRedirect(f"{url}#masthead={quote(source.place)}" if source.place else url)


@require_safe
def edit_page(request: HttpRequest) -> HttpResponse:
    """Open the editor of the page at the address `url`, where the `words` stand that somebody has selected on it.

    `near` is the paragraph around them: it says which of several is meant. What a person may not know of is answered as what
    does not exist.
    """
    page, is_readable = page_at(request.GET.get("url", ""), request.user)
    url = AdminURLFinder(request.user).get_edit_url(page) if page is not None else None
    if page is None or (url is None and not is_readable):
        return _refused(request, _("There is no page at this address that you could edit."), 404)
    if url is None:
        return _refused(request, _("You may not edit this. Ask somebody whose desk it is."), 403)
    words = request.GET.get("words", "")[:LONGEST_WORDS]
    place = place_of(page, (request.GET.get("near", ""), words))
    if not place:
        return HttpResponseRedirect(url)
    return HttpResponseRedirect(f"{url}#masthead={quote(place)}" + (f"&words={quote(words)}" if words else ""))


def _object(source: Source) -> Any:
    try:
        model = apps.get_model(source.type)
    except (LookupError, ValueError):
        return None
    if not (issubclass(model, _EDITED) or hasattr(model, "snippet_viewset")) or source.pk >= UNSAVED:
        return None
    return model._default_manager.filter(pk=source.pk).first()


def _refused(request: HttpRequest, words: str, status: int) -> HttpResponse:
    return render(request, "admin/preview/refused.html", {"words": words}, status=status)
