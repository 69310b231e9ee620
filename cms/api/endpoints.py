"""What an endpoint is, and how a request becomes an answer. Who may call them: everybody.

Cookies and sessions are ignored: what is visible is what an anonymous visitor sees. Every endpoint is declared once, with
its parameters and the types of its answers; URLs and schema are made from the declarations.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.csp import CSP
from django.utils.http import http_date

from cms import answers, tags
from cms.api import bodies, cors, limits, parameters as reading, timing
from cms.api.fields import ALL, Selection, check, named, parse, select
from cms.api.parameters import Choice, Language, Parameter, Values
from cms.api.problems import Problem
from cms.content.encoding import FORMATS, Encoder
from cms.content.previews import protected
from cms.content.rendering import viewer_for
from cms.content.scope import Scope
from cms.delivery import compression
from cms.delivery.tag_header import cache_tag
from cms.media.presets import EVERYWHERE
from cms.visibility import Viewer

PREFIX = "/api/v2/"
_NOTHING_RUNS_HERE = {"default-src": [CSP.NONE], "frame-ancestors": [CSP.NONE]}


@dataclass(frozen=True)
class Answer:
    """What an endpoint answers: plain JSON types, the address of a redirect, or a body that is written already.

    `policy` is the content security policy of such a body; without one nothing in it may run. `cache` is its Cache-Control.
    """

    data: Any
    status: int = 200
    last_modified: datetime | None = None
    location: str | None = None
    body: bytes | None = None
    content_type: str = "application/json"
    policy: Mapping[str, Any] = field(default_factory=lambda: _NOTHING_RUNS_HERE)
    cache: str = answers.PUBLIC


@dataclass
class Asked:
    """One request: its parameters, its viewer, and how its answer is written."""

    request: HttpRequest
    values: Values

    @cached_property
    def viewer(self) -> Viewer:
        return viewer_for(self.request)

    @property
    def base(self) -> str:
        """The address of the site, without a slash at its end."""
        return self.viewer.base_url

    def address(self, path: str) -> str:
        """The absolute URL of an endpoint, for example `address("pages/3/")`."""
        return f"{self.base}{PREFIX}{path}"

    @property
    def language(self) -> str:
        return str(self.values["locale"] or settings.LANGUAGE_CODE)

    @cached_property
    def selection(self) -> Selection:
        return parse(self.values["fields"])

    @cached_property
    def encoder(self) -> Encoder:
        return Encoder(self.base, self.values["rich_text_format"] or "html")

    def scope(self, language: str | None = None, fields: frozenset[str] | None = None) -> Scope:
        return Scope(self.viewer, language or self.language, fields=fields, image_preset=self.values["image_preset"])

    def check_fields(self, *kinds: type) -> None:
        """Raise `Problem` if `fields` names what these payload types do not have."""
        if self.selection is not ALL:
            check(self.selection, kinds)

    def write(self, value: Any, default: frozenset[str] | None = None) -> Any:
        """A payload as plain JSON types, narrowed by `fields`; `default` are the names shown when nothing is said."""
        if self.selection is ALL and default is None:
            return self.encoder(value)
        chosen = named(self.selection, default)
        data = self.encoder(value) if chosen is None else self.encoder.some(value, chosen)
        return select(data, self.selection, default)


@dataclass(frozen=True)
class Endpoint:
    """One address of the API. `answers` maps statuses to payload types; `handle` gets the request and what the path names.

    Where something can be sent, `receive` gets the request and the body, an instance of `accepts`; what has no `answers` cannot be
    read. `private` answers belong to whoever asks: nobody else gets them, nothing keeps them.
    """

    path: str
    name: str
    summary: str
    handle: Callable[..., Answer]
    parameters: tuple[Parameter, ...] = ()
    answers: Mapping[int, Any] = field(default_factory=dict)
    receive: Callable[[Asked, Any], Answer] | None = None
    accepts: type | None = None
    received: Mapping[int, Any] = field(default_factory=dict)
    sending: str = ""
    private: bool = False

    @property
    def methods(self) -> str:
        if self.receive is not None and not self.answers:
            return "POST, OPTIONS"
        return cors.METHODS if self.receive is None else f"{cors.METHODS}, POST"

    def view(self, request: HttpRequest, **names: Any) -> HttpResponse:
        """The Django view."""
        headers: dict[str, str] = {}
        response: HttpResponse
        with timing.measured(headers):
            try:
                if request.method == "OPTIONS":
                    response = HttpResponse(status=204, headers={"Allow": self.methods})
                elif request.method == "POST" and self.receive is not None and self.accepts is not None:
                    headers |= limits.count(request)
                    response = self._take(request, self.receive, self.accepts)
                elif request.method not in ("GET", "HEAD") or request.method not in self.methods:
                    words = "This endpoint is read with GET or HEAD." if "GET" in self.methods else "This endpoint is called with POST."
                    raise Problem(405, words, headers={"Allow": self.methods})
                else:
                    headers |= limits.count(request)
                    response = self._answer(request, names)
            except Problem as problem:
                response = problem.response()
            except Http404:
                response = Problem(404, "There is no site at this address.").response()
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if not hasattr(response, "_csp_config"):
            response._csp_config = _NOTHING_RUNS_HERE  # type: ignore[attr-defined]
        if self.private:
            return protected(response)
        unkept = response.status_code == 429 or request.method == "POST"
        response.headers.setdefault("Cache-Control", "no-store" if unkept else answers.PUBLIC)
        cors.allow(request, response, self.methods)
        return response

    #: Cookies and sessions are ignored here, so there is nothing that another site could make a browser send along.
    view.csrf_exempt = True  # type: ignore[attr-defined]

    def _take(self, request: HttpRequest, receive: Callable[[Asked, Any], Answer], accepts: type) -> HttpResponse:
        asked = Asked(request, reading.read(request.GET, ()))
        answer = receive(asked, bodies.read(request, accepts))
        return JsonResponse(answer.data, status=answer.status, json_dumps_params={"ensure_ascii": False})

    def _answer(self, request: HttpRequest, names: dict[str, Any]) -> HttpResponse:
        with tags.recording() as used:
            answer = self.handle(Asked(request, reading.read(request.GET, self.parameters)), **names)
        if answer.location is not None:
            return HttpResponse(status=302, headers={"Location": answer.location})
        body = answer.body
        if body is None:
            body = json.dumps(answer.data, ensure_ascii=False, separators=(",", ":"), default=str).encode("utf-8", "replace")
        coding, body = compression.compress(request.headers.get("Accept-Encoding", ""), body)
        if self.private:
            response = HttpResponse(body, status=answer.status, content_type=answer.content_type)
            if coding:
                response["Content-Encoding"] = coding
            return response
        etag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
        fresh = answer.status == 200 and _matches(request.headers.get("If-None-Match", ""), etag)
        response = HttpResponse(b"" if fresh else body, status=304 if fresh else answer.status, content_type=answer.content_type)
        response._csp_config = answer.policy  # type: ignore[attr-defined]
        response["ETag"] = etag
        response["Cache-Control"] = answer.cache
        if coding and not fresh:
            response["Content-Encoding"] = coding
        patch_vary_headers(response, ["Accept-Encoding"])
        if answer.last_modified is not None:
            response["Last-Modified"] = http_date(answer.last_modified.timestamp())
        if used:
            response["Cache-Tag"] = cache_tag(used, answer.status)
        if fresh:
            del response["Content-Type"]
        return response


def _matches(header: str, etag: str) -> bool:
    """If-None-Match (RFC 9110): a weak comparison; a proxy may have made our strong tag a weak one."""
    wanted = [part.strip().removeprefix("W/") for part in header[:2000].split(",")]
    return etag in wanted or wanted == ["*"]


# --- parameters that many endpoints have ------------------------------------------------------------------------------

FIELDS = Parameter("fields", "Which parts of the answer to give, in the language of Wagtail's API v2.", longest=1000)
RICH_TEXT = Choice("rich_text_format", "How rich text is written.", default="html", options=FORMATS)
IMAGE_PRESET = Choice("image_preset", "The preset of all images instead of that of their place.", options=EVERYWHERE)
LOCALE = Language("locale", "The language.", default=settings.LANGUAGE_CODE)
ANY_LOCALE = Language("locale", "The language; all languages if it is not given.")
SHAPE = (FIELDS, RICH_TEXT, IMAGE_PRESET)
