"""The window in which a term is chosen for a piece of text, or defined on the spot."""

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, LocaleFilterMixin
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, LocaleColumn
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsViewMixin,
    ChooseViewMixin,
    ChosenResponseMixin,
    ChosenViewMixin,
    CreateViewMixin,
    CreationFormMixin,
    View,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.models import Locale

from cms.content.editor.conversion import term_data
from cms.content.models import Term


def matching_terms(terms: QuerySet[Term], words: str) -> QuerySet[Term]:
    """Terms with a name or other name that contains `words`.

    If there is none, terms that begin like one of the words: the search is filled in with text that an editor marked, which
    may be inflected (“renditions”).
    """
    found = terms.filter(Q(name__icontains=words) | Q(also_known_as__icontains=words))
    if found.exists():
        return found
    similar = Q(pk__in=())
    for word in words.split():
        if len(word) > 3:
            stem = word[: max(4, len(word) - 3)]
            similar |= Q(name__icontains=stem) | Q(also_known_as__icontains=stem)
    return terms.filter(similar)


class TermFilterForm(LocaleFilterMixin, BaseFilterForm):
    """Search that needs no index, so that a term can be found at once after it was made."""

    q = forms.CharField(label=_("Search term"), widget=forms.TextInput(attrs={"placeholder": _("Search")}), required=False, max_length=255)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if Locale.objects.count() < 2:
            self.fields.pop("locale", None)

    def filter(self, objects: QuerySet[Term]) -> QuerySet[Term]:
        if "locale" in self.fields:
            objects = super().filter(objects)
        self.search_query = self.cleaned_data["q"].strip()
        self.is_searching = bool(self.search_query)
        return matching_terms(objects, self.search_query) if self.is_searching else objects


class TermCreationForm(forms.ModelForm):  # type: ignore[type-arg]
    """A term in a hurry; the rest of it can be filled in later, in its own place."""

    class Meta:
        model = Term
        fields = ("name", "definition", "also_known_as")
        widgets = {"definition": forms.Textarea(attrs={"rows": 3}), "also_known_as": forms.Textarea(attrs={"rows": 2})}


class _Listing(BaseChooseView):
    filter_form_class = TermFilterForm

    @property
    def columns(self) -> list[Column]:
        definition = Column("definition", label=_("Definition"), accessor=lambda term: Truncator(term.definition).words(18))
        locale = [LocaleColumn(sort_key=None)] if Locale.objects.count() > 1 else []
        return [self.title_column, definition, *locale, LiveStatusTagColumn(sort_key=None)]


class _ChosenTerm(ChosenResponseMixin):
    def get_chosen_response_data(self, item: Term) -> dict[str, Any]:
        return {**super().get_chosen_response_data(item), **term_data(item)}


class TermChooseView(ChooseViewMixin, CreationFormMixin, _Listing):
    def get_creation_form_kwargs(self) -> dict[str, Any]:
        """What was looked for, and perhaps not found, is the first proposal for a new term's name."""
        return {**super().get_creation_form_kwargs(), "initial": {"name": self.request.GET.get("q", "")}}


class TermResultsView(ChooseResultsViewMixin, CreationFormMixin, _Listing):
    pass


class TermChosenView(ChosenViewMixin, _ChosenTerm, View):
    pass


class TermCreateView(CreateViewMixin, CreationFormMixin, _ChosenTerm, View):
    """Makes the term as its own form would: with a revision, and public only if the editor may publish."""

    @transaction.atomic
    def save_form(self, form: TermCreationForm) -> Term:
        language = self.request.GET.get("locale", "")
        term: Term = form.save(commit=False)
        term.locale = Locale.objects.filter(language_code=language).first() or Locale.get_default()
        term.live = False
        term.save()
        revision = term.save_revision(user=self.request.user)
        if self.get_permission_policy().user_has_permission(self.request.user, "publish"):
            revision.publish(user=self.request.user)
            term.refresh_from_db()
        return term


class TermChooserViewSet(ChooserViewSet):
    """Below the admin at `choose-term/`. Fields that point to terms keep the snippets' own chooser."""

    model = Term
    icon = "masthead-term"
    page_title = _("Choose a term")
    register_widget = False
    per_page = 10
    preserve_url_parameters = ["multiple", "locale"]
    choose_view_class = TermChooseView
    choose_results_view_class = TermResultsView
    chosen_view_class = TermChosenView
    create_view_class = TermCreateView
    creation_form_class = TermCreationForm
    create_action_label = _("Define")
    creation_tab_label = _("New term")


term_chooser = TermChooserViewSet("term_chooser", url_prefix="choose-term")
