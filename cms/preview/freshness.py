"""What changes of this room's tables move. See docs/freshness.md."""

from cms.preview.models import ShareLink
from cms.tags import unshown


def declare() -> None:
    """Called once, when the app is ready."""
    unshown("Who has a link to a draft. What it shows is private and never stored.", ShareLink)
