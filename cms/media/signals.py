"""What this room tells the rooms above it, and the receivers that hear what happens in Wagtail."""

from typing import Any

from django.dispatch import Signal

#: Sent inside the transaction when renditions of images appear, vanish or get other URLs.
#: Arguments: `sender` (the image model), `image_ids` (a list of primary keys).
renditions_changed = Signal()


def restriction_changed(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    from cms.media.privacy import collection_changed

    if not raw:
        collection_changed(instance.collection)


def collection_saved(sender: type, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    # The admin saves a collection before it moves it, in one transaction; treebeard's move() itself says nothing.
    from cms.media.privacy import collection_changed

    if not created and not raw:
        collection_changed(instance)
