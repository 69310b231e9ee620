"""What a preview session reads: the endpoints of the API while its draft stands in the place of what is public.

Who may call them: whoever holds the secret of a session, from server to server. The right behind it is looked at on every call.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from wagtail.models import Site

from cms.api import parameters
from cms.api.endpoints import PREFIX, SHAPE, Answer, Asked, Endpoint
from cms.api.problems import Problem
from cms.content import listing
from cms.content.blocks.reuse import ReusableContent
from cms.content.drafts import BusyError, DraftError, Snapshot, Standing, VanishedError, standing
from cms.content.previews import language_of, type_of
from cms.content.rendering import viewer_for
from cms.content.scope import Scope
from cms.content.values import Block
from cms.preview import attempts, sessions
from cms.preview.links import shared_draft
from cms.preview.rights import ForbiddenError, check
from cms.preview.sessions import EndedError, Grant, UnknownError

SCHEME = "preview"


@dataclass(frozen=True)
class PreviewDraft:
    """The draft of a preview session. `payload` has the shape of what is answered live; `path` is None for what has no page."""

    kind: str
    type: str
    id: int
    path: str | None
    locale: str
    mode: str
    shared: bool
    editor: str
    script: str
    payload: dict[str, Any]


@contextmanager
def problems() -> Iterator[None]:
    """What can go wrong with a preview, as problem documents."""
    try:
        yield
    except ForbiddenError as error:
        raise Problem(403, str(error)) from error
    except (EndedError, VanishedError) as error:
        raise Problem(410, str(error)) from error
    except BusyError as error:
        raise Problem(503, str(error), headers={"Retry-After": "1"}) from error
    except DraftError as error:
        raise Problem(409, str(error)) from error


def draft_of(grant: Grant, request: HttpRequest) -> tuple[Snapshot, Site]:
    """The draft that a grant is for, if it still is. Raises what `problems` explains."""
    site = viewer_for(request).site
    if site.pk != grant.site:
        raise ForbiddenError("This preview is of another site.")
    if grant.link is not None:
        return shared_draft(grant.link), site
    snapshot = sessions.kept_draft(grant.draft)
    if not grant.probe:
        check(grant.user, grant.seal, snapshot)
    return snapshot, site


@sensitive_variables()
def session_of(request: HttpRequest) -> Grant:
    """The session that a request names. Raises `Problem`."""
    if "Origin" in request.headers:
        raise Problem(403, "Previews are read by a frontend's server, never from a browser.")
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != SCHEME or not secret.strip():
        detail = "This needs the header 'Authorization: Preview', with the session that a token was exchanged for."
        raise Problem(401, detail, headers={"WWW-Authenticate": "Preview"})
    attempts.check(request)
    try:
        with problems():
            return sessions.use(secret.strip())
    except UnknownError as error:
        attempts.count(request)
        raise Problem(403, "There is no such preview session.") from error


@contextmanager
def opened(request: HttpRequest, *, searches: bool = False) -> Iterator[tuple[Grant, Standing]]:
    """Inside, the request sees what its session's draft would change; what is searched only if it `searches`. Raises `Problem`."""
    grant = session_of(request)
    with problems():
        snapshot, site = draft_of(grant, request)
        # To index the draft takes a sixth of the time that it takes to have it stand.
        with nullcontext() if searches else listing.alone(), standing(snapshot, site) as stood:
            request._masthead_viewer = stood.viewer  # type: ignore[attr-defined]
            yield grant, stood


# --- endpoints --------------------------------------------------------------------------------------------------------


def endpoint_at(path: str) -> tuple[Endpoint, dict[str, Any]]:
    """The public endpoint at a path below `/api/v2/`, and what the path names. Raises `Problem` (404)."""
    match = resolve(f"/{path}", urlconf="cms.api.urls")
    endpoint = getattr(match.func, "__self__", None)
    if not isinstance(endpoint, Endpoint) or endpoint.private or endpoint.path in ("schema/", "docs/"):
        raise Problem(404, "There is no such endpoint.")
    return endpoint, match.kwargs


@csrf_exempt  # it reads, and by no cookie
def mirror(request: HttpRequest, path: str) -> HttpResponse:
    """A public endpoint, read through a session."""

    def absent(asked: Asked, **names: Any) -> Answer:
        raise Problem(404, "There is no such endpoint.")

    try:
        endpoint, names = endpoint_at(path)
    except Problem:
        return Endpoint("", "nothing", "", absent, private=True).view(request)

    searches = endpoint.path.startswith("search/") or "search" in request.GET

    def read(asked: Asked, **names: Any) -> Answer:
        with opened(asked.request, searches=searches):
            answer = endpoint.handle(asked, **names)
        if answer.location is not None:
            return replace(answer, location=answer.location.replace(PREFIX, f"{PREFIX}preview/", 1))
        return answer

    # Whoever looks at a preview sends nothing.
    return replace(endpoint, handle=read, receive=None, private=True).view(request, **names)


def read_draft(asked: Asked) -> Answer:
    """The draft itself."""
    with opened(asked.request) as (grant, stood):
        where = described(grant, stood, asked.base)
        return Answer({**where, "payload": _payload(asked, stood)})


def described(grant: Grant, stood: Standing, base: str) -> dict[str, Any]:
    """What a frontend is told of a draft beside its payload."""
    draft = stood.draft
    language = language_of(draft)
    place = draft.place(Scope(stood.viewer, language))
    return {
        "kind": place.kind,
        "type": type_of(draft),
        "id": draft.pk,
        "path": place.path,
        "locale": language,
        "mode": grant.mode,
        "shared": grant.link is not None,
        "editor": settings.EDITING_URL,
        "script": f"{base}{PREFIX}preview/script.js",
    }


def _payload(asked: Asked, stood: Standing) -> Any:
    """What the API answers for the draft, by the endpoint's own code."""
    draft = stood.draft
    language = language_of(draft)
    place = draft.place(Scope(stood.viewer, language))
    with translation.override(language):
        if place.api_path is None:
            scope = asked.scope(language)
            scope.want([(place.kind, draft.pk)])
            scope.resolve()
            return asked.write(Block(place.kind, str(draft.pk), ReusableContent(scope.get(place.kind, draft.pk) or ())))
        endpoint, names = endpoint_at(place.api_path)
        query = asked.request.GET.copy()
        if "locale" in {parameter.name for parameter in endpoint.parameters}:
            query["locale"] = language
        return endpoint.handle(Asked(asked.request, parameters.read(query, endpoint.parameters)), **names).data


DRAFT = Endpoint(
    "preview/",
    "preview",
    "The draft of a preview session, in exactly the shape of what is public.",
    read_draft,
    SHAPE,
    {200: PreviewDraft},
    private=True,
)
