"""Reading from other origins: anonymous, never with credentials, from anywhere unless a list says from where."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

METHODS = "GET, HEAD, OPTIONS"
#: What a browser's script may read of an answer.
EXPOSED = "Cache-Tag, Content-Language, ETag, Last-Modified, RateLimit, RateLimit-Policy, Retry-After, Server-Timing"
REQUESTED = "Accept, Accept-Language, Cache-Control, Content-Type, If-Modified-Since, If-None-Match"


def allow(request: HttpRequest, response: HttpResponse, methods: str = METHODS) -> None:
    """Add the headers that let a browser's script read this answer."""
    origins: list[str] = settings.API_CORS_ORIGINS
    if "*" in origins:
        response["Access-Control-Allow-Origin"] = "*"
    else:
        patch_vary_headers(response, ["Origin"])
        origin = request.headers.get("Origin", "")
        if origin not in origins:
            return
        response["Access-Control-Allow-Origin"] = origin
    response["Access-Control-Expose-Headers"] = EXPOSED
    if request.method == "OPTIONS":
        response["Access-Control-Allow-Methods"] = methods
        response["Access-Control-Allow-Headers"] = REQUESTED
        response["Access-Control-Max-Age"] = "86400"
