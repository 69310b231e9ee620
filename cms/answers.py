"""What an answer says of itself: the same for everybody, or somebody's own. A leaf: every room may say it.

See docs/freshness.md for what makes an answer storable.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponseBase

#: The same for everybody. Browsers ask again each time; `cms.delivery` tells shared caches how long they may keep it.
PUBLIC = "public, max-age=0, must-revalidate"
PRIVATE = "private, no-store"

#: The parameters of query strings that pages read. What is not among them is no part of a page's answer.
_read: set[str] = {"page", "year", "order"}


def public[Response: HttpResponseBase](response: Response) -> Response:
    """The answer is the same for everybody. Not for an answer that the visitor, a cookie or a header has a part in."""
    response.headers.setdefault("Cache-Control", PUBLIC)
    return response


def stored[**P, Response: HttpResponseBase](view: Callable[P, Response]) -> Callable[P, Response]:
    """Decorator: whatever the view answers with 200 is the same for everybody."""

    @wraps(view)
    def decorated(*args: P.args, **kwargs: P.kwargs) -> Response:
        response = view(*args, **kwargs)
        return public(response) if response.status_code == 200 else response

    return decorated


def allow_query(*names: str) -> None:
    """Pages read these parameters of the query string: answers are stored for each of their values. Call it in `AppConfig.ready()`."""
    _read.update(names)


def read_parameters() -> frozenset[str]:
    return frozenset(_read)


def depends_on_whole_query(response: HttpResponseBase) -> None:
    """The answer depends on all of the query string, not only on what was allowed: a redirect that keeps it, for example."""
    marked: Any = response
    marked.depends_on_whole_query = True
