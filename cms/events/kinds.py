"""Kinds of objects that the public can see by themselves. A room registers its own in `AppConfig.ready()`."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from wagtail.models import Page


@dataclass(frozen=True)
class State:
    """How an object is public: everything that `PublicObject` keeps of it."""

    type: str
    public_id: UUID
    locale: str = ""
    url: str = ""
    site_id: int | None = None


#: From primary keys to the states of those that an anonymous visitor may see now.
States = Callable[[Collection[int]], dict[int, State]]

_kinds: dict[str, States] = {}


def register(prefix: str, states: States) -> None:
    """Objects whose content tag is `<prefix>:<primary key>`."""
    _kinds[prefix] = states


def kind_names() -> set[str]:
    """The types of objects that there can be events of, as the API writes them."""
    pages = {model._meta.label for model in apps.get_models() if issubclass(model, Page) and model is not Page}
    return pages | {"articles.Author", "articles.Series", "content.Term", "media.Document", "media.Image"}


def kinds() -> dict[str, States]:
    return _kinds
