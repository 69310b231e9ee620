"""What an editor pastes, as blocks. Who may call it: whoever may use the admin.

The browser sends the clipboard's HTML and gets the blocks in the form in which Wagtail's editor takes them, the pictures that
belong into them (they are uploaded one by one, see `paste_pictures`), and what was left out.
"""

import json
from typing import Any
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.content.blocks.body import body_block
from cms.content.conversion import Conversion, FoundPicture, convert
from cms.content.conversion.listings import known_language
from cms.content.editor.paste_report import left_out, summary

MAX_CHARACTERS = 2_000_000
#: A browser takes long to show more of them; a text of that length wants to be several.
MAX_BLOCKS = 1_000
#: The source of a picture that the browser has and is going to upload: `masthead-picture:0`.
LOCAL_SCHEME = "masthead-picture"


@require_POST
def paste(request: HttpRequest) -> JsonResponse:
    """`{"html", "language"}` in; `{"blocks", "pictures", "summary", "left_out"}` out; `{"error"}` with 400 or 413."""
    try:
        # Django reads no more than DATA_UPLOAD_MAX_MEMORY_SIZE and answers 413 by itself.
        sent = json.loads(request.body)
        html, language = sent["html"], sent.get("language")
    except (ValueError, TypeError, KeyError, AttributeError):
        return JsonResponse({"error": _("This is not what the editor sends.")}, status=400)
    if not isinstance(html, str):
        return JsonResponse({"error": _("This is not what the editor sends.")}, status=400)
    if len(html) > MAX_CHARACTERS:
        return JsonResponse({"error": _("This is too much to paste at once. Paste it in parts.")}, status=413)
    found = convert(html, code_language=(known_language(language[:40]) if isinstance(language, str) else None) or "text")
    if len(found.blocks) > MAX_BLOCKS:
        return JsonResponse({"error": _("This is too much to paste at once. Paste it in parts.")}, status=413)
    return JsonResponse(
        {
            "blocks": form_states(found),
            "pictures": [_described(picture) for picture in found.pictures],
            "summary": summary(found),
            "left_out": left_out(found.dropped),
        }
    )


def form_states(found: Conversion) -> list[dict[str, Any]]:
    """The blocks as Wagtail's editor takes them."""
    stream = body_block()
    value = stream.to_python([{"type": kind, "value": raw} for kind, raw in found.blocks])
    states = [{"type": state["type"], "value": state["value"]} for state in stream.get_form_state(value)]
    for picture in found.pictures:
        # Wagtail forgets the text of an image that is not chosen yet.
        states[picture.position]["value"]["image"] = {"image": None, "decorative": False, "alt_text": picture.alt}
    return states


def _described(picture: FoundPicture) -> dict[str, Any]:
    """Where a picture comes in, which one it is, and where it lies: on the web (`host`), or in a file of another program."""
    scheme, _colon, rest = picture.src.partition(":")
    try:
        parts = urlsplit(picture.src)
        host, name = parts.hostname or "", unquote(parts.path.rpartition("/")[2])
    except ValueError:
        host, name = "", ""
    is_local = scheme == LOCAL_SCHEME and rest.isascii() and rest.isdigit() and len(rest) < 6
    return {
        "position": picture.position,
        "local": int(rest) if is_local else None,
        "host": host if scheme in ("http", "https") else "",
        "name": name[:80] if "." in name and not is_local and scheme != "data" else "",
        "alt": picture.alt,
    }
