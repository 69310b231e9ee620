"""Images, their renditions, and documents."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    ImageQuerySet as WagtailImageQuerySet,
    WagtailImageField,
    get_rendition_storage,
    get_rendition_upload_to,
    get_upload_to,
)
from wagtail.search import index

from cms.media import drawing, file_types, privacy, replacement
from cms.media.description import describe
from cms.media.fields import OriginalField
from cms.media.naming import folder_of, rendition_key, rendition_name, stored_name

if TYPE_CHECKING:
    from cms.media.picture import Drawn, Files


def _uploader(related_name: str) -> Any:
    """Wagtail's field with another reverse name: its own unused models have the same class names as ours."""
    field: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by user"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name=related_name,
    )
    field.wagtail_reference_index_ignore = True
    return field


_FOCAL_POINT = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")


class ImageQuerySet(WagtailImageQuerySet):
    def update(self, **values: Any) -> int:
        """As Django's; images that change their collection (Wagtail's bulk action) take their renditions along."""
        if not {"collection", "collection_id"} & values.keys():
            return int(super().update(**values))
        with transaction.atomic():
            moved = list(self.values_list("pk", flat=True))
            updated = int(super().update(**values))
            privacy.place_soon(moved)
        return updated

    update.alters_data = True  # type: ignore[attr-defined]


class Image(AbstractImage):
    """An image: a private original, and the renditions that were made from it.

    What is known of a file (size, colour, placeholder, the photographer's caption and credit) is read when a new one is
    saved. Renditions are made by the worker: `save()` asks for them when the file or the focal point changed.
    """

    uuid = models.UUIDField(_("public id"), default=uuid4, unique=True, editable=False)
    file: Any = OriginalField(_("file"), upload_to=get_upload_to, width_field="width", height_field="height", max_length=200)
    uploaded_by_user = _uploader("uploaded_images")
    tags = TaggableManager(_("tags"), help_text=None, blank=True, related_name="media_images")
    description = models.CharField(
        _("default alternative text"),
        max_length=255,
        blank=True,
        default="",
        help_text=_("What the image shows, for people who do not see it. It can be changed wherever the image is used."),
    )
    caption = models.TextField(_("caption"), max_length=2000, blank=True)
    credit = models.CharField(_("credit"), max_length=255, blank=True, help_text=_("The photographer or the source."))

    dominant_color = models.CharField(max_length=7, default="#ffffff", editable=False)
    placeholder = models.CharField(max_length=400, blank=True, editable=False)
    has_alpha = models.BooleanField(default=False, editable=False)
    animated = models.BooleanField(default=False, editable=False)
    problem = models.CharField(max_length=200, blank=True, editable=False)

    #: Set by `picture.load_images`.
    drawn: "list[Drawn]"
    #: What `picture` has made of them, by preset.
    files: "dict[str, Files]"
    #: The preset that somebody asked for by name, instead of the one of the place.
    asked_preset: str | None = None

    objects = ImageQuerySet.as_manager()

    admin_form_fields = ("title", "file", "collection", "description", "caption", "credit", "tags", *_FOCAL_POINT)
    search_fields = [
        *AbstractImage.search_fields,
        index.SearchField("caption"),
        index.SearchField("credit"),
        index.FilterField("uuid"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    @property
    def default_alt_text(self) -> str:
        # A title is mostly a file name: better nothing than that read aloud.
        return str(self.description)

    def get_upload_to(self, filename: str) -> str:
        return f"{folder_of('originals', self.uuid)}/{stored_name(filename, ascii_only=True)}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises `decoding.UnreadableImageError` for a new file that is not an image, or too large; forms checked that before."""
        watched = {"file", "collection", "collection_id", *_FOCAL_POINT}
        update_fields = kwargs.get("update_fields")
        if update_fields is not None and not watched & set(update_fields):
            super().save(*args, **kwargs)
            return

        before = replacement.stored_values(self, ("file", "file_hash", "collection_id", *_FOCAL_POINT))
        new_file = replacement.has_new_file(self, before)
        if new_file:
            self._read_file()
            if update_fields is not None:
                kwargs["update_fields"] = {*update_fields, *_READ_FROM_FILE}
        with transaction.atomic():
            super().save(*args, **kwargs)
            if before is not None and new_file:
                replacement.forget_file(self, before["file"])
                if before["file_hash"] != self.file_hash:
                    drawing.discard(self.renditions.all())
            if new_file or before is None or any(before[name] != getattr(self, name) for name in _FOCAL_POINT):
                drawing.ask_for_renditions([self.pk])
            if before is not None and before["collection_id"] != self.collection_id:
                privacy.place_soon([self.pk])

    def _read_file(self) -> None:
        with self.open_file() as file:
            found = describe(file)
        self._set_image_file_metadata()
        self.width, self.height = found.width, found.height
        self.dominant_color, self.placeholder = found.dominant_color, found.placeholder
        self.has_alpha, self.animated = found.has_alpha, found.animated
        self.caption = self.caption or found.credits.caption
        self.credit = self.credit or found.credits.credit
        self.problem = ""

    # --- renditions: Wagtail's own callers (the admin's thumbnails) and ours come through here ----------------------------

    def create_rendition(self, filter: Filter) -> "Rendition":  # noqa: A002 - Wagtail's name
        return self.create_renditions(filter)[filter]

    def create_renditions(self, *filters: Filter) -> dict[Filter, "Rendition"]:
        """Make files and rows for these filters. Raises `SourceImageIOError` if the original is missing or unreadable."""
        made = drawing.make(self, [rule.spec for rule in filters])
        return {rule: made[rule.spec] for rule in filters}


_READ_FROM_FILE = (
    *("file", "width", "height", "file_size", "file_hash"),
    *("dominant_color", "placeholder", "has_alpha", "animated", "caption", "credit", "problem"),
)


class Rendition(AbstractRendition):
    """One file made from an image. `file` begins with `private/` while the image's collection is private."""

    image = models.ForeignKey(Image, related_name="renditions", on_delete=models.CASCADE)
    file: Any = WagtailImageField(
        upload_to=get_rendition_upload_to, storage=get_rendition_storage, width_field="width", height_field="height", max_length=200
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("image", "filter_spec", "focal_point_key"), name="media_one_rendition"),
        ]

    def __str__(self) -> str:
        return str(self.filter_spec)

    def get_upload_to(self, filename: str) -> str:
        key = rendition_key(self.image.file_hash, self.filter_spec, self.focal_point_key)
        name = rendition_name(self.image.uuid, self.image.filename, key, f".{filename.rpartition('.')[2]}")
        return privacy.placed_name(name, public=privacy.is_public(self.image))


def document_path(document: "Document", filename: str) -> str:
    return f"{folder_of('documents', document.uuid)}/{stored_name(filename)}"


class Document(AbstractDocument):
    """A file to download. Its type follows from its extension, which must fit its content."""

    uuid = models.UUIDField(_("public id"), default=uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), upload_to=document_path, max_length=200)
    uploaded_by_user = _uploader("uploaded_documents")
    tags = TaggableManager(_("tags"), help_text=None, blank=True, related_name="media_documents")

    admin_form_fields = ("title", "file", "collection", "tags")
    search_fields = [*AbstractDocument.search_fields, index.FilterField("uuid")]

    class Meta(AbstractDocument.Meta):
        permissions = [("choose_document", "Can choose document")]

    def clean(self) -> None:
        super().clean()
        if replacement.is_upload(self.file):
            file_types.check_document(self.file)

    def save(self, *args: Any, **kwargs: Any) -> None:
        before = replacement.stored_values(self, ("file",))
        new_file = replacement.has_new_file(self, before)
        if new_file:
            self._set_document_file_metadata()
        with transaction.atomic():
            super().save(*args, **kwargs)
            if before is not None and new_file:
                replacement.forget_file(self, before["file"])

    @property
    def content_type(self) -> str:
        """The type that the file is served as; never one that a browser would execute."""
        return file_types.document_type(self.filename)

    @property
    def url(self) -> str:
        return reverse("document", args=(self.uuid, self.filename), urlconf="cms.media.urls")
