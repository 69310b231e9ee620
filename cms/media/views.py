"""The doors to files: public renditions, renditions of private images, documents.

Nothing here writes. Public files touch no session; what only some people may see is asked for with the user, is never
stored anywhere, and is "not found" for everybody else.
"""

from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Site
from wagtail.permissions import policy_registry

from cms import tags
from cms.media.file_types import is_shown_inline
from cms.media.models import Document, Image, Rendition
from cms.media.serving import file_response
from cms.media.storage import PRIVATE_PREFIX, RENDITION_TYPES, rendition_files
from cms.media.uploads import UploadTooLarge
from cms.visibility import Principal, Viewer

IMMUTABLE = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=60"
PRIVATE = "private, no-store"

_DOWNLOAD_POLICY = "default-src 'none'; sandbox"
# A sandbox would switch the browser's PDF viewer off. Nothing in the file may fetch or run anything.
_INLINE_POLICY = "default-src 'none'; media-src 'self'; object-src 'self'; img-src 'self' data:; style-src 'unsafe-inline'"


@require_safe
def public_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A public rendition from local storage; with a bucket there is nothing here."""
    parts = path.split("/")
    if settings.S3_BUCKET or path.startswith(PRIVATE_PREFIX) or "\\" in path or any(not part or part.startswith(".") for part in parts):
        raise Http404
    response = _rendition(request, path)
    response["Cache-Control"] = IMMUTABLE
    return response


@require_safe
def private_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A rendition of an image in a private collection, for those who may see or manage it."""
    if not _is_signed_in(request):
        raise Http404
    name = PRIVATE_PREFIX + path
    # images/3f/3f2a…/name.webp: the folder is the image's uuid, which has an index.
    uuid = _uuid(PurePosixPath(path).parent.name)
    rendition = Rendition.objects.filter(image__uuid=uuid, file=name).first() if uuid else None
    if rendition is None or not _may_see(request, Image, rendition.image_id):
        raise Http404
    response = _rendition(request, name)
    response["Cache-Control"] = PRIVATE
    return response


@require_safe
def document(request: HttpRequest, uuid: UUID, filename: str) -> HttpResponseBase:
    """A document, by its public id. A former file name leads to the present one."""
    asked = Document.objects.filter(uuid=uuid)
    site = Site.find_for_request(request) or Site()
    found = Viewer.public(site).documents(asked).first()
    cache_control = BRIEFLY
    if found is None:
        # Whether there is such a document changes nothing in the answer to those who may not see it, its headers included.
        found, cache_control = (asked.first() if _is_signed_in(request) else None), PRIVATE
        if found is None or not _may_see(request, Document, found.pk):
            raise Http404
    tags.record(tags.document(found.pk))
    response: HttpResponseBase
    response = _document(request, found) if filename == found.filename else HttpResponseRedirect(found.url)
    response["Cache-Control"] = cache_control
    return response


def _rendition(request: HttpRequest, name: str) -> HttpResponseBase:
    content_type = RENDITION_TYPES.get(PurePosixPath(name).suffix)
    files = rendition_files()
    if content_type is None:
        raise Http404
    try:
        # The name holds a hash of what the file was made from: it is its own validator.
        return file_response(
            request, files.open(name), size=files.size(name), content_type=content_type, etag=f'"{PurePosixPath(name).stem}"'
        )
    except (OSError, SuspiciousFileOperation, ValueError) as error:
        raise Http404 from error


def _document(request: HttpRequest, found: Document) -> HttpResponseBase:
    try:
        file = found.file.storage.open(str(found.file.name))
    except OSError as error:
        raise Http404 from error
    response = file_response(request, file, size=file.size, content_type=found.content_type, etag=f'"{found.file_hash}"')
    inline = is_shown_inline(found.filename)
    response["Content-Disposition"] = content_disposition_header(not inline, found.filename) or "attachment"
    response["Content-Security-Policy"] = _INLINE_POLICY if inline else _DOWNLOAD_POLICY
    return response


def _is_signed_in(request: HttpRequest) -> bool:
    user: Any = getattr(request, "user", None)
    return user is not None and user.is_authenticated


def _may_see(request: HttpRequest, model: type[Image] | type[Document], pk: int) -> bool:
    """Whether the signed-in user passes the collection's restrictions, or manages the image or document in the admin."""
    user: Any = request.user
    site = Site.find_for_request(request) or Site()
    viewer = Viewer(site, Principal.of(user))
    visible = viewer.images if model is Image else viewer.documents
    instance = model.objects.get(pk=pk)
    actions = ["change", "delete", "choose"]
    return bool(
        visible(model.objects.filter(pk=pk)).exists()
        or policy_registry.get_by_type(model).user_has_any_permission_for_instance(user, actions, instance)
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(hex=text)
    except ValueError:
        return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler400`: a request that is too large gets 413 and a sentence, any other bad request 400 and one."""
    if isinstance(exception, UploadTooLarge):
        sentence, status = _("This upload is too large. A file may have at most 50 MB."), 413
    else:
        sentence, status = _("This request cannot be understood."), 400
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"success": False, "error_message": sentence}, status=status)
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
