"""Receivers of Django's signals; each only calls an ordinary function. Connected in `apps.py`."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model
from wagtail.models import Collection, CollectionViewRestriction, Page

from cms.content.names import named_models
from cms.media.models import Document, Image
from search import indexing, names

_SOURCES: dict[type[Model], str] = {Image: "image", Document: "document"}


def object_was_saved(sender: type[Model], instance: Any, raw: bool = False, created: bool = False, **kwargs: Any) -> None:
    if raw:
        return
    if sender in named_models() and not isinstance(instance, Page):
        names.follow(sender, [instance.pk])
    elif sender in _SOURCES and not created:
        indexing.index_using([(_SOURCES[sender], instance.pk)])
    elif sender is CollectionViewRestriction:
        _collection_changed(instance.collection)
    elif sender is Collection and not created:
        # The admin saves a collection before it moves it, in one transaction.
        transaction.on_commit(partial(_collection_changed, instance), robust=True)


def object_was_deleted(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    if sender in named_models() and not isinstance(instance, Page):
        names.follow(sender, [instance.pk])
    elif sender in _SOURCES:
        indexing.index_using([(_SOURCES[sender], instance.pk)])
    elif sender is CollectionViewRestriction:
        _collection_changed(instance.collection)


def _collection_changed(collection: Collection) -> None:
    """Who may see what is in a collection has changed: pages follow, with what they say of it."""
    path = Collection.objects.filter(pk=collection.pk).values_list("path", flat=True).first() or collection.path
    for model, kind in _SOURCES.items():
        items = model._default_manager.filter(collection__path__startswith=path)
        indexing.index_using((kind, pk) for pk in items.values_list("pk", flat=True))
