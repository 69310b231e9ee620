"""Redirects that editors entered, as Wagtail's redirects API: those whose target may be seen."""

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.contrib.redirects.models import Redirect

from cms import tags
from cms.api import paging
from cms.api.endpoints import FIELDS, Answer, Asked
from cms.api.pages import envelope, found_at
from cms.api.paging import PAGING, Sorting, number_key, text_key
from cms.api.parameters import Parameter, Whole
from cms.api.payloads import RedirectItem, RedirectMeta
from cms.api.problems import Problem, not_found
from cms.content.richtext import safe_url

SORTING = Sorting({"id": number_key("pk"), "old_path": text_key("old_path")}, "id")
LIST_PARAMETERS = (Parameter("old_path", "Only the redirect of this path.", longest=2000), *PAGING, FIELDS)
FIND_PARAMETERS = (
    Whole("id", "The primary key of a redirect."),
    Parameter("html_path", "The path that leads elsewhere.", longest=2000),
    FIELDS,
)


def _visible(asked: Asked) -> QuerySet[Any]:
    """The redirects of this site that lead to what may be seen."""
    tags.record(tags.listing("redirects"))
    rows = Redirect.objects.filter(Q(site=asked.viewer.site) | Q(site=None))
    targets = asked.viewer.pages().values("pk")
    return rows.filter(Q(redirect_page__in=targets) | Q(redirect_page=None) & ~Q(redirect_link=""))


def _items(asked: Asked, rows: list[Redirect]) -> list[Any]:
    scope = asked.scope()
    scope.want(("page", row.redirect_page_id) for row in rows if row.redirect_page_id)
    scope.resolve()
    found = []
    for row in rows:
        page = scope.get("page", row.redirect_page_id)
        location = page.url if page else safe_url(row.redirect_link) or "" if row.redirect_page_id is None else ""
        meta = RedirectMeta("wagtailredirects.Redirect", asked.address(f"redirects/{row.pk}/"))
        if location:
            absolute = asked.encoder.url(location) or ""
            found.append(asked.write(RedirectItem(row.pk, meta, row.old_path, absolute, row.is_permanent, page)))
    return found


def list_redirects(asked: Asked) -> Answer:
    asked.check_fields(RedirectItem)
    rows = _visible(asked)
    if asked.values.given("old_path"):
        rows = rows.filter(old_path=_normalised(asked.values["old_path"], "old_path"))
    page = paging.page(rows, SORTING, asked.values)
    return Answer(envelope(_items(asked, page.rows), rows.count(), page.next_cursor))


def get_redirect(asked: Asked, pk: int) -> Answer:
    asked.check_fields(RedirectItem)
    found = _items(asked, list(_visible(asked).filter(pk=pk))) if 0 < pk < 2**31 else []
    if not found:
        raise not_found("redirect")
    return Answer(found[0])


def find_redirect(asked: Asked) -> Answer:
    values, rows = asked.values, _visible(asked)
    if values.given("html_path"):
        rows = rows.filter(old_path=_normalised(values["html_path"], "html_path")).order_by("site_id")
    elif values.given("id"):
        rows = rows.filter(pk=values["id"])
    else:
        raise Problem(400, "Give the redirect's 'html_path' or its 'id'.", "html_path")
    found = rows.first()
    if found is None:
        raise not_found("redirect")
    return Answer(None, location=found_at(asked, f"redirects/{found.pk}/", "html_path", "id"))


def _normalised(path: str, name: str) -> str:
    try:
        return str(Redirect.normalise_path(path))
    except ValueError as error:
        raise Problem(400, f"'{name}' must be the path of a URL.", name) from error
