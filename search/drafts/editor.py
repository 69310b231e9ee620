"""Who is searching: set while a view of the admin runs, and by nothing else.

Searches of pages go to the editors' index only then. The same code of Wagtail's (`Page.objects.search()`) may be called by a view for
readers, a template of an owner's or the write API, and must find nothing that only a draft says there.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

_request: ContextVar[HttpRequest | None] = ContextVar("search_editor", default=None)


def current_editor() -> Any:
    """The signed-in user in whose view this is called, or None outside of the admin."""
    request = _request.get()
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated and user.has_perm("wagtailadmin.access_admin") else None


def searching_as_editor(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a view of the admin. Who asks is looked at when something is searched, so that other views need no session."""

    @wraps(view)
    def decorated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        token = _request.set(request)
        try:
            return view(request, *args, **kwargs)
        finally:
            _request.reset(token)

    return decorated
