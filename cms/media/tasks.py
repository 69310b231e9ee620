"""What the worker does for this room. Each task may run twice, and finds nothing to do the second time."""

from django.tasks import task
from wagtail.images import get_image_model

from cms.media import privacy
from cms.media.renditions import ensure_renditions


@task
def make_renditions(image_id: int) -> int:
    """Make what an image lacks in any preset. Returns how many files that were; 0 for an image that is gone."""
    image = get_image_model().objects.filter(pk=image_id).first()
    return len(ensure_renditions(image)) if image is not None else 0


@task
def place_images(image_ids: list[int]) -> None:
    """Move the renditions of these images to where the privacy of their collections wants them."""
    privacy.place(image_ids)


@task
def place_collection(collection_id: int) -> None:
    """The same for all images in a collection and below it."""
    privacy.place_below(collection_id)
