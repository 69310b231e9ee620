"""Pictures that an editor drops on a body or pastes into it. Who may call it: whoever may add images to the collection.

The same form and the same checks as in Wagtail's own windows for uploading; one picture a request, so that each has its own
progress and its own error.
"""

from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.images.forms import get_image_form
from wagtail.models import Collection
from wagtail.permissions import policy_registry
from wagtail.utils.file import hash_filelike

from cms.content.blocks.body import body_block
from cms.content.conversion.things import MAX_ALT, image_value
from cms.media.models import Image

_MAX_TITLE = 255


def collections_for(user: Any) -> QuerySet[Collection]:
    """The collections that somebody may add images to, in the order of their tree."""
    return policy_registry.get_by_type(Image).collections_user_has_permission_for(user, "add").order_by("path")


@require_http_methods(["GET", "POST"])
def pictures(request: HttpRequest) -> JsonResponse:
    """GET: the `collections` that pictures can go to. POST: a `file` and perhaps a `collection`; `{"error"}` with 400.

    The answer is `{"value", "title", "known"}`. `value` is the form's state of an image block. A file that is in the
    library already is not kept twice (`known`).
    """
    collections = collections_for(request.user)
    if not collections.exists():
        raise PermissionDenied
    if request.method == "GET":
        return JsonResponse({"collections": [{"id": found.pk, "name": found.get_indented_name()} for found in collections]})
    return _upload(request, collections)


def _upload(request: HttpRequest, collections: QuerySet[Collection]) -> JsonResponse:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return JsonResponse({"error": _("There is no file.")}, status=400)
    known = _same_file(request, file)
    if known is not None:
        return JsonResponse({"value": block_state(known), "title": known.title, "known": True})
    title = (Path(file.name or "").stem.replace("_", " ").strip() or _("Picture"))[:_MAX_TITLE]
    first = collections.first()
    asked = request.POST.get("collection") or (str(first.pk) if first else "")
    form = get_image_form(Image)(
        {"title": title, "collection": asked},
        {"file": file},
        instance=Image(uploaded_by_user=request.user),
        user=request.user,
    )
    if not form.is_valid():
        return JsonResponse({"error": " ".join(str(error) for errors in form.errors.values() for error in errors)}, status=400)
    with transaction.atomic():
        image = form.save()
    return JsonResponse({"value": block_state(image), "title": image.title, "known": False})


def _same_file(request: HttpRequest, file: "UploadedFile[Any]") -> Image | None:
    """An image with this very file that they may choose: pasting a text twice should not fill the library."""
    choosable = policy_registry.get_by_type(Image).instances_user_has_permission_for(request.user, "choose")
    found: Image | None = choosable.filter(file_hash=hash_filelike(file)).order_by("-pk").first()
    return found


def block_state(image: Image) -> dict[str, Any]:
    """The form's state of an image block with this image, its own alternative text, caption and credit."""
    stream = body_block()
    caption = f"<p>{escape(image.caption)}</p>" if image.caption else ""
    raw = {**image_value(image.default_alt_text[:MAX_ALT], caption, image.pk), "credit": image.credit}
    state: dict[str, Any] = stream.get_form_state(stream.to_python([{"type": "image", "value": raw}]))[0]["value"]
    return state
