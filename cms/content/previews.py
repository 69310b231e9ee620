"""Previews: a draft on our own site as it would be if it were published, and the menu of where else it can be shown."""

from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from cms.content import listing
from cms.content.drafts import DraftError, Snapshot, standing
from cms.content.models.base import BasePage
from cms.content.models.site import SiteSetting
from cms.content.rendering import viewer_for
from cms.content.scope import Scope
from cms.content.sites import SiteParts
from cms.frontends import Frontend
from cms.visibility import Viewer

#: Between the key of a frontend and a preview mode in Wagtail's name of a mode.
_BETWEEN = "~"


@dataclass(frozen=True)
class Place:
    """Where an object stands. `kind` is that of `preview/` in the API; the paths are None for what has no place of its own."""

    kind: str
    api_path: str | None
    path: str | None


@dataclass(frozen=True)
class Opening:
    """A draft that is to be shown on a frontend."""

    request: HttpRequest
    draft: Any
    snapshot: Snapshot
    site: Site
    frontend: Frontend
    mode: str


class Opener(Protocol):
    """Whoever shows drafts on frontends."""

    def show(self, opening: Opening) -> HttpResponse:
        """The answer to Wagtail's request for a preview on a frontend."""

    def follow(self, user: Any, snapshot: Snapshot, draft: Any) -> str | None:
        """Have frontends that show this form's draft show what was typed since. Where it stands; None if no frontend shows it."""


_openers: list[Opener] = []


def register_opener(opener: Opener) -> None:
    """Say who shows drafts on frontends. Call it in `AppConfig.ready()`."""
    _openers[:] = [opener]


def menu(draft: Any) -> list[tuple[str, Any]]:
    """Every place where the draft can be shown, in each of its modes: Wagtail's `preview_modes`."""
    own = draft.own_preview_modes
    frontends: list[Frontend] = settings.FRONTENDS
    if not frontends or not own:
        return list(own)
    here = str(_("This site"))
    found = [(name, here if len(own) == 1 else f"{here}: {label}") for name, label in own]
    return found + [
        (f"{frontend.key}{_BETWEEN}{name}", frontend.name if len(own) == 1 else f"{frontend.name}: {label}")
        for frontend in frontends
        for name, label in own
    ]


def serve(draft: Any, request: HttpRequest, mode_name: str | None) -> HttpResponse:
    """The answer to Wagtail's preview views. Who may call them: Wagtail looks at the right to edit (or to add) the object."""
    name = mode_name or ""
    key, between, mode = name.partition(_BETWEEN)
    site = site_of(draft, request)
    if site is None:
        return protected(_problem(request, _("It belongs to no site.")))
    snapshot = _snapshot(draft, request)
    if not between:
        request.shows_sources = True  # type: ignore[attr-defined]
        return protected(show(request, snapshot, site, name))
    frontend = next((frontend for frontend in settings.FRONTENDS if frontend.key == key), None)
    if frontend is None or not _openers:
        return protected(_problem(request, _("This frontend is not configured any more.")))
    if not frontend.shows(site.hostname):
        return protected(_problem(request, _("%(name)s shows another site.") % {"name": frontend.name}))
    return protected(_openers[0].show(Opening(request, draft, snapshot, site, frontend, mode)))


def follow(draft: Any, request: HttpRequest) -> str | None:
    """Tell the frontends that show a form's draft what was typed. Where it stands now; None if no frontend shows it."""
    return _openers[0].follow(request.user, _snapshot(draft, request), draft) if _openers else None


def _snapshot(draft: Any, request: HttpRequest) -> Snapshot:
    return Snapshot.of(draft, getattr(getattr(request, "user", None), "pk", ""))


def show(request: HttpRequest, snapshot: Snapshot, site: Site, mode: str = "") -> HttpResponse:
    """The draft on our own site, or a page that says why it cannot be shown."""
    try:
        # No page shows what is searched: to index the draft would take a tenth of the time between a key and its sight.
        with listing.alone(), standing(snapshot, site) as stood:
            request._masthead_viewer = stood.viewer  # type: ignore[attr-defined]
            request._wagtail_site = site  # type: ignore[attr-defined]
            request.is_preview = True  # type: ignore[attr-defined]
            request.shown_source = type_of(stood.draft) + f":{stood.draft.pk}"  # type: ignore[attr-defined]
            with translation.override(language_of(stood.draft)):
                response: Any = stood.draft.show_preview(request, mode)
                if hasattr(response, "render"):
                    response = response.render()
    except DraftError as error:
        return _problem(request, str(error))
    return response


def protected(response: HttpResponse) -> HttpResponse:
    """A preview is nobody else's: not stored, not found, not told to others."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _problem(request: HttpRequest, words: str) -> HttpResponse:
    return render(request, "admin/preview/problem.html", {"words": words}, status=409)


def type_of(draft: Any) -> str:
    """An object's `meta.type`."""
    return f"{draft._meta.app_label}.{type(draft).__name__}"


def language_of(draft: Any) -> str:
    return str(draft.locale.language_code) if getattr(draft, "locale_id", None) else settings.LANGUAGE_CODE


def site_of(draft: Any, request: HttpRequest) -> Site | None:
    """The site that a draft belongs to; for what belongs to all of them the one that is asked."""
    if isinstance(draft, SiteSetting) and draft.site_id:
        return draft.site
    if isinstance(draft, Page):
        sites = Site.objects.select_related("root_page").order_by("-is_default_site", "pk")
        return next((site for site in sites if any(draft.path.startswith(root) for root in Viewer.public(site).roots)), None)
    try:
        return viewer_for(request).site
    except Http404:
        return Site.objects.filter(is_default_site=True).first()


def page_place(page: BasePage, scope: Scope) -> Place:
    return Place("page", f"pages/{page.pk}/", scope.url(page.url_path, page.path))


def show_page(page: BasePage, request: HttpRequest) -> HttpResponse:
    """A page that stands, as visitors would get it."""
    found = type(page)._default_manager.select_related("locale").get(pk=page.pk)
    found.as_published = True
    return found.serve(request)


def show_setting(request: HttpRequest, draft: SiteSetting) -> HttpResponse:
    """The site's front page in the setting's language, or the bare layout where there is none."""
    scope = Scope(viewer_for(request), language_of(draft))
    parts = SiteParts(scope, draft)
    front = _front_page(scope)
    context: dict[str, Any] = {"is_preview": True}
    if front is not None:
        value = front.publish_value(scope)
        context |= {"content": value, "seo": value.meta.seo, "page": front}
    else:
        scope.resolve()
    return render(request, front.template if front is not None else "base.html", {**context, "site": parts.value()})


def _front_page(scope: Scope) -> BasePage | None:
    roots: list[Page] = [root for root in scope.viewer.roots.values() if root.live]
    root = next((root for root in roots if root.locale.language_code == scope.language), roots[0] if roots else None)
    specific = root.specific if root is not None else None
    return specific if isinstance(specific, BasePage) else None
