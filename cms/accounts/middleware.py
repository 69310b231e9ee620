"""Sessions for those who work here."""

from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse


class EditingSessionMiddleware(SessionMiddleware):
    """As Django's, but an answer that did not look at the session says nothing about it either.

    Django takes an unusable session cookie away on every answer, and a stored public answer would then carry that.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = request.session
        if not session.accessed and not session.modified:
            return response
        return super().process_response(request, response)
