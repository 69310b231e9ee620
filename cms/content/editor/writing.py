"""What the editor says of a text while it is written: its words, its reading time, the terms that could be linked."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST
from wagtail.models import Page, get_page_models

from cms.content.editor.conversion import term_data
from cms.content.editor.terms import Occurrence, unlinked
from cms.content.models.base import BodyPage, count_raw_words, reading_time


def address(page: BodyPage, parent: Page | None) -> str | None:
    """Where the editor of `page` (or of a new page below `parent`) asks; None where there is nothing to ask."""
    if page.pk:
        return reverse("masthead_writing", args=(page.pk,))
    if parent is None:
        return None
    return reverse("masthead_writing_new", args=(page._meta.app_label, page._meta.model_name, parent.pk))


def summary(words: int) -> str:
    """Words and reading time in a line; without words there is nothing to read."""
    if not words:
        return _("No words yet")
    minutes = reading_time(words)
    counted = ngettext("%(count)s word", "%(count)s words", words) % {"count": number_format(words, use_l10n=True, force_grouping=True)}
    return _("%(words)s · %(minutes)d min read") % {"words": counted, "minutes": minutes}


@require_POST
def existing(request: HttpRequest, pk: int) -> JsonResponse:
    """For who may edit the page."""
    page = get_object_or_404(Page, pk=pk).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return _assess(request, page)


@require_POST
def new(request: HttpRequest, app_label: str, model_name: str, parent_pk: int) -> JsonResponse:
    """For who may add a page below the parent."""
    parent = get_object_or_404(Page, pk=parent_pk)
    model: Any = next(
        (model for model in get_page_models() if (model._meta.app_label, model._meta.model_name) == (app_label, model_name)), None
    )
    if model is None:
        raise Http404
    if not parent.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    return _assess(request, model(locale_id=parent.locale_id))


def _assess(request: HttpRequest, page: Any) -> JsonResponse:
    if not isinstance(page, BodyPage):
        raise Http404
    stream = type(page)._meta.get_field("body").stream_block
    data = request.POST
    try:
        raw = stream.get_prep_value(stream.value_from_datadict(data, request.FILES, "body")) if "body-count" in data else []
    except (AttributeError, KeyError, TypeError, ValueError):
        return JsonResponse({"message": "This is not what a form of a page sends."}, status=400)
    words = count_raw_words(stream, raw)
    found = unlinked(stream, data, "body", page.locale_id)
    terms = ngettext("%(count)d term to link", "%(count)d terms to link", len(found)) % {"count": len(found)}
    return JsonResponse(
        {
            "words": words,
            "minutes": reading_time(words),
            "summary": summary(words),
            "terms": [_told(occurrence) for occurrence in found],
            "terms_summary": terms,
        }
    )


def _told(occurrence: Occurrence) -> dict[str, Any]:
    before, after = occurrence.context
    return {
        "term": term_data(occurrence.term),
        "field": occurrence.passage.field,
        "key": occurrence.passage.key,
        "start": occurrence.start,
        "end": occurrence.end,
        "text": occurrence.text,
        "before": before,
        "after": after,
        "label": _("Link “%(name)s”") % {"name": occurrence.term.name},
    }


urlpatterns = [
    path("writing/<int:pk>/", existing, name="masthead_writing"),
    path("writing/<slug:app_label>/<slug:model_name>/<int:parent_pk>/", new, name="masthead_writing_new"),
]
