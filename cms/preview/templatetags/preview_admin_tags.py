"""Template tags of the preview panel."""

from typing import Any

from django import template
from django.urls import reverse

from cms.content.models.previewed import Previewed

register = template.Library()


@register.simple_tag
def share_links_url(shared: Any) -> str:
    """Where the share links of an object are listed; empty for what was never saved or has no drafts."""
    if not isinstance(shared, Previewed) or not shared.pk or not hasattr(shared, "get_latest_revision_as_object"):
        return ""
    return reverse("preview_links", args=(shared._meta.app_label, shared._meta.model_name, shared.pk))
