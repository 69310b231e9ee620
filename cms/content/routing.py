"""From a URL path to content: what is there for this viewer.

The answer is one of `Found`, `Closed`, `Moved`, `Gone` and `Missing`; HTML and API give the same one.
"""

import unicodedata
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.db.models import BooleanField, Case, Q, Value, When
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms import prepared, tags
from cms.content import former_slugs, path_history
from cms.content.kinds import specific, specific_relations
from cms.content.models.base import BasePage
from cms.content.richtext import safe_url
from cms.content.scope import Scope
from cms.visibility import MAX_DEPTH, Viewer, expired_now, prefixes

#: What needs no quoting in a path: the question mark and the number sign do, they would end it.
_PLAIN = ":@!$&'()*+,;=~"


@dataclass(frozen=True)
class Found:
    page: BasePage


@dataclass(frozen=True)
class Closed:
    """A view restriction stands in the way. The same answer for every path below it, existing or not."""


@dataclass(frozen=True)
class Moved:
    """`keeps_query` is False for a redirect of a path with its query string, which has then served its purpose."""

    url: str
    permanent: bool = True
    keeps_query: bool = True


@dataclass(frozen=True)
class Gone:
    """It was public and has been removed on purpose."""


@dataclass(frozen=True)
class Missing:
    pass


type Answer = Found | Closed | Moved | Gone | Missing


def root_for(viewer: Viewer, language: str) -> Page | None:
    """The site's root page in a language."""
    return next((root for root in viewer.roots.values() if root.locale.language_code == language), None)


def components_of(path: str) -> list[str]:
    """The steps of a URL path, in the form of Unicode that slugs have."""
    return [unicodedata.normalize("NFC", component) for component in path.split("/") if component]


def resolve(viewer: Viewer, language: str, path: str, query: str = "") -> Answer:
    """What is at `path` (from the host on, without a language prefix) of the viewer's site.

    A published page comes first, then what editors entered as a redirect, then the history of paths. `query` is the query
    string of the request: redirects from an older site may be for one.
    """
    root = root_for(viewer, language)
    if root is None or "\x00" in path:
        return Missing()
    components = components_of(path)
    answer = _walk(viewer, root, components)
    if not isinstance(answer, Missing):
        return answer
    tags.record(tags.path(root.url_path + "/".join(components)), tags.sites())
    return (
        _redirect(viewer, language, components, query)
        or _renamed(viewer, language, components)
        or _former(viewer, language, root, components)
    )


def _walk(viewer: Viewer, root: Page, components: list[str]) -> Found | Closed | Missing:
    """The visibility rule along a way of URL components. One query."""
    if len(components) + root.depth > MAX_DEPTH:
        return Missing()
    way, url_path = [root.url_path], root.url_path
    for component in components:
        url_path += component + "/"
        way.append(url_path)
    above = prefixes(root.path)[1:-1]

    def on(way: Any) -> Any:
        expired = Case(When(expired_now(), then=Value(True)), default=Value(False), output_field=BooleanField())
        pages = Page.objects.filter(Q(url_path__in=way, path__startswith=root.path) | Q(path__in=above)).annotate(is_expired=expired)
        return pages.select_related(*specific_relations()).order_by("path")

    pages = prepared.fetch(("way", root.path), on, way)
    nodes = {page.path if page.path in above else page.url_path: page for page in pages}
    tags.record(*(tags.page(node.pk) for node in nodes.values()))
    chain: list[Page] = []
    obstacle: Closed | Missing | None = None
    for step in [*above, *way]:
        node = nodes.get(step)
        if node is None or not node.live or node.is_expired:
            obstacle = Missing()
        elif viewer.is_closed(node.path):
            tags.record(tags.restrictions())
            obstacle = Closed()
        elif node.path in viewer.veiled:
            obstacle = Missing()
        if obstacle is not None:
            break
        chain.append(node)
    goal = nodes.get(way[-1])
    if obstacle is not None and (goal is None or goal.pk != viewer.draft):
        return obstacle
    page = specific(goal) if goal is not None else None
    if page is None:
        return Missing()
    page.known_ancestors, page.as_published = tuple(node for node in chain if node.pk != page.pk), True
    if page.locale_id == root.locale_id:
        page.locale = root.locale
    return Found(page)


def _redirect(viewer: Viewer, language: str, components: list[str], query: str) -> Moved | None:
    """A redirect that an editor entered, if its target may be seen: one for the query string first, one for this site first."""
    scope = Scope(viewer, language)
    asked = scope.prefix() + "/" + "/".join(quote(component, safe=_PLAIN) for component in components)
    paths = {Redirect.normalise_path(asked), Redirect.normalise_path(f"{asked}?{query}")}
    # Wagtail keeps what an editor pasted, in either form of Unicode.
    forms = {unicodedata.normalize(form, path) for path in paths for form in ("NFC", "NFD")}
    tags.record(*(tags.redirect(form) for form in forms))
    rows = Redirect.objects.filter(Q(site=viewer.site) | Q(site=None), old_path__in=forms).select_related("redirect_page")
    row = min(rows, key=lambda row: ("?" not in row.old_path, row.site_id is None), default=None)
    if row is None:
        return None
    keeps_query = "?" not in row.old_path
    if row.redirect_page_id is not None:
        tags.record(tags.page(row.redirect_page_id))
        if not viewer.visible_page_ids([row.redirect_page_id]):
            return None
        return Moved(scope.url(row.redirect_page.url_path, row.redirect_page.path), row.is_permanent, keeps_query)
    url = safe_url(row.redirect_link)
    if url is None or not url.startswith(("/", "https://", "http://")):
        return None
    if url.startswith("/") and Redirect.normalise_path(url) in paths:
        return None  # it leads to itself
    return Moved(url, row.is_permanent, keeps_query)


def _renamed(viewer: Viewer, language: str, components: list[str]) -> Moved | None:
    """An author, a series or a term that has another slug now."""
    path = former_slugs.present_path(viewer, language, components)
    return Moved(path) if path is not None else None


def _former(viewer: Viewer, language: str, root: Page, components: list[str]) -> Moved | Gone | Missing:
    row = path_history.find(root.url_path + "".join(component + "/" for component in components))
    if row is None:
        return Missing()
    if row.page is None:
        return Gone()
    tags.record(tags.page(row.page.pk))
    if not viewer.visible_page_ids([row.page.pk]):
        return Missing()
    return Moved(Scope(viewer, language).url(row.page.url_path, row.page.path))
