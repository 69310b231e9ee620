"""What an open editor asks the server about itself, and what a page tells the browser's script."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe

from cms.content.editor.saving.origin import Origin

#: "form.step": the work up to this step is on the server, so the browser may forget it. Read and deleted by a script.
SAVED_COOKIE = "masthead_saved"


def confirm_saved(response: HttpResponseBase, origin: Origin) -> None:
    """Tell the next page that what the form held is safe."""
    if origin.form:
        response.set_cookie(
            SAVED_COOKIE,
            f"{origin.form}.{origin.step}",
            max_age=3600,
            path="/admin/",
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


@require_safe
def state(request: HttpRequest) -> JsonResponse:
    """Who is signed in, and a token with which forms of this session may be sent.

    Who may call it: whoever may use the admin; everybody else is sent to the sign-in page, which tells the script that the
    session is over.
    """
    return JsonResponse({"user": request.user.pk, "csrf": get_token(request)})
