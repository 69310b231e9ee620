"""Where v3 is mounted, and what has to be said before Wagtail imports it: it builds its schemas then, once."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path

from cms.api.problems import Problem

#: The page that shows the schema in a browser: a browser has no token.
_DOCUMENTATION = "openapi-view"


def prepare() -> None:
    """Say what can be written. Called in `AppConfig.ready()` of an app that stands before Wagtail's, which build their schemas there."""
    from cms.api.writing import fields, shapes

    fields.declare()
    shapes.install()


@cache
def urls() -> URLResolver:
    """Everything below `/api/v3/`."""
    from wagtail.api.v3.api import api

    from cms.api.writing import publishing
    from cms.api.writing.gate import gated

    publishing.install()
    found, app_name, namespace = api.urls
    patterns = [pattern for pattern in found if isinstance(pattern, URLPattern) and pattern.name != _DOCUMENTATION]
    for pattern in patterns:
        pattern.callback = gated(pattern.callback)
    patterns.append(re_path(r"^(?P<path>.*)$", gated(_absent)))
    return path("api/v3/", include((patterns, app_name), namespace=namespace))


def _absent(request: HttpRequest, **names: Any) -> HttpResponse:
    raise Problem(404, "There is no such endpoint.")
