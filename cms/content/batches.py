"""Publishing several pages at once: the number of queries does not depend on how many they are."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from cms.content.blocks.base import stream_references
from cms.content.models.base import BasePage, BodyPage
from cms.content.pages import PageValue
from cms.content.publisher import publisher
from cms.content.scope import Reference, Scope
from cms.visibility import prefixes

#: Reads what pages of one type need beyond their own row, for all of them together, and tells the scope what they refer to.
Preparation = Callable[[Sequence[Any], Scope], None]

_preparations: dict[type[BasePage], Preparation] = {}


def register(model: type[BasePage], preparation: Preparation) -> None:
    """Prepare pages of a type before they are published. Call it in `AppConfig.ready()`."""
    _preparations[model] = preparation


def publish(page: BasePage, scope: Scope) -> PageValue:
    """Everything a page shows to the scope's viewer."""
    return publish_all([page], scope)[0]


def publish_all(pages: Sequence[BasePage], scope: Scope) -> list[PageValue]:
    """The values of several pages, in their order."""
    for model, preparation in _preparations.items():
        if group := [page for page in pages if type(page) is model]:
            preparation(group, scope)
    lacking = [page for page in pages if page.as_published and page.known_ancestors is None and page.path]
    if not scope.shows("breadcrumbs", "meta", "parent", "seo"):
        lacking = []
    scope.want_ancestors(step for page in lacking for step in prefixes(page.path)[1:-1])
    if scope.shows("meta", "seo"):
        scope.want(publisher(scope).references())
    for page in pages:
        if page.alias_of_id and scope.shows("meta", "alias_of"):
            scope.want([("page", page.alias_of_id)])
        scope.want(_references(page, scope))
    scope.resolve()
    for page in lacking:
        page.known_ancestors = tuple(scope.ancestors[step] for step in prefixes(page.path)[1:-1] if step in scope.ancestors)
    return [page.build(scope.fork(language_of(page, scope))) for page in pages]


def _references(page: BasePage, scope: Scope) -> Iterable[Reference]:
    """What the fields that are shown refer to."""
    found = list(page.references())
    if scope.fields is None:
        return found
    if isinstance(page, BodyPage) and not scope.shows("body", "footnotes", "table_of_contents", "problems"):
        for reference in stream_references(page.body.stream_block, page.body.raw_data):
            found.remove(reference)
    if page.social_image_id and not scope.shows("meta", "seo"):
        found.remove(("image", page.social_image_id))
    return found


def language_of(page: BasePage, scope: Scope) -> str:
    """The language code of a page of the scope's site, mostly without a query."""
    for root in scope.viewer.roots.values():
        if root.locale_id == page.locale_id:
            return str(root.locale.language_code)
    return str(page.locale.language_code)
