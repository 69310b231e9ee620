"""What a model refuses is told to the editor who tried it, whichever of the admin's doors they took."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse


class RefusalMiddleware:
    """Turns a ValidationError that no form caught (copying, publishing many, a moderator's approval) into a message.

    Wagtail checks pages in the form that edits them; its other doors publish, copy and move without one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ValidationError) or request.method != "POST" or not request.path_info.startswith("/admin/"):
            return None
        sentences = " ".join(exception.messages)
        if request.headers.get("X-Requested-With") == "XMLHttpRequest" or "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"success": False, "error_message": sentences}, status=400)
        messages.error(request, sentences)
        came_from = urlsplit(request.headers.get("Referer", ""))
        is_ours = came_from.netloc == request.get_host() and came_from.path.startswith("/admin/")
        return redirect(came_from._replace(scheme="", netloc="").geturl() if is_ours else reverse("wagtailadmin_home"))
