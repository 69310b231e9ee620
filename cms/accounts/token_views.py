"""Tokens of the write API in the admin: Wagtail's own pages, with the scope that a token is made for."""

from typing import Any

from django.db import transaction
from django.forms import ChoiceField, RadioSelect
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.users.views import api_tokens

from cms.accounts.models import TokenScope


class TokenForm(api_tokens.APITokenForm):
    scope = ChoiceField(
        label=_("What it is for"),
        choices=TokenScope.Scope.choices,
        initial=TokenScope.Scope.READ,
        widget=RadioSelect,
        help_text=_("Never more than its owner may do. It stays as it is: to change it, make another token and revoke this one."),
    )


class TokenIndexView(api_tokens.IndexView):
    @cached_property
    def columns(self) -> list[Any]:
        found = list(super().columns)
        return [*found[:3], Column("scope", label=_("Scope"), accessor=TokenScope.of), *found[3:]]

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("reach")


class TokenCreateView(api_tokens.CreateView):
    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        TokenScope.objects.create(token=self.object, scope=form.cleaned_data["scope"])
        return response


class TokenViewSet(api_tokens.APITokenViewSet):
    index_view_class = TokenIndexView
    add_view_class = TokenCreateView

    def get_form_class(self, for_update: bool = False) -> Any:
        return super().get_form_class(for_update=True) if for_update else TokenForm


def install() -> None:
    """Have Wagtail register this viewset for its own: unlike that of users, no setting names it (Wagtail 8.0)."""
    api_tokens.APITokenViewSet = TokenViewSet
