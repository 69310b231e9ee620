"""What previews leave behind. Tokens, sessions and drafts end by themselves in the cache; these are rows."""

from wagtail.admin.models import FormState

from cms.preview.links import forget_ended


def tidy() -> None:
    """Delete share links that ended long ago, and forms that nobody looks at any more (Wagtail waits for the next preview)."""
    forget_ended()
    FormState.objects.stale().delete()
