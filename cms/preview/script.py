"""The script of “click to edit” for frontends. Who may call it: everybody; it holds nothing but the address of the editor."""

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

_NAME = "preview/script.js"


def _source() -> bytes:
    found = finders.find(_NAME)
    if found:
        with open(found, "rb") as file:  # noqa: PTH123
            return file.read()
    with staticfiles_storage.open(_NAME) as file:
        return bytes(file.read())


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    text = _source().replace(b"__EDITOR__", settings.EDITING_URL.encode())
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=300"
    # A frontend of another site loads it into its own pages.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Access-Control-Allow-Origin"] = "*"
    return response
