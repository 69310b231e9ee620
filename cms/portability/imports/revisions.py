"""Whether an editor has changed something since it was imported."""

from typing import Any


def written(instance: Any) -> str:
    """What an import remembers of an object that it has written: its latest revision, and whether it was public."""
    return f"{instance.latest_revision_id}:{'live' if instance.live else 'draft'}"
