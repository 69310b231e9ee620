"""From what is clicked on in a preview to the place where it is edited.

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
