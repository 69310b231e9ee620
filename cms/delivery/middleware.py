"""Language from the path, and the headers that tell private answers from public ones."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_PRIVATE_PREFIXES = ("/admin/",)


class UrlLocaleMiddleware:
    """The language of an answer depends on its path alone, so that no public answer varies with Accept-Language.

    Django's own LocaleMiddleware adds `Vary: Accept-Language` to everything. Wagtail's admin sets its language itself.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class PrivateResponsesMiddleware:
    """Whatever belongs to a person is `private, no-store`; Wagtail's admin gets its own content security policy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        session = getattr(request, "session", None)
        personal = request.path_info.startswith(_PRIVATE_PREFIXES) or (session is not None and (session.accessed or session.modified))
        if personal:
            response.headers["Cache-Control"] = "private, no-store"
        else:
            # Django would give whoever sends a malformed one a new cookie; a public answer sets none.
            request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
        if request.path_info.startswith(_PRIVATE_PREFIXES) and not hasattr(response, "_csp_config"):
            response._csp_config = settings.ADMIN_CSP  # type: ignore[attr-defined]
        return response
