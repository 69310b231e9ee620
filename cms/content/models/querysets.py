"""Querysets of pages."""

from typing import Any

from django.db import transaction
from wagtail.models import PageManager
from wagtail.query import PageQuerySet


class ListedQuerySet(PageQuerySet):
    """What is changed in many pages at once is listed at once, too."""

    def update(self, **kwargs: Any) -> int:
        from cms.content import listing

        with transaction.atomic(using=self.db):
            # Before: what is filtered by may be what changes.
            pages = dict(self.order_by().values_list("pk", "numchild"))
            number = super().update(**kwargs)
            listing.sync_pages(pk for pk, below in pages.items() if not below)
            for pk, below in pages.items():
                if below:
                    listing.sync_page(pk)
            listing.tell_updated(pages)
        return int(number)

    update.alters_data = True  # type: ignore[attr-defined]


ListedManager = PageManager.from_queryset(ListedQuerySet)
