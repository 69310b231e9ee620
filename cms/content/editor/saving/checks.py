"""A check that no editor of something with versions goes past the guard."""

from typing import Any

from django.apps import apps
from django.core import checks
from wagtail.admin.viewsets.pages import page_viewset_registry
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from cms.content.editor.saving.guard import GuardedEditing
from cms.content.models.publishing import AtomicPublishing


def check_editors(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """W010 for each page type and snippet whose verbs are one transaction, and whose edit view is not guarded."""
    pages = [(model, page_viewset_registry.get_by_type(model)) for model in apps.get_models() if issubclass(model, Page)]
    snippets = [(model, model.snippet_viewset) for model in get_snippet_models()]
    return [
        checks.Warning(
            f"The editor of {model._meta.label} lets one person overwrite what another has saved.",
            hint=f"Let {type(viewset).__name__} inherit from the viewset of its kind in cms.content.editor.saving.viewsets.",
            id="content.W010",
        )
        for model, viewset in (*pages, *snippets)
        if viewset is not None and issubclass(model, AtomicPublishing) and not issubclass(viewset.edit_view_class, GuardedEditing)
    ]
