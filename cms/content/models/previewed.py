"""What has a preview: on our own site, and on every frontend that an operator has configured."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.models import PreviewableMixin

if TYPE_CHECKING:
    from cms.content.previews import Place
    from cms.content.scope import Scope


class _Handler(BaseHandler):
    """All middleware, and at its end the preview that the request carries."""

    def _get_response(self, request: HttpRequest) -> HttpResponse:
        response: Any = request.shown.serve_preview(request, request.preview_mode)  # type: ignore[attr-defined]
        return response.render() if hasattr(response, "render") else response


@cache
def _handler() -> _Handler:
    """One for all previews. Wagtail makes one for each, and to find all static files again takes longer than to read the draft."""
    handler = _Handler()
    handler.load_middleware()
    return handler


class Previewed(PreviewableMixin):
    """Mixin. An editor chooses in one menu where a draft is shown, and in which of `own_preview_modes`.

    `show_preview` and `place` are called while the draft stands in the database as the public version: see `cms.content.drafts`.
    """

    own_preview_modes: ClassVar[list[tuple[str, Any]]] = PreviewableMixin.DEFAULT_PREVIEW_MODES

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        from cms.content.previews import menu

        return menu(self)

    def make_preview_request(
        self,
        original_request: HttpRequest | None = None,
        preview_mode: str | None = None,
        extra_request_attrs: Mapping[str, Any] | None = None,
    ) -> Any:
        request: Any = WSGIRequest(self._get_dummy_headers(original_request))
        request.is_dummy = request.is_preview = True
        request.preview_mode, request.shown = preview_mode, self
        for name, value in (extra_request_attrs or {}).items():
            setattr(request, name, value)
        return _handler().get_response(request)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from cms.content.previews import serve

        return serve(self, request, mode_name)

    def show_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft on our own site."""
        return TemplateResponse(request, self.get_preview_template(request, mode_name), self.get_preview_context(request, mode_name))

    def place(self, scope: "Scope") -> "Place":
        """Where the draft stands on the site and in the API."""
        raise NotImplementedError
