"""Receivers of Django's signals. Connected in `apps.py`."""

from typing import Any

from django.db.models import Model

from articles.models import Author, Series, Tag, TopicPage
from cms.content import listing

#: What articles are listed by, beside their desks, which do not go without them.
FACETS: dict[type[Model], str] = {Author: "author", Series: "series", Tag: "tag", TopicPage: "topic"}


def facet_was_deleted(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    listing.forget(FACETS[sender], instance.pk)
