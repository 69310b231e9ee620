"""What can be written: what the editor's form of a page or a snippet takes, its rows of relations included.

So a field is declared once, in the model's panels, and an owner's own page types can be written, too. A model that declares
writable `api_fields` itself keeps them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from modelcluster.models import get_all_child_relations
from wagtail.admin.panels import get_edit_handler
from wagtail.api import APIField
from wagtail.models import COMMENTS_RELATION_NAME, DraftStateMixin, Page

#: v3 has these of every page already; the last is a switch of the form, not of the page.
_OF_EVERY_PAGE = frozenset(("title", "slug", "seo_title", "search_description", "show_in_menus", "comment_notifications"))
#: Snippets of the site itself: there is one of each, and its form is the admin's.
_SITE_WIDE = frozenset(("siteidentity", "navigation", "breakingnews", "participation", "discovery"))


def declare() -> None:
    """Give every page type and snippet with drafts the `api_fields` that its form has. Before v3 builds its schemas."""
    for found in apps.get_models():
        model: Any = found
        if issubclass(model, Page):
            if model.is_creatable:
                _declare(model, model.get_edit_handler().get_form_options(), without=_OF_EVERY_PAGE)
        elif issubclass(model, DraftStateMixin) and model._meta.model_name not in _SITE_WIDE:
            _declare(model, get_edit_handler(model).get_form_options())


def _declare(model: Any, options: Mapping[str, Any], without: Iterable[str] = ()) -> None:
    if APIField.get_writable_fields_for_model(model):
        return
    relations = {relation.get_accessor_name(): relation.related_model for relation in get_all_child_relations(model)}
    names = [name for name in options.get("fields") or () if name not in without]
    for name, rows in (options.get("formsets") or {}).items():
        if name != COMMENTS_RELATION_NAME and name in relations:
            _declare(relations[name], rows)
            names.append(name)
    model.api_fields = [APIField(name, writable=True) for name in dict.fromkeys(names)]
