"""Lists of pages, read from the listing table: what they can be narrowed by and ordered by."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page

from cms import prepared, tags
from cms.api import paging, registry
from cms.api.endpoints import Asked
from cms.api.paging import Sorting, flag_key, moment_key, number_key, text_key
from cms.api.parameters import Choice, Flag, Moment, Parameter, Place, Whole, Words
from cms.api.problems import Problem
from cms.api.registry import FacetFilter
from cms.content import listing
from cms.content.batches import publish_all
from cms.content.kinds import page_kinds
from cms.content.models.base import BasePage
from cms.content.models.listing import Listing
from cms.content.pages import PageValue
from cms.content.scope import Scope
from cms.visibility import prefixes

CHANGED = Coalesce("updated_at", "published_at")

KEYS = {
    "id": number_key("page_id"),
    "title": text_key("title"),
    "slug": text_key("slug"),
    "published_at": moment_key("published_at"),
    "updated_at": moment_key(CHANGED),
    "first_published_at": moment_key(Coalesce("page__first_published_at", "published_at")),
    "featured": flag_key("featured"),
    "comment_count": number_key("comment_count"),
    "path": text_key("page__path"),
}
NEWEST = Sorting(KEYS, "-published_at", tie="page_id")
TREE = Sorting(KEYS, "path", tie="page_id")

TREE_FILTERS = (
    Place("child_of", "Only pages directly below this one."),
    Place("descendant_of", "Only pages anywhere below this one."),
    Whole("ancestor_of", "Only the pages above this one."),
    Place("translation_of", "Only translations of this page."),
)
FILTERS = (
    Parameter("slug", "Only pages with this slug."),
    Parameter("title", "Only pages with exactly this title."),
    Flag("show_in_menus", "Only pages that editors marked for menus, or that they did not."),
    Flag("featured", "Only articles that are featured, or that are not."),
    Moment("published_after", "Published then or later."),
    Moment("published_before", "Published before."),
    Moment("updated_after", "Changed in substance (or first published) then or later."),
    Moment("updated_before", "Changed in substance (or first published) before."),
)
SEARCH = (
    Parameter("search", "Words in the title or the standfirst.", longest=100),
    Choice("search_operator", "Whether all words must occur or any.", default="and", options=("and", "or")),
)


def facet_parameters() -> tuple[Parameter, ...]:
    """The filters that other rooms registered; each takes slugs or primary keys, separated by commas (any of them)."""
    return tuple(Words(facet.name, facet.description) for facet in registry.facets().values())


class Rows:
    """The rows of the listing table that a request asks for, and how many there are."""

    def __init__(self, asked: Asked, kinds: Sequence[str] = (), language: str | None = None, *, tag: str = "pages") -> None:
        self.asked, self.kinds, self.language = asked, tuple(kinds), language
        self._tag = tag
        self._facet_tags: list[str] = []
        #: What the list may be ordered by, and its own order if what narrows it brings one.
        self.keys = KEYS
        self.order: str | None = None
        self.site_id: int = asked.viewer.site.pk
        # Made when it is looked at, which the first pages of plain lists never do: `paging.Form`.
        self.rows: Any = SimpleLazyObject(self._all)
        #: The one facet that narrows the list. `is_plain` while nothing else does: such lists are asked for all the time.
        self._facet: tuple[FacetFilter, int] | None = None
        self.is_plain = True
        #: The one list whose count is maintained: a facet with its key, or none; None when something else narrows the list.
        self.counted: tuple[str, int] | None = ("", 0) if len(self.kinds) == 1 and language is not None else None
        self._narrow()
        tags.record(*(self._facet_tags or [tags.listing(tag)]))
        if self.counted is None and any(asked.values.given(parameter.name) for parameter in (*TREE_FILTERS, *FILTERS, *SEARCH)):
            self._record_details()

    def _all(self) -> Any:
        rows: Any = Listing.objects.visible().filter(site_id=self.site_id)
        if self.language is not None:
            rows = rows.filter(language=self.language)
        if len(self.kinds) == 1:
            return rows.filter(kind=self.kinds[0])
        return rows.filter(kind__in=self.kinds) if self.kinds else rows

    def _filter(self, *conditions: Q, **lookups: Any) -> None:
        self.rows = self.rows.filter(*conditions, **lookups)
        self.counted, self.is_plain = None, False

    def _narrow(self) -> None:
        values = self.asked.values
        for name, lookup in {
            "slug": "slug",
            "title": "title",
            "featured": "featured",
            "show_in_menus": "page__show_in_menus",
            "published_after": "published_at__gte",
            "published_before": "published_at__lt",
        }.items():
            if values.given(name):
                self._filter(**{lookup: values[name]})
        for name, comparison in {"updated_after": "gte", "updated_before": "lt"}.items():
            if values.given(name):
                self.rows = self.rows.annotate(_changed=CHANGED)
                self._filter(**{f"_changed__{comparison}": values[name]})
        self._narrow_by_place()
        for name, facet in registry.facets().items():
            if values.given(name):
                keys = facet.keys(self.asked.viewer, self.language or self.asked.language, values[name])
                if len(keys) < len(values[name]):
                    self._facet_tags.append(tags.listing(self._tag))  # a name that means nothing yet may come to mean something
                self._narrow_by_facet(facet, keys)
        if values.given("search"):
            self._filter(words_in(values["search"], values["search_operator"], ("title", "standfirst")))

    def _narrow_by_facet(self, facet: FacetFilter, keys: set[int]) -> None:
        self._facet_tags += [tags.listed_by(facet.facet, key) for key in keys]
        if len(keys) == 1:
            (key,) = keys
            counted = self.counted
            self.rows = SimpleLazyObject(partial(_within, self.rows, facet, [key]))
            self.counted = (facet.facet, key) if counted == ("", 0) else None
            self.is_plain = self.is_plain and self._facet is None
            self._facet = (facet, key)
            if facet.ordered:
                self.keys = {**KEYS, "position": number_key("_place")}
                self.order = "position,published_at"
        else:
            matching = Listing.objects.filter(facets__facet=facet.facet, facets__key__in=keys).values("pk")
            self._filter(pk__in=matching)

    def _narrow_by_place(self) -> None:
        values = self.asked.values
        if values.given("child_of") and values.given("descendant_of"):
            raise Problem(400, "filtering by descendant_of with child_of is not supported", "descendant_of")
        if values.given("child_of"):
            parent = self._page("child_of")
            self._filter(page__path__startswith=parent.path, page__depth=parent.depth + 1)
        if values.given("descendant_of"):
            parent = self._page("descendant_of")
            self._filter(page__path__startswith=parent.path, page__depth__gt=parent.depth)
        if values.given("ancestor_of"):
            self._filter(page__path__in=prefixes(self._page("ancestor_of").path)[:-1])
        if values.given("translation_of"):
            page = self._page("translation_of")
            self._filter(~Q(page_id=page.pk), page__translation_key=page.translation_key)

    def _page(self, name: str) -> Page:
        """The visible page that a parameter names."""
        wanted = self.asked.values[name]
        pk = self.asked.viewer.site.root_page_id if wanted == "root" else wanted
        tags.record(tags.page(pk))
        if name == "translation_of":
            tags.record(tags.translations(Page.objects.filter(pk=pk).values_list("translation_key", flat=True).first()))
        found: Page | None = self.asked.viewer.pages(Page.objects.filter(pk=pk)).first()
        if found is None:
            raise Problem(400, f"'{name}' names a page that does not exist.", name)
        return found

    def _record_details(self) -> None:
        """The list depends on more of its items than their dates and facets."""
        tags.record(tags.listing_details(self._tag), tags.listing_details("pages"), tags.tree())

    def count(self) -> int:
        """How many rows there are: by the maintained counts where they know."""
        if self.counted is not None and self.language is not None:
            return listing.count(self.site_id, self.language, self.kinds[0], *self.counted)
        return self.rows.count()

    def page(self, sorting: Sorting, order: str | None = None, *, whole: bool = False) -> paging.Slice[Any]:
        """The rows that the request asks for: with `page` selected, or if `whole` for `values_of`."""
        own = Sorting(self.keys, self.order or order or sorting.default, sorting.tie)
        if {name for name, _turned in own.parse(self.asked.values["order"])} - {"published_at", "position", "id"}:
            self._record_details()

        def selected(rows: Any) -> Any:
            if whole:
                return rows.only("kind", "language")
            return (rows.with_keys() if self.kinds else rows).select_related("page")

        def anew(*keys: Any) -> Any:
            rows = self._all()
            return selected(_within(rows, self._facet[0], keys[0]) if self._facet else rows)

        form = None
        if self.is_plain:
            name = ("listed", self.site_id, self.language, self.kinds, self._facet and self._facet[0].facet, whole)
            form = paging.Form(name, anew, ([self._facet[1]],) if self._facet else ())
        rows: Any = SimpleLazyObject(lambda: selected(self.rows))
        found = paging.page(rows, own, self.asked.values, form)
        tags.record(*(tags.page(row.pk) for row in found.rows))
        return found


def _within(rows: Any, facet: FacetFilter, keys: Sequence[int]) -> Any:
    """The rows of one list of a facet; in order they have its place in `_place`."""
    rows = rows.filter(facets__facet=facet.facet, facets__key__in=keys)
    return rows.annotate(_place=F("facets__position")) if facet.ordered else rows


def words_in(text: str, operator: str, names: Sequence[str]) -> Q:
    """Condition: the words of `text` (all, or any) occur in one of these columns."""
    condition = Q()
    for word in text.split()[:10]:
        found = Q()
        for name in names:
            found |= Q(**{f"{name}__icontains": word})
        condition = condition | found if operator == "or" else condition & found
    return condition or Q(pk__in=[])


def _whole(model: type[BasePage], pks: Any) -> Any:
    # Asked once more: what was listed a moment ago may have been taken back, and be a draft by now.
    listed = Listing.objects.visible().filter(pk__in=pks)
    return model.objects.filter(pk__in=listed.values("pk")).select_related("social_card")


def values_of(rows: Sequence[Any], scope: Scope) -> dict[int, PageValue]:
    """The whole values of listed pages, by primary key."""
    by_kind: dict[str, list[Listing]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    pages: list[BasePage] = []
    for kind, group in by_kind.items():
        if model := page_kinds().get(kind):
            pages += prepared.fetch(("whole", kind), partial(_whole, model), [row.pk for row in group])
    for page in pages:
        page.as_published = True
    return {page.pk: value for page, value in zip(pages, publish_all(pages, scope), strict=True)}
