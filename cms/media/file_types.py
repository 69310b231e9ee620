"""Which documents are accepted, what they are served as, and which of them a browser may show.

The extension decides the type. The content must fit: what looks like HTML, SVG or other markup is refused whatever it is
called, and a binary format must begin the way it does.
"""

import re
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

#: What a document is served as, by extension. Nothing here is executed by a browser.
DOCUMENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": _OFFICE + "wordprocessingml.document",
    "epub": "application/epub+zip",
    "key": "application/vnd.apple.keynote",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "odp": _OPEN_DOCUMENT + "presentation",
    "ods": _OPEN_DOCUMENT + "spreadsheet",
    "odt": _OPEN_DOCUMENT + "text",
    "ogg": "audio/ogg",
    "pdf": "application/pdf",
    "pptx": _OFFICE + "presentationml.presentation",
    "rtf": "application/rtf",
    "txt": "text/plain; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
    "wav": "audio/wav",
    "webm": "video/webm",
    "xlsx": _OFFICE + "spreadsheetml.sheet",
    "zip": "application/zip",
}
FALLBACK_TYPE = "application/octet-stream"

_ZIP = re.compile(rb"PK(\x03\x04|\x05\x06|\x07\x08)")
#: How the content of a format begins.
_SIGNATURES: dict[str, re.Pattern[bytes]] = {
    **dict.fromkeys(("docx", "epub", "key", "odp", "ods", "odt", "pptx", "xlsx", "zip"), _ZIP),
    "m4a": re.compile(rb"....ftyp", re.DOTALL),
    "mp3": re.compile(rb"ID3|\xff[\xe0-\xff]"),
    "mp4": re.compile(rb"....ftyp", re.DOTALL),
    "ogg": re.compile(rb"OggS"),
    "pdf": re.compile(rb"%PDF-"),
    "rtf": re.compile(rb"\{\\rtf"),
    "vtt": re.compile(rb"(?:\xef\xbb\xbf)?WEBVTT"),
    "wav": re.compile(rb"RIFF....WAVE", re.DOTALL),
    "webm": re.compile(rb"\x1a\x45\xdf\xa3"),
}
# WHATWG MIME Sniffing, section 7.1: what a browser takes for HTML or XML; and the elements that start an SVG or a fragment.
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<(?:!--|!doctype|\?xml|/?(?:html|head|body|script|style|title|iframe|svg|math|"
    rb"object|embed|form|img|link|meta|table|div|font|a|b|br|h1|p|input|base|x:|xsl:)(?=[\s>/:]))",
    re.IGNORECASE,
)
_HEAD = 1024


def extension_of(filename: str) -> str:
    return PurePosixPath(filename).suffix.lower().removeprefix(".")


def document_type(filename: str) -> str:
    """The Content-Type of a document with this name."""
    return DOCUMENT_TYPES.get(extension_of(filename), FALLBACK_TYPE)


def is_shown_inline(filename: str) -> bool:
    """PDF, audio and video are shown by the browser; everything else is downloaded."""
    kind = document_type(filename)
    return kind == "application/pdf" or kind.startswith(("audio/", "video/"))


def check_document(file: Any) -> None:
    """Raise `ValidationError` on the field `file` if it is too large, or if its content is not what its name says."""
    extension = extension_of(file.name)
    if extension not in settings.WAGTAILDOCS_EXTENSIONS:
        return  # Wagtail's own validator says so
    if file.size > settings.WAGTAILDOCS_MAX_UPLOAD_SIZE:
        limit = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE // (1024 * 1024)
        raise ValidationError({"file": _("This file is larger than %(limit)d MB.") % {"limit": limit}})
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    signature = _SIGNATURES.get(extension)
    if is_markup(head) or (signature and not signature.match(head)):
        raise ValidationError({"file": _("This is not a .%(extension)s file: its content is something else.") % {"extension": extension}})


def is_markup(head: bytes) -> bool:
    """Whether a browser that guesses would take this for HTML, SVG or XML."""
    return bool(_MARKUP.match(head.replace(b"\0", b"")))
