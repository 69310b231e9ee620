"""What has a preview: on our own site, and on every frontend that an operator has configured."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.models import PreviewableMixin

if TYPE_CHECKING:
    from cms.content.previews import Place
    from cms.content.scope import Scope


class Previewed(PreviewableMixin):
    """Mixin. An editor chooses in one menu where a draft is shown, and in which of `own_preview_modes`.

    `show_preview` and `place` are called while the draft stands in the database as the public version: see `cms.content.drafts`.
    """

    own_preview_modes: ClassVar[list[tuple[str, Any]]] = PreviewableMixin.DEFAULT_PREVIEW_MODES

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        from cms.content.previews import menu

        return menu(self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from cms.content.previews import serve

        return serve(self, request, mode_name)

    def show_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft on our own site."""
        return TemplateResponse(request, self.get_preview_template(request, mode_name), self.get_preview_context(request, mode_name))

    def place(self, scope: "Scope") -> "Place":
        """Where the draft stands on the site and in the API."""
        raise NotImplementedError
