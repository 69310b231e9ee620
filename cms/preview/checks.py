"""What of FRONTENDS can be seen to be wrong without asking anybody."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning as CheckWarning

from cms.frontends import Frontend
from cms.outbound import origin_of


def _frontends() -> list[Frontend]:
    found: list[Frontend] = settings.FRONTENDS
    return found


def check_origins(**kwargs: Any) -> list[CheckMessage]:
    own = {origin_of(settings.SITE_URL), origin_of(settings.EDITING_URL)}
    return [
        Error(
            f"FRONTENDS: the origin of {frontend.name}, {frontend.origin}, is that of this site itself.",
            hint="Our rendered site is in the menu of previews anyway: leave the entry out, or write the frontend's own origin.",
            id="preview.E001",
        )
        for frontend in _frontends()
        if frontend.origin in own
    ]


def check_frames(**kwargs: Any) -> list[CheckMessage]:
    if urlsplit(settings.EDITING_URL).scheme != "https":
        return []
    return [
        CheckWarning(
            f"FRONTENDS: {frontend.name} is at {frontend.origin}, which browsers do not show in a frame of an editor on https.",
            hint="Serve the frontend on https.",
            id="preview.W001",
        )
        for frontend in _frontends()
        if frontend.origin.startswith("http://")
    ]


def check_reading(**kwargs: Any) -> list[CheckMessage]:
    allowed = settings.API_CORS_ORIGINS
    return [
        CheckWarning(
            f"FRONTENDS names {frontend.origin}, but API_CORS_ORIGINS does not, so its scripts cannot read the API in browsers.",
            hint=f"Add {frontend.origin} to API_CORS_ORIGINS, unless only its server reads.",
            id="preview.W002",
        )
        for frontend in _frontends()
        if "*" not in allowed and frontend.origin not in allowed
    ]


ALL: Sequence[Callable[..., list[CheckMessage]]] = (check_origins, check_frames, check_reading)
