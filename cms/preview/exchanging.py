"""A token for a session. Who may call it: a frontend's server, with a token that an editor's browser brought it."""

from dataclasses import dataclass

from django.views.decorators.debug import sensitive_variables

from cms.api.endpoints import Answer, Asked, Endpoint
from cms.api.problems import Problem
from cms.content import listing
from cms.content.drafts import standing
from cms.preview import attempts, sessions
from cms.preview.reading import described, draft_of, problems
from cms.preview.sessions import UnknownError


@dataclass(frozen=True)
class TokenRequest:
    """What is sent to exchange a token."""

    token: str


@dataclass(frozen=True)
class PreviewSession:
    """A session: the secret for the header `Authorization: Preview …`, and what it shows. `expires_in` is in seconds without use."""

    session: str
    expires_in: int
    kind: str
    type: str
    id: int
    path: str | None
    locale: str
    mode: str
    shared: bool
    editor: str
    script: str


@sensitive_variables()
def exchange(asked: Asked, sent: TokenRequest) -> Answer:
    request = asked.request
    if "Origin" in request.headers:
        raise Problem(403, "A token is exchanged by a frontend's server, never from a browser.")
    attempts.check(request)
    with problems():
        try:
            secret, grant = sessions.exchange(sent.token)
        except UnknownError as error:
            attempts.count(request)
            raise Problem(404, "There is no such token.") from error
        try:
            snapshot, site = draft_of(grant, request)
            with listing.alone(), standing(snapshot, site) as stood:
                shown = described(grant, stood, asked.base)
        except Exception:
            sessions.end(secret)
            raise
    return Answer({"session": secret, "expires_in": sessions.SESSION_SECONDS, **shown}, 201)


def _unread(asked: Asked) -> Answer:
    raise Problem(405, "This endpoint is called with POST.")


EXCHANGE = Endpoint(
    "preview/sessions/",
    "preview_session",
    "A preview token for a session.",
    _unread,
    receive=exchange,
    accepts=TokenRequest,
    received={201: PreviewSession},
    sending="Exchange a preview token for a session: once, within a minute, from server to server.",
    private=True,
)
