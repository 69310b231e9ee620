"""System checks: settings without which this room would not be safe."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from cms.media.file_types import DOCUMENT_TYPES

_REQUIRED = {
    "WAGTAILIMAGES_IMAGE_FORM_BASE": "cms.media.forms.ImageForm",
    "WAGTAILDOCS_DOCUMENT_FORM_BASE": "cms.media.forms.DocumentForm",
}
_HANDLER = "cms.media.uploads.RequestLimitHandler"


def check_settings(**kwargs: Any) -> list[CheckMessage]:
    """media.E001 to E003."""
    found: list[CheckMessage] = [
        Error(f"{name} is not {wanted!r}.", hint="Uploads would not be checked before they are decoded.", id="media.E001")
        for name, wanted in _REQUIRED.items()
        if getattr(settings, name, None) != wanted
    ]
    if settings.FILE_UPLOAD_HANDLERS[:1] != [_HANDLER]:
        hint = "It refuses a request that is too large before anything of it is stored."
        found.append(Error(f"FILE_UPLOAD_HANDLERS does not begin with {_HANDLER!r}.", hint=hint, id="media.E002"))
    unknown = sorted(set(settings.WAGTAILDOCS_EXTENSIONS) - set(DOCUMENT_TYPES))
    if unknown:
        hint = "Each needs a type in cms/media/file_types.py, one that browsers do not execute."
        found.append(Error(f"WAGTAILDOCS_EXTENSIONS allows {', '.join(unknown)}.", hint=hint, id="media.E003"))
    return found


def register_all() -> None:
    register(check_settings)
