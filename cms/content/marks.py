"""What is made of a picture because it is some publication's mark."""

from collections.abc import Collection

from cms.content.models.site import SiteIdentity


def presets_of_marks(image_ids: Collection[int]) -> dict[int, list[str]]:
    """The presets that marks have beside those of every image."""
    used = SiteIdentity.objects.filter(mark_id__in=list(image_ids)).values_list("mark_id", flat=True)
    return {pk: ["icon"] for pk in used if pk}
