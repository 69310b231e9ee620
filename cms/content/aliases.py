"""Aliases whose source goes away."""

from wagtail.models import Page, Site

from cms.visibility import Viewer


def keep_private(pk: int) -> None:
    """A page is about to be deleted, and its aliases will be pages of their own. If it is private, they go offline.

    An alias is closed where its source is. Without a source that would end, and what it says be public.
    """
    source = Page.objects.filter(pk=pk, aliases__live=True).first()
    if source is not None and Viewer.public(Site()).is_closed(source.path):
        for alias in source.aliases.filter(live=True).specific():
            alias.unpublish()
