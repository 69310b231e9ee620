"""Receivers of Django's signals; connected in `search.apps`."""

from collections.abc import Collection
from typing import Any

from wagtail.models import Page

from cms.content.drafts import is_standing
from search.drafts import rows


def page_saved(sender: type, instance: Any, raw: bool = False, update_fields: Collection[str] | None = None, **kwargs: Any) -> None:
    if not raw and isinstance(instance, Page) and rows.is_latest_version(instance, update_fields) and not is_standing():
        rows.follow([instance])
