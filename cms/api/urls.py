"""Addresses of the read API."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from cms.api import registry
from cms.api.endpoints import Answer, Asked, Endpoint
from cms.api.problems import Problem


def _nothing(asked: Asked, **names: Any) -> Answer:
    raise Problem(404, "There is no such endpoint.")


def _absent(request: HttpRequest, **names: Any) -> HttpResponse:
    return Endpoint("", "nothing", "", _nothing).view(request, **names)


urlpatterns = [
    *(path(endpoint.path, endpoint.view, name=f"api_{endpoint.name}") for endpoint in registry.endpoints()),
    re_path(r"^(?P<path>.*)$", _absent),
]
