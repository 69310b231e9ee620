"""Which scope a request needs: `read` to look, `write` for what no visitor sees, `publish` for all the rest.

What is not known to change nothing in public needs `publish`, so an operation that a new version of Wagtail brings is not open to more
tokens than it should be.
"""

from collections.abc import Mapping
from typing import Any

from wagtail.models import DraftStateMixin

from cms.accounts.models import TokenScope
from cms.api.writing.names import model_named

#: Operations that make drafts, revisions or files that nothing shows yet.
_DRAFTS = {
    ("POST", "list_pages"),
    ("PATCH", "detail_page"),
    ("POST", "list_snippets"),
    ("PATCH", "detail_snippet"),
    ("POST", "list_images"),
    ("POST", "list_documents"),
    ("POST", "pages_actions_copy"),
    ("POST", "pages_actions_copy_for_translation"),
    ("POST", "pages_actions_revert"),
    ("POST", "snippets_actions_revert"),
}


def needed(method: str, operation: str, names: Mapping[str, Any], data: Mapping[str, Any]) -> TokenScope.Scope:
    """The scope for a request with this body to the operation whose URL has these names in it."""
    if method in ("GET", "HEAD", "OPTIONS"):
        return TokenScope.Scope.READ
    drafts = (method, operation) in _DRAFTS and not _is_public(operation, names, data)
    return TokenScope.Scope.WRITE if drafts else TokenScope.Scope.PUBLISH


def _is_public(operation: str, names: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    """Whether visitors may see what comes of it."""
    if operation == "pages_actions_copy":
        return data.get("keep_live", True) is not False
    if operation == "pages_actions_copy_for_translation":
        return any(data.get(name, False) is not False for name in ("alias", "copy_parents"))
    if "type" in names:  # a snippet without drafts is public as soon as it is saved
        model = model_named(names["type"])
        if model is None or not issubclass(model, DraftStateMixin):
            return True
    meta = data.get("meta")
    return isinstance(meta, Mapping) and meta.get("action") is not None
