"""Receivers of Django's and Wagtail's signals; each only calls an ordinary function. Connected in `apps.py`."""

from typing import Any

from django.db import connections
from wagtail.models import Page

from cms.content import aliases, comments, listing, path_history
from cms.content.models.base import BasePage


def page_will_be_saved(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if isinstance(instance, Page) and not raw:
        path_history.record_new_path(instance, kwargs.get("update_fields"))


def page_was_saved(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    # BasePage lists itself at the end of save(), when its child relations are written too. Wagtail's own code saves plain
    # Page instances (a move does, inside its transaction): those are listed here.
    if isinstance(instance, Page) and not isinstance(instance, BasePage) and not raw:
        listing.sync_place(instance.pk)


def page_will_be_deleted(sender: type, instance: Any, **kwargs: Any) -> None:
    if sender is Page:
        aliases.keep_private(instance.pk)
        path_history.record_removal(instance.pk)
        listing.unlist([instance.pk])


def restriction_changed(sender: type, instance: Any, raw: bool = False, origin: Any = None, **kwargs: Any) -> None:
    if not raw and not _follows(sender, origin):
        listing.sync_place(instance.page_id)


def site_changed(sender: type, instance: Any, raw: bool = False, origin: Any = None, **kwargs: Any) -> None:
    # Raw: a fixture is being loaded, in which the site may come before its pages.
    if not raw and not _follows(sender, origin):
        listing.sync_site(instance)


def comment_changed(sender: type, instance: Any, raw: bool = False, origin: Any = None, **kwargs: Any) -> None:
    if not raw and not _follows(sender, origin):
        comments.recount([instance.page_id])


def participation_changed(sender: type, instance: Any, raw: bool = False, origin: Any = None, **kwargs: Any) -> None:
    if not raw and not _follows(sender, origin):
        comments.recount_site(instance.site_id)


def _follows(sender: type, origin: Any) -> bool:
    """Whether something is deleted only because its page is, which is half gone by now."""
    return origin is not None and getattr(origin, "model", type(origin)) is not sender


def after_migrations(using: str, **kwargs: Any) -> None:
    path_history.ensure_url_path_index(connections[using])
