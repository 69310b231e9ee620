"""From a URL path to content in one request."""

from urllib.parse import unquote, urlsplit

from django.conf import settings

from cms.api.endpoints import LOCALE, SHAPE, Answer, Asked
from cms.api.pages import page_answer
from cms.api.parameters import Parameter
from cms.api.payloads import Absent, Locked, Redirected, RedirectTarget, Removed
from cms.api.problems import Problem
from cms.content.encoding import Encoder
from cms.content.routing import Closed, Found, Gone, Moved, resolve

PARAMETERS = (
    Parameter("path", "The path of a page, for example /topics/tides/; or its whole address.", required=True, longest=2000),
    LOCALE,
    *SHAPE,
)


def resolve_path(asked: Asked) -> Answer:
    """`kind` is page, redirect, locked, gone (410) or not_found (404)."""
    language, path, query = _place(asked)
    encoder = Encoder(asked.base)
    answer = resolve(asked.viewer, language, path, query)
    match answer:
        case Found(page=page):
            return Answer({"kind": "page", "page": page_answer(asked, page)}, last_modified=page.last_published_at)
        case Moved(url=url, permanent=permanent):
            return Answer(encoder(Redirected(RedirectTarget(url, 301 if permanent else 302))))
        case Closed():
            return Answer(encoder(Locked()))
        case Gone():
            return Answer(encoder(Removed()), 410)
        case _:
            return Answer(encoder(Absent()), 404)


def _place(asked: Asked) -> tuple[str, str, str]:
    """Language, path without the language's prefix, and query string of what was asked for."""
    wanted: str = asked.values["path"]
    if wanted.startswith(("http://", "https://")):
        if not (wanted + "/").startswith(asked.base + "/"):
            raise Problem(400, "'path' must be a path, or an address of this site.", "path")
        wanted = wanted[len(asked.base) :]
    try:
        parts = urlsplit(wanted if wanted.startswith("/") and not wanted.startswith("//") else "/" + wanted.lstrip("/"))
    except ValueError as error:
        raise Problem(400, "'path' must be the path of a URL.", "path") from error
    path, language = unquote(parts.path), asked.language
    if "\x00" in path:
        raise Problem(400, "'path' must be the path of a URL.", "path")
    first, _, rest = path.lstrip("/").partition("/")
    if first != settings.LANGUAGE_CODE and first in dict(settings.LANGUAGES):
        language, path = first, f"/{rest}"
    return language, path, parts.query
