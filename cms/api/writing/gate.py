"""The way to every operation of v3. Who may call: whoever has a token, and nobody else anywhere, schema and mistakes included.

Cookies are not looked at, so a browser's session writes nothing. What changes something is one transaction. Answers belong to the
token's owner: nothing keeps them, and errors are problem documents like those of the read API.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from wagtail.api.v3.registry import registry
from wagtail.models import APIToken

from cms import answers
from cms.api import limits
from cms.api.problems import Problem
from cms.api.writing import bodies, scopes, sight, tokens
from cms.api.writing.names import check_names
from cms.api.writing.parameters import check_parameters
from cms.content.rendering import viewer_for

View = Callable[..., HttpResponseBase]

_READS = ("GET", "HEAD", "OPTIONS")
#: Operations that take a file, in a form as browsers send it.
_FILES = ("list_images", "list_documents")


def gated(view: View) -> View:
    """The view behind the gate."""

    @csrf_exempt
    @wraps(view)
    def admitted(request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
        headers: dict[str, str] = {}
        response: HttpResponseBase
        request.COOKIES = {}
        try:
            headers = limits.count(request)
            response = _run(tokens.admit(request), view, request, *args, **names)
        except Problem as problem:
            response = problem.response()
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        response.headers["Cache-Control"] = answers.PRIVATE
        patch_vary_headers(response, ["Authorization"])
        return response

    return admitted


def _run(token: APIToken, view: View, request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
    method = str(request.method)
    bodies.check_query(request)
    operation = str(request.resolver_match.url_name) if request.resolver_match else ""
    data = {} if method in _READS else bodies.read(request, files=operation in _FILES)
    tokens.check_scope(token, scopes.needed(method, operation, names, data))
    if method in ("GET", "HEAD"):
        check_parameters(request)
    if "page_id" in names:
        sight.check_page(request, names["page_id"], changes=method not in _READS, subtree=data.get("recursive") is True)
    if data:
        check_names(operation, names, data)
    if method == "HEAD":
        request.method = "GET"  # v3 has no HEAD
    try:
        with transaction.atomic():
            response = view(request, *args, **names)
            if response.status_code >= 400:
                transaction.set_rollback(True)
    except IntegrityError:
        raise Problem(409, "Somebody else changed the same thing at the same moment. Read it again and repeat.") from None
    finally:
        request.method = method  # the server leaves out the body of an answer to HEAD
    if not isinstance(response, HttpResponse):
        return response
    if response.status_code == 405:
        return _methods(method, response)
    if response.status_code >= 400:
        return _problem(response)
    if response.content and response.headers.get("Content-Type", "").startswith("application/json"):
        answer = json.loads(response.content)
        if sight.hide_neighbours(request.user, answer, viewer_for(request)):
            response.content = json.dumps(answer).encode()
    return response


def _methods(method: str, response: HttpResponse) -> HttpResponse:
    allowed = response.headers.get("Allow", "")
    allowed = ", ".join([allowed, *(["HEAD"] if "GET" in allowed else []), "OPTIONS"])
    if method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": allowed})
    return Problem(405, f"This address takes {allowed}.", headers={"Allow": allowed}).response()


def _problem(response: HttpResponse) -> HttpResponse:
    """v3's problem document with what ours have, too: a sentence that says where, `message`, `parameter`."""
    try:
        found = json.loads(response.content)
    except ValueError:
        found = {}
    errors = [error for error in found.get("errors") or () if isinstance(error, dict)]
    place, sentence = (_place(errors[0]), str(errors[0].get("msg", ""))) if errors else ("", "")
    detail = ": ".join(part for part in (place, sentence) if part) or str(found.get("detail", "")) or response.reason_phrase
    made = Problem(response.status_code, detail, place or None).response()
    if errors:
        made.content = json.dumps({**json.loads(made.content), "errors": errors}).encode()
    return made


def _place(error: dict[str, Any]) -> str:
    """Where in what was sent, for example `body.0.value.text`."""
    where = (error.get("ctx") or {}).get("where")
    if where:
        return str(where)
    steps = [str(step) for step in error.get("loc") or ()]
    if steps[:2] == ["body", "data"]:  # ninja's name for all that is sent
        steps = steps[2:]
    elif steps[:1] in (["query"], ["path"], ["form"], ["file"]):
        steps = steps[1:]
    return ".".join(step.replace("-", ".") for step in steps if not registry.has(step))  # forms join their steps with hyphens
