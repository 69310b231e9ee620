"""From a URL path to content: what is there for this viewer.

The answer is one of `Found`, `Closed`, `Moved`, `Gone` and `Missing`; HTML and API give the same one.
"""

import unicodedata
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Q, Value, When
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms import tags
from cms.content import path_history
from cms.content.models.base import BasePage
from cms.content.richtext import safe_url
from cms.content.scope import Scope
from cms.visibility import MAX_DEPTH, Viewer, expired_now, prefixes


@dataclass(frozen=True)
class Found:
    page: BasePage


@dataclass(frozen=True)
class Closed:
    """A view restriction stands in the way. The same answer for every path below it, existing or not."""


@dataclass(frozen=True)
class Moved:
    url: str
    permanent: bool = True


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


def resolve(viewer: Viewer, language: str, path: str) -> Answer:
    """What is at `path` (from the host on, without a language prefix) of the viewer's site.

    A published page comes first, then what editors entered as a redirect, then the history of paths.
    """
    root = root_for(viewer, language)
    if root is None:
        return Missing()
    components = [unicodedata.normalize("NFC", component) for component in path.split("/") if component]
    answer = _walk(viewer, root, components)
    if not isinstance(answer, Missing):
        return answer
    tags.record(tags.path(root.url_path + "/".join(components)))
    return _redirect(viewer, language, path) or _former(viewer, language, root, components)


def _walk(viewer: Viewer, root: Page, components: list[str]) -> Found | Closed | Missing:
    """The visibility rule along a way of URL components. One query for the whole way, one for the page itself."""
    if any("\x00" in component for component in components):
        return Missing()
    if len(components) + root.depth > MAX_DEPTH:
        return Missing()
    way, url_path = [root.url_path], root.url_path
    for component in components:
        url_path += component + "/"
        way.append(url_path)
    expired = Case(When(expired_now(), then=Value(True)), default=Value(False), output_field=BooleanField())
    above = prefixes(root.path)[1:-1]
    pages = Page.objects.filter(Q(url_path__in=way, path__startswith=root.path) | Q(path__in=above)).annotate(is_expired=expired)
    nodes = {page.path if page.path in above else page.url_path: page for page in pages.order_by("path")}
    chain: list[Page] = []
    for step in [*above, *way]:
        node = nodes.get(step)
        if node is None or not node.live or node.is_expired:
            return Missing()
        if viewer.is_closed(node.path):
            return Closed()
        chain.append(node)
    page = chain[-1].specific
    if not isinstance(page, BasePage):
        return Missing()
    page.known_ancestors, page.as_published = tuple(chain[:-1]), True
    if page.locale_id == root.locale_id:
        page.locale = root.locale
    return Found(page)


def _redirect(viewer: Viewer, language: str, path: str) -> Moved | None:
    """A redirect that an editor entered, if its target may be seen."""
    old_path = Redirect.normalise_path(path)
    rows = Redirect.objects.filter(old_path=old_path).select_related("redirect_page")
    row = next((row for row in rows.order_by("-site_id") if row.site_id in (viewer.site.pk, None)), None)
    if row is None:
        return None
    if row.redirect_page_id is not None:
        if not viewer.visible_page_ids([row.redirect_page_id]):
            return None
        return Moved(Scope(viewer, language).url(row.redirect_page.url_path, row.redirect_page.path), row.is_permanent)
    url = safe_url(row.redirect_link)
    return Moved(url, row.is_permanent) if url else None


def _former(viewer: Viewer, language: str, root: Page, components: list[str]) -> Moved | Gone | Missing:
    row = path_history.find(root.url_path + "".join(component + "/" for component in components))
    if row is None:
        return Missing()
    if row.page is None:
        return Gone()
    if not viewer.visible_page_ids([row.page.pk]):
        return Missing()
    return Moved(Scope(viewer, language).url(row.page.url_path, row.page.path))
