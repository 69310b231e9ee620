"""Saved lists: the tabs above the list of articles. Who may call it: whoever may see that list."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.permissions import policy_registry

from articles.desk.models import SavedFilter
from cms.accounts.models import User

#: What a saved list may ask for; everything else in a query string is left out.
PARAMETERS = ("q", "ordering", "state", "mine", "desk", "topic", "author", "published_from", "published_to", "missing", "locale")
MOST = 50  # saved lists a person
LISTS_EVERYBODY_HAS = (
    (gettext_lazy("All"), ""),
    (gettext_lazy("Mine"), "mine=on"),
    (gettext_lazy("Waiting for approval"), "state=approval"),
    (gettext_lazy("Scheduled"), "state=scheduled"),
    (gettext_lazy("Incomplete"), "missing=summary&missing=image&missing=alt"),
)


@dataclass(frozen=True)
class Tab:
    name: str
    url: str
    is_current: bool
    saved: SavedFilter | None = None
    is_own: bool = False


def normalised(query: str) -> str:
    """The query string with known parameters only, in one order; empty ones left out."""
    given = QueryDict(query)
    clean = QueryDict(mutable=True)
    for name in PARAMETERS:
        values = sorted({value for value in given.getlist(name) if value})
        if values:
            clean.setlist(name, values)
    return clean.urlencode()


def may_list(user: Any) -> bool:
    policy = policy_registry.get_by_type(Page)
    return bool(policy.user_has_any_permission(user, {"add", "change", "publish", "bulk_delete", "lock", "unlock"}))


def signed_in(request: HttpRequest) -> User:
    """The person; the admin lets nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def tabs(request: HttpRequest) -> list[Tab]:
    """The lists that everybody has, then the person's own and the shared ones. One query."""
    base, current = reverse("articles:index"), normalised(request.META.get("QUERY_STRING", ""))
    found = [Tab(str(name), f"{base}?{query}" if query else base, normalised(query) == current) for name, query in LISTS_EVERYBODY_HAS]
    kept = SavedFilter.objects.for_user(signed_in(request))
    return found + [Tab(one.name, f"{base}?{one.query}", one.query == current, one, one.owner_id == request.user.pk) for one in kept]


class SaveForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of this list"), max_length=60)
    is_shared = forms.BooleanField(label=gettext_lazy("Show it to everybody"), required=False)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the list under a name; one of the same name is replaced."""
    if not may_list(request.user):
        raise PermissionDenied
    form = SaveForm(request.POST)
    query = normalised(request.POST.get("query", ""))
    if not form.is_valid() or len(query) > 2000:
        messages.error(request, _("The list was not saved: give it a name of at most 60 characters."))
        return redirect(f"{reverse('articles:index')}?{query}")
    if not query:
        messages.error(request, _("The list was not saved: choose a filter or an order first."))
        return redirect("articles:index")
    name, own = form.cleaned_data["name"], SavedFilter.objects.filter(owner=signed_in(request))
    if own.count() >= MOST and not own.filter(name=name).exists():
        messages.error(request, _("The list was not saved: you have %(most)d already. Remove one first.") % {"most": MOST})
    else:
        SavedFilter.objects.update_or_create(
            owner=signed_in(request), name=name, defaults={"query": query, "is_shared": form.cleaned_data["is_shared"]}
        )
        messages.success(request, _("The list is saved as “%(name)s”.") % {"name": name})
    return redirect(f"{reverse('articles:index')}?{query}")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a list: its owner may, and administrators."""
    own = SavedFilter.objects.all() if request.user.is_superuser else SavedFilter.objects.filter(owner_id=request.user.pk)
    get_object_or_404(own, pk=pk).delete()
    messages.success(request, _("The list is removed. Its articles are where they were."))
    return redirect("articles:index")


urlpatterns = [
    path("articles/saved/", save, name="saved_filter_add"),
    path("articles/saved/<int:pk>/remove/", remove, name="saved_filter_remove"),
]
