"""The share links of one object, beside its form. Who may call it: whoever may edit the object."""

from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _, ngettext
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods
from wagtail.models import Site

from cms.content.models.previewed import Previewed
from cms.content.previews import site_of
from cms.preview.links import share
from cms.preview.models import ShareLink
from cms.preview.rights import may_edit
from cms.visibility import Viewer


def _days(number: int) -> str:
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}


class ShareForm(forms.Form):
    days = forms.TypedChoiceField(label=_("Good for"), coerce=int)
    frontend = forms.ChoiceField(label=_("Shown on"), required=False)

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        # The editor's form beside it may have fields of the same names.
        super().__init__(*args, **{**kwargs, "auto_id": "masthead-share-%s"})
        frontends = [frontend for frontend in settings.FRONTENDS if frontend.shows(site.hostname)]
        days: Any = self.fields["days"]
        frontend: Any = self.fields["frontend"]
        days.choices = [(number, _days(number)) for number in ShareLink.DAYS]
        frontend.choices = [("", gettext("This site")), *((found.key, found.name) for found in frontends)]
        if not frontends:
            frontend.widget = forms.HiddenInput()


@require_http_methods(["GET", "POST"])
@sensitive_variables("secret", "made")
def links(request: HttpRequest, app_label: str, model_name: str, pk: int) -> HttpResponse:
    """The list, as a part of the editor's page. POST makes a link, or revokes the one that `revoke` names."""
    shared = _object(app_label, model_name, pk)
    if not may_edit(request.user, shared):
        raise PermissionDenied
    site = site_of(shared, request)
    if site is None:
        raise Http404
    made = ""
    form = ShareForm(request.POST if request.method == "POST" and "revoke" not in request.POST else None, site=site)
    if request.method == "POST" and "revoke" in request.POST:
        revoked = request.POST["revoke"]
        get_object_or_404(ShareLink.objects.of(shared), pk=int(revoked) if revoked.isdecimal() else 0).revoke()
    elif form.is_bound and form.is_valid():
        _link, secret = share(shared, request.user, site, days=form.cleaned_data["days"], frontend=form.cleaned_data["frontend"])
        made = f"{Viewer.public(site).base_url}{reverse('shared')}#{secret}"
        form = ShareForm(site=site)
    context = {
        "links": ShareLink.objects.of(shared).select_related("created_by").order_by("-created_at")[:50],
        "form": form,
        "made": made,
        "url": request.path,
    }
    response = render(request, "admin/preview/links.html", context, status=400 if form.is_bound else 200)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _object(app_label: str, model_name: str, pk: int) -> Any:
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError as error:
        raise Http404 from error
    # Settings of a site have no drafts that could be shared.
    if not issubclass(model, Previewed) or not hasattr(model, "get_latest_revision_as_object"):
        raise Http404
    return get_object_or_404(model, pk=pk)
