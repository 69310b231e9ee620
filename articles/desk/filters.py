"""What editors ask of the list of articles. Every filter narrows by the primary key."""

from collections.abc import Callable, Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.models import Revision, WorkflowState

from articles.models import ArticleIndexPage, ArticlePage, Author, TopicPage

# Functions: Wagtail's managers ask the database when they are used.


def scheduled() -> Exists:
    revisions = Revision.page_revisions.filter(object_id=Cast(OuterRef("pk"), CharField()))
    return Exists(revisions.filter(approved_go_live_at__isnull=False))


def in_approval() -> Exists:
    states = WorkflowState.objects.active().filter(object_id=Cast(OuterRef("pk"), CharField()))
    return Exists(states.filter(base_content_type__app_label="wagtailcore", base_content_type__model="page"))


STATES: dict[str, tuple[Any, Callable[[], Any]]] = {
    "draft": (_("Draft"), lambda: Q(live=False, expired=False) & ~Q(scheduled()) & ~Q(in_approval())),
    "approval": (_("Waiting for approval"), lambda: Q(in_approval())),
    "scheduled": (_("Scheduled"), lambda: Q(scheduled())),
    "published": (_("Published"), lambda: Q(live=True)),
    "changed": (_("Published, with a newer draft"), lambda: Q(live=True, has_unpublished_changes=True)),
    "expired": (_("Expired"), lambda: Q(live=False, expired=True)),
}
NO_ALT = Q(lead_image__isnull=False, lead_image_alt="", lead_image__description="")
MISSING: dict[str, tuple[Any, Q]] = {
    "summary": (_("Standfirst"), Q(standfirst="")),
    "image": (_("Lead picture"), Q(lead_image=None)),
    "alt": (_("Alternative text of the lead picture"), NO_ALT),
    "topic": (_("Topic"), Q(article_topics=None)),
    "author": (_("Author"), Q(article_authors=None)),
}


def narrowed(queryset: Any, condition: Any) -> Any:
    """Only what the condition holds for."""
    return queryset.filter(pk__in=ArticlePage.objects.order_by().filter(condition).values("pk"))


class _AnyOf(django_filters.MultipleChoiceFilter):
    """One or several of a set of named conditions."""

    conditions: Callable[[str], Any]

    def filter(self, qs: Any, value: Iterable[str]) -> Any:
        wanted = Q()
        for name in value or ():
            wanted |= self.conditions(name)
        return narrowed(qs, wanted) if value else qs


class StateFilter(_AnyOf):
    @staticmethod
    def conditions(name: str) -> Any:
        return STATES[name][1]()


class MissingFilter(_AnyOf):
    @staticmethod
    def conditions(name: str) -> Any:
        return MISSING[name][1]


class _Related(django_filters.ModelMultipleChoiceFilter):
    """Articles that are related to one of the chosen objects."""

    def filter(self, qs: Any, value: Any) -> Any:
        return narrowed(qs, Q(**{f"{self.field_name}__in": list(value)})) if value else qs


class DeskFilter(django_filters.ModelMultipleChoiceFilter):
    """Articles on the chosen desks and the desks below them."""

    def filter(self, qs: Any, value: Any) -> Any:
        below = Q()
        for desk in value or ():
            below |= Q(path__startswith=desk.path, depth__gt=desk.depth)
        return narrowed(qs, below) if value else qs


class DateFilter(django_filters.DateFromToRangeFilter):
    def filter(self, qs: Any, value: Any) -> Any:
        return narrowed(qs, Q(pk__in=super().filter(ArticlePage.objects.order_by(), value).values("pk"))) if value else qs


class MineFilter(django_filters.MultipleChoiceFilter):
    """What the person owns or stands over as an author."""

    def filter(self, qs: Any, value: Iterable[str]) -> Any:
        if not value:
            return qs
        user = self.parent.request.user
        return narrowed(qs, Q(owner=user) | Q(article_authors__author__account=user))


def _all(model: Any, *order: str) -> Callable[[Any], QuerySet[Any]]:
    return lambda request: model.objects.order_by(*order)


class ArticleFilterSet(WagtailFilterSet):
    """The filters of the list of articles. Their names are part of saved lists: they never change."""

    state = StateFilter(
        label=_("Status"), choices=[(name, label) for name, (label, _q) in STATES.items()], widget=forms.CheckboxSelectMultiple
    )
    mine = MineFilter(label=_("Whose"), choices=[("on", _("Mine"))], widget=forms.CheckboxSelectMultiple)
    desk = DeskFilter(label=_("Desk"), queryset=_all(ArticleIndexPage, "path"), widget=forms.CheckboxSelectMultiple)
    topic = _Related(
        field_name="article_topics__topic", label=_("Topic"), queryset=_all(TopicPage, "title"), widget=forms.CheckboxSelectMultiple
    )
    author = _Related(
        field_name="article_authors__author", label=_("Author"), queryset=_all(Author, "name"), widget=forms.CheckboxSelectMultiple
    )
    published = DateFilter(field_name="published_at", label=_("Published"), widget=DateRangePickerWidget)
    missing = MissingFilter(
        label=_("What is missing"), choices=[(name, label) for name, (label, _q) in MISSING.items()], widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ArticlePage
        fields: tuple[str, ...] = ()
