"""Which public pages search engines and agents are led to: not those that are hidden from them, nor copies of what is elsewhere."""

from functools import cache
from typing import Any

from django.db.models import BooleanField, Case, Q, Value, When

from cms.content.kinds import specific_relations
from cms.content.models.listing import ListingQuerySet


@cache
def _kept_away() -> Q:
    condition = Q(pk__in=[])
    for relation in specific_relations("", "page__")[:-1]:
        condition |= Q(**{f"{relation}__hide_from_search_engines": True}) | Q(**{f"{relation}__canonical_url__gt": ""})
    return condition


def with_indexed(rows: ListingQuerySet) -> Any:
    """The rows with `indexed`: whether search engines are to find the page.

    Those that they are not to find are read too: what is made from the rows changes when an editor decides otherwise.
    """
    kept_away = When(_kept_away(), then=Value(False))
    return rows.annotate(indexed=Case(kept_away, default=Value(True), output_field=BooleanField()))
