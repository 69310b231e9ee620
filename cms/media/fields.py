"""The model field of an original."""

from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from cms.media.decoding import open_image, upright_size


class OriginalFile(WagtailImageFieldFile):
    """The file of an image: its size is that of the upright image, and its URL never that of the original."""

    def get_image_dimensions(self) -> tuple[int, int]:
        was_closed = self.closed
        self.open()
        try:
            return upright_size(open_image(self))
        finally:
            if was_closed:
                self.close()
            else:
                self.seek(0)

    @property
    def url(self) -> str:
        """The URL of the largest rendition, "" if there is none: originals carry the photographer's EXIF data and place."""
        from cms.media.picture import download_url

        if self.instance._get_prefetched_renditions() is None:  # Wagtail's callers do not prefetch
            self.instance.prefetched_renditions = list(self.instance.renditions.all())
        return download_url(self.instance) or ""


class OriginalField(WagtailImageField):
    attr_class = OriginalFile
