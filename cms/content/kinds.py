"""The page types there are, and a page's own fields in the query that finds it."""

from collections.abc import Hashable
from functools import cache
from typing import cast

from django.apps import apps
from wagtail.models import Page

from cms.content.models.base import BasePage


@cache
def page_kinds() -> dict[str, type[BasePage]]:
    """Every page type by its `meta.type`."""
    return {f"{model._meta.app_label}.{model.__name__}": model for model in apps.get_models() if issubclass(model, BasePage)}


@cache
def _relation(model: type[BasePage]) -> str:
    """What Django calls the way from a page to its row of this type."""
    link = model._meta.get_ancestor_link(Page)
    return str(link.remote_field.get_accessor_name())


@cache
def specific_relations(kind: str = "", prefix: str = "") -> tuple[str, ...]:
    """For `select_related`: the fields of every page type, or of one, come with the page."""
    kinds = page_kinds()
    models = [kinds[kind]] if kind else list(kinds.values())
    direct = [model for model in models if model._meta.get_ancestor_link(Page).remote_field.model is Page]
    return (*(prefix + _relation(cast("Hashable", model)) for model in direct), f"{prefix}social_card")


def specific(page: Page) -> BasePage | None:
    """The page as its own type, of a page that was read with `specific_relations`; None if it is of no type of ours."""
    model = page.cached_content_type.model_class()
    if model is None or not issubclass(model, BasePage):
        return None
    # A type that is built on another one is not among the relations.
    found = getattr(page, _relation(model), None) if model._meta.get_ancestor_link(Page).remote_field.model is Page else page.specific
    if not isinstance(found, BasePage):
        return None
    found.known_card = getattr(page, "social_card", None) or False
    return found
