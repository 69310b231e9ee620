"""What the page editor's scripts need to know: addresses, limits, words in the editor's language."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.images.utils import get_allowed_image_extensions

from cms.content.editor.paste import paste
from cms.content.editor.paste_pictures import pictures

urlpatterns = [
    path("paste/", paste, name="paste"),
    path("paste/picture/", pictures, name="paste_picture"),
]
_SCRIPTS = ("rtf.js", "clipboard.js", "stream.js", "message.js", "collection.js", "pictures.js", "paste.js", "drop.js")


def options() -> dict[str, Any]:
    megabytes = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE // (1024 * 1024)
    extensions = get_allowed_image_extensions()
    return {
        "urls": {"paste": reverse("paste"), "picture": reverse("paste_picture")},
        "maxSize": settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE,
        "extensions": extensions,
        "labels": {
            "title": _("Paste"),
            "pasting": _("Reading what you pasted…"),
            "left_out": _("Left out:"),
            "left_out_more": _("What exactly was left out"),
            "without_alt": _("Pictures without an alternative text: %(count)s."),
            "next_alt": _("Go to the next one"),
            "alt_hint": _("Say what this picture shows, or mark it as decorative."),
            "undo": _("Undo paste"),
            "undo_pictures": _("Take them out again"),
            "undone": _("What you pasted has been taken out again."),
            "undo_changed": _("You changed the text since then. Those changes go, too."),
            "cancel": _("Cancel"),
            "close": _("Close"),
            "uploading": _("Uploading picture %(number)s of %(total)s: %(name)s"),
            "uploaded": _("Pictures uploaded: %(count)s."),
            "known": _("“%(name)s” is in the library already and was not stored again."),
            "missing": _(
                "This picture lies on %(host)s and was not fetched. Save it from there and drop its file here, or choose an image."
            ),
            "missing_file": _("Your word processor did not hand this picture over. Drop its file here, or choose an image."),
            "missing_count": _("Places that wait for a picture: %(count)s. Drop the files on them, or several on the first."),
            "no_permission": _("You may not upload pictures. Ask somebody who may, or choose an image."),
            "not_picture": _("“%(name)s” is not a picture that can be shown. Use one of: %(extensions)s."),
            "too_large": _("“%(name)s” is larger than %(megabytes)s MB. Save it with fewer pixels, then drop it again.")
            % {"name": "%(name)s", "megabytes": megabytes},
            "upload_failed": _("“%(name)s” could not be uploaded: the server cannot be reached. Drop it again in a moment."),
            "upload_refused": _("“%(name)s”: %(error)s"),
            "away": _(
                "The server cannot be reached, so your text came in without its formatting. To try again, undo with Ctrl+Z and paste."
            ),
            "refused": _("Your text came in without its formatting. %(error)s"),
            "collection_title": _("Where do the pictures go?"),
            "collection_label": _("Collection"),
            "collection_upload": _("Upload"),
            "from_clipboard": _("Picture from the clipboard"),
        },
    }


def editor_script() -> SafeString:
    """Options and scripts, for every form of the admin that may hold a body."""
    return format_html(
        '{}<link rel="stylesheet" href="{}">{}',
        json_script(options(), "masthead-paste"),
        static("admin/paste/paste.css"),
        format_html_join("", '<script defer src="{}"></script>', ((static(f"admin/paste/{name}"),) for name in _SCRIPTS)),
    )
