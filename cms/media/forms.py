"""The admin's forms for images and documents, with our checks."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.media.decoding import TooManyPixelsError, UnreadableImageError
from cms.media.description import describe


class ImageUploadField(WagtailImageField):
    """Wagtail's field, which looks at extension, content and size; ours counts the pixels before it decodes them."""

    default_error_messages = {
        "invalid_image": _("This file is not a picture, or it is damaged. Save it again as JPEG, PNG or WebP and upload that file."),
    }

    def check_image_pixel_size(self, f: Any) -> None:
        try:
            describe(f.image.f)
        except TooManyPixelsError as error:
            raise ValidationError(
                _("This image has more than %(megapixels)s megapixels. Save it with fewer pixels and upload it again."),
                code="too_many_pixels",
                params={"megapixels": settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000},
            ) from error
        except UnreadableImageError as error:
            raise ValidationError(self.error_messages["invalid_image"], code="unreadable_image") from error
        f.seek(0)


class ImageForm(BaseImageForm):
    """For creating and changing an image. Replacing a file is the model's business: see `Image.save()`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            field = self.fields["file"]
            self.fields["file"] = ImageUploadField(label=field.label, required=field.required, widget=field.widget)

    def save(self, commit: bool = True) -> Any:
        self.original_file = None  # BaseImageForm would delete it before the transaction commits
        return super().save(commit=commit)


class DocumentForm(BaseDocumentForm):
    """For creating and changing a document. Replacing a file is the model's business: see `Document.save()`."""

    def save(self, commit: bool = True) -> Any:
        self.original_file = None  # BaseDocumentForm would delete it before the row says so
        return super().save(commit=commit)
