"""The visibility rule: who may see what, now.

One question: *may this principal see this object now?* A page is visible when it and every ancestor below the tree's root
is live and not expired by the database's clock, no view restriction stands in the way (its own, an ancestor's, or, for an
alias, its source's), and it belongs to the site that is asked. An image or a document is visible when no collection above
it is private. A snippet is visible when it is live and not expired.

Every queryset that leaves the house starts at a `Viewer`, and every reference passes one. Whatever the rule cannot decide
is invisible.
"""

from collections.abc import Collection as Items, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import BooleanField, Case, Exists, Model, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Now, Substr
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, Site

from cms import prepared

if TYPE_CHECKING:
    from wagtail.documents.models import AbstractDocument
    from wagtail.images.models import AbstractImage

#: Length of one step in a tree path (treebeard's MP_Node.steplen, which Wagtail does not change).
STEP = 4
#: Deeper pages are never visible: the SQL form of the rule looks at this many ancestors. `BasePage` refuses to make them.
MAX_DEPTH = 16


@dataclass(frozen=True)
class Principal:
    """Who asks. `ANONYMOUS` unless a rendering is private anyway."""

    user_id: int | None = None
    groups: frozenset[int] = frozenset()
    superuser: bool = False

    @classmethod
    def of(cls, user: Any) -> "Principal":
        """The principal of a Django user; anonymous and deactivated users are nobody."""
        if not user.is_authenticated or not user.is_active:
            return ANONYMOUS
        return cls(user.pk, frozenset(user.groups.values_list("pk", flat=True)), user.is_superuser)

    def passes(self, restriction: "Restriction") -> bool:
        """Whether this principal may pass one view restriction. Shared passwords let nobody pass."""
        if restriction.kind == PageViewRestriction.LOGIN:
            return self.user_id is not None
        if restriction.kind == PageViewRestriction.GROUPS:
            return self.superuser or bool(self.groups & restriction.groups)
        return restriction.kind == PageViewRestriction.NONE


ANONYMOUS = Principal()


@dataclass(frozen=True)
class Restriction:
    """One view restriction: its kind, the groups that may pass, the tree path that it closes."""

    kind: str
    path: str
    groups: frozenset[int] = frozenset()


@dataclass(frozen=True)
class PageState:
    """What the rule needs to know of one page. `expired` is judged by the database's clock."""

    path: str
    live: bool
    expired: bool = False


def prefixes(path: str) -> list[str]:
    """The tree paths of a node's ancestors from the root down, and its own."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]


def closed_paths(restrictions: Iterable[Restriction], principal: Principal) -> frozenset[str]:
    """The tree paths that `principal` may not enter."""
    return frozenset(restriction.path for restriction in restrictions if not principal.passes(restriction))


def may_see(path: str, states: Mapping[str, PageState], closed: Items[str], roots: Items[str]) -> bool:
    """The rule for one page, as a pure function.

    `states` maps tree paths to the state of the page and of its ancestors; `closed` are the paths that the principal may
    not enter; `roots` are the paths of the site's root pages (one a language). An ancestor that is not in `states` is
    not visible. The root of the whole tree (depth 1) shows nothing and hides nothing.
    """
    way = prefixes(path)
    if len(path) % STEP or len(way) < 2 or len(way) > MAX_DEPTH or not any(step in roots for step in way):
        return False
    for step in way[1:]:
        state = states.get(step)
        if state is None or not state.live or state.expired:
            return False
    return not any(step in closed for step in way)


def expired_now() -> Q:
    """Condition: the object's expiry has come, by the database's clock."""
    return Q(expire_at__isnull=False, expire_at__lte=Now())


def _within(closed: Items[str], field_name: str = "path") -> Q:
    """Condition: the tree path lies at or below one of `closed`."""
    condition = Q(pk__in=[])
    for length in sorted({len(path) for path in closed}):
        level = [path for path in closed if len(path) == length]
        condition |= Q(**{f"_{field_name}_{length}__in": level})
    return condition


def _exclude_within[M: Model](queryset: QuerySet[M], closed: Items[str], field_name: str) -> QuerySet[M]:
    if not closed:
        return queryset
    lengths = sorted({len(path) for path in closed})
    alias = field_name.replace("__", "_")
    queryset = queryset.alias(**{f"_{alias}_{length}": Substr(field_name, 1, length) for length in lengths})
    return queryset.exclude(_within(closed, alias))


@dataclass(eq=False)
class Viewer:
    """A principal that looks at one site, for the length of one request.

    What it looked up (the site's roots, closed paths, closed collections) is kept: make a new one for each request. Whoever
    knows the roots and the restrictions already (`cms.content.frames`) sets them.

    `draft` is the one page that a preview shows whatever stands in its way (its own state, a draft or a restriction above it);
    nothing above the page becomes visible by it, and nothing below one of `veiled`. See `cms.content.drafts`.
    """

    site: Site
    principal: Principal = ANONYMOUS
    draft: int | None = None
    veiled: frozenset[str] = frozenset()
    #: What rooms above keep with it for the length of the request.
    kept: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def public(cls, site: Site) -> "Viewer":
        return cls(site, ANONYMOUS)

    @cached_property
    def base_url(self) -> str:
        """The address of the site without a slash at its end: SITE_URL where it names this site's host."""
        same_host = urlsplit(settings.SITE_URL).hostname == self.site.hostname
        return str(settings.SITE_URL if same_host else self.site.root_url)

    # --- what stands in the way ---------------------------------------------------------------------------------------

    @cached_property
    def roots(self) -> dict[str, Page]:
        """The root pages of the site, one a language, by tree path. One query."""
        key = Page.objects.filter(pk=self.site.root_page_id).values("translation_key")[:1]
        pages = Page.objects.filter(translation_key=key).select_related("locale").order_by("path")
        return {page.path: page for page in pages}

    @cached_property
    def page_restrictions(self) -> list[Restriction]:
        return restrictions(PageViewRestriction.objects.values_list("restriction_type", "page__path", "groups"))

    @cached_property
    def collection_restrictions(self) -> list[Restriction]:
        return restrictions(CollectionViewRestriction.objects.values_list("restriction_type", "collection__path", "groups"))

    @cached_property
    def closed(self) -> frozenset[str]:
        """Tree paths of pages that the principal may not enter, aliases of what lies below them included."""
        closed = closed_paths(self.page_restrictions, self.principal)
        found = closed
        while found:
            # An alias shows its source's content, so it is closed where its source is; aliases can have aliases.
            sources = Page.objects.filter(alias_of__isnull=False).exclude(path__in=closed)
            inside = set(_only_within(sources, found, "alias_of__path").values_list("path", flat=True))
            found = frozenset(inside - closed)
            closed |= found
        return closed

    @cached_property
    def closed_collections(self) -> frozenset[str]:
        return closed_paths(self.collection_restrictions, self.principal)

    @property
    def obstacles(self) -> Hashable:
        """All that decides which pages `pages()` leaves, beside the pages themselves."""
        return (tuple(self.roots), self.closed | self.veiled, self.draft)

    # --- querysets ----------------------------------------------------------------------------------------------------

    def pages(self, queryset: QuerySet[Any] | None = None) -> QuerySet[Any]:
        """The pages of this site (of `queryset`, if given) that the principal may see now."""
        pages: QuerySet[Any] = Page.objects.all() if queryset is None else queryset
        pages = _only_within(pages, list(self.roots), "path")
        hidden = Page.objects.filter(path__in=_outer_steps("path"), depth__gt=1).filter(Q(live=False) | expired_now())
        visible = pages.filter(depth__lte=MAX_DEPTH, live=True).exclude(expired_now()).filter(~Exists(hidden.order_by()))
        visible = _exclude_within(visible, self.closed | self.veiled, "path")
        if self.draft is None:
            return visible
        return pages.filter(Q(pk=self.draft) | Q(pk__in=visible.order_by().values("pk")))

    def images(self, queryset: QuerySet["AbstractImage"] | None = None) -> QuerySet[Any]:
        """The images (of `queryset`, if given) with no private collection in the way."""
        from wagtail.images import get_image_model

        return self._in_open_collections(get_image_model()._default_manager.all() if queryset is None else queryset)

    def documents(self, queryset: QuerySet["AbstractDocument"] | None = None) -> QuerySet[Any]:
        """The documents (of `queryset`, if given) with no private collection in the way."""
        from wagtail.documents import get_document_model

        return self._in_open_collections(get_document_model()._default_manager.all() if queryset is None else queryset)

    def _in_open_collections(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return _exclude_within(queryset, self.closed_collections, "collection__path")

    def published[M: Model](self, queryset: QuerySet[M]) -> QuerySet[M]:
        """The snippets of `queryset` that are live and not expired."""
        return queryset.filter(live=True).exclude(expired_now())

    # --- single objects -----------------------------------------------------------------------------------------------

    def visible_page_ids(self, pks: Iterable[int]) -> set[int]:
        """Which of these pages the principal may see. One query (and those for what stands in the way, once)."""

        def visible(keys: Any) -> Any:
            return self.pages(Page.objects.filter(pk__in=keys)).values_list("pk", flat=True)

        return set(prepared.fetch(("visible", self.obstacles), visible, list(set(pks))))

    def states(self, paths: Iterable[str]) -> dict[str, PageState]:
        """The state of the pages at these tree paths and of all their ancestors. One query."""
        wanted = {step for path in paths for step in prefixes(path)}
        rows = page_states(Page.objects.filter(path__in=wanted))
        return {state.path: state for state in rows}

    def sees(self, path: str, states: Mapping[str, PageState]) -> bool:
        """`may_see` with what stands in this viewer's way."""
        return may_see(path, states, self.closed | self.veiled, self.roots)

    def is_closed(self, path: str) -> bool:
        """Whether a view restriction stands between the principal and this tree path."""
        return any(step in self.closed for step in prefixes(path))


def page_states(queryset: QuerySet[Any]) -> list[PageState]:
    """The states of the pages in `queryset`, judged by the database's clock."""
    expired = Case(When(expired_now(), then=Value(True)), default=Value(False), output_field=BooleanField())
    return [PageState(*row) for row in queryset.annotate(_expired=expired).order_by("path").values_list("path", "live", "_expired")]


def restrictions(rows: Iterable[tuple[str, str, int | None]]) -> list[Restriction]:
    groups: dict[tuple[str, str], set[int]] = {}
    for kind, path, group in rows:
        groups.setdefault((kind, path), set()).update([group] if group is not None else [])
    return [Restriction(kind, path, frozenset(ids)) for (kind, path), ids in groups.items()]


def _only_within[M: Model](queryset: QuerySet[M], paths: Items[str], field_name: str) -> QuerySet[M]:
    lengths = sorted({len(path) for path in paths})
    alias = field_name.replace("__", "_")
    queryset = queryset.alias(**{f"_{alias}_{length}": Substr(field_name, 1, length) for length in lengths})
    return queryset.filter(_within(paths, alias))


def _outer_steps(field_name: str) -> list[Any]:
    return [Substr(OuterRef(field_name), 1, STEP * depth) for depth in range(2, MAX_DEPTH + 1)]
