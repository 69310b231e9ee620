"""What the editors of a site's settings see beside their form: the front page with the setting as it is being edited."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from wagtail.models import Page, Site

from cms.content.models.base import BasePage
from cms.content.models.site import SiteSetting
from cms.content.scope import Scope
from cms.content.sites import SiteParts
from cms.visibility import Viewer


def preview_setting(request: HttpRequest, draft: SiteSetting) -> HttpResponse:
    """The site's front page in the setting's language, or the bare layout where there is none."""
    site = draft.site if draft.site_id else Site.objects.get(is_default_site=True)
    language = draft.locale.language_code if draft.locale_id else None
    scope = Scope(Viewer.public(site), language)
    with translation.override(scope.language):
        parts = SiteParts(scope, draft)
        front = _front_page(scope)
        context: dict[str, Any] = {"is_preview": True}
        if front is not None:
            context |= {"content": front.publish_value(scope), "page": front}
        else:
            scope.resolve()
        return render(request, front.template if front is not None else "base.html", {**context, "site": parts.value()})


def _front_page(scope: Scope) -> BasePage | None:
    roots: list[Page] = [root for root in scope.viewer.roots.values() if root.live]
    root = next((root for root in roots if root.locale.language_code == scope.language), roots[0] if roots else None)
    specific = root.specific if root is not None else None
    return specific if isinstance(specific, BasePage) else None
