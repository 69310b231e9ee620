"""Parameters that v3 does not know: it leaves them out and answers with everything. Here they are refused."""

import re
from functools import cache

from django.http import HttpRequest
from wagtail.api import APIField
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.api.problems import Problem, nearest, shown
from cms.api.writing.names import model_named


def check_parameters(request: HttpRequest) -> None:
    """Raise `Problem` (400) for the first parameter of the query string that the operation does not take."""
    match = request.resolver_match
    declared = _declared().get(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/{match.route}")) if match and request.GET else None
    if match is None or declared is None:
        return
    known = declared | _fields(str(match.url_name), request, match.kwargs.get("type"))
    for name in request.GET:
        if name not in known:
            raise Problem(400, f"There is no parameter '{shown(name)}' here. {nearest(name, known)}", shown(name))


@cache
def _declared() -> dict[str, frozenset[str]]:
    """Path of an operation that reads, as OpenAPI writes it -> the parameters that it declares."""
    from wagtail.api.v3.api import api

    return {
        path: frozenset(found["name"] for found in methods["get"].get("parameters", ()) if found["in"] == "query")
        for path, methods in api.get_openapi_schema()["paths"].items()
        if "get" in methods
    }


def _fields(operation: str, request: HttpRequest, snippet: str | None) -> frozenset[str]:
    """The fields by which v3 filters a list, which it declares nowhere."""
    from wagtail.api.v3.schemas.pages import BASE_PAGE_READ_FIELDS
    from wagtail.contrib.redirects.api.v3.router import BASE_REDIRECT_READ_FIELDS, Redirect
    from wagtail.documents.api.v3.router import BASE_DOCUMENT_READ_FIELDS
    from wagtail.images.api.v3.router import BASE_IMAGE_READ_FIELDS

    types = request.GET.getlist("type")
    model, base = {
        "list_pages": (model_named(types[0]) if len(types) == 1 else Page, BASE_PAGE_READ_FIELDS),
        "list_snippets": (model_named(snippet or ""), ["id"]),
        "list_images": (get_image_model(), BASE_IMAGE_READ_FIELDS),
        "list_documents": (get_document_model(), BASE_DOCUMENT_READ_FIELDS),
        "list_redirects": (Redirect, BASE_REDIRECT_READ_FIELDS),
    }.get(operation, (None, ()))
    return frozenset(base) | {field.name for field in APIField.get_fields_for_model(model, db_fields_only=True)}
