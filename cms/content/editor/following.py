"""Wagtail's preview views, which also tell frontends what was typed: in the request that the form is sent with, not in one more."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from wagtail.admin.views.pages import preview as pages
from wagtail.snippets.views import snippets

from cms.content.previews import follow


class Following:
    """Mixin for a preview view. Its answer to the form has `address`, where the draft stands on frontends: null if none shows it,
    absent where there is none.
    """

    object: Any
    _form: Any = None

    def validate_form(self, form: Any) -> bool:
        is_valid: bool = super().validate_form(form)  # type: ignore[misc]
        # The first one is the one that was sent. If it has errors, Wagtail goes on with the last one that had none.
        if self._form is None:
            self._form = form
        return is_valid

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        said = json.loads(answer.content)
        if not (said["is_valid"] and settings.FRONTENDS):
            return answer
        self._form.save(commit=False)
        return JsonResponse({**said, "address": follow(self.object, request)})


class PagePreviewOnCreateView(Following, pages.PreviewOnCreateView):
    """A page that is not in the tree yet."""


class PagePreviewOnEditView(Following, pages.PreviewOnEditView):
    """A page of the tree."""


class SnippetPreviewOnCreateView(Following, snippets.PreviewOnCreateView):
    """A snippet that does not exist yet."""


class SnippetPreviewOnEditView(Following, snippets.PreviewOnEditView):
    """A snippet."""
