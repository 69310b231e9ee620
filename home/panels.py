"""What the dashboard says of the front page and of the first steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.forms import Media
from django.http import HttpRequest
from django.middleware.csrf import get_token
from wagtail.admin.ui.components import Component

from cms.content.models import BreakingNews
from cms.content.scope import Scope
from cms.content.settings_admin import may_set
from cms.content.sites import standing_banners
from cms.visibility import Viewer
from home.first_steps.steps import is_wanted, progress
from home.first_steps.views import may_guide
from home.models import HomePage
from home.views import Place, editable_front_pages, lead_places


@dataclass(frozen=True)
class FrontPage:
    """A front page, what leads it, and the banner that stands above it now."""

    page: HomePage
    places: list[Place]
    banner: BreakingNews | None


class FrontPagePanel(Component):
    """The lead stories as visitors see them, and the ways to change them. For those who may publish the front page."""

    name = "front_page"
    template_name = "admin/home/front_page_panel.html"
    order = 130

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.fronts = [front for front in editable_front_pages(request.user) if front.live]

    @property
    def media(self) -> Media:
        return Media(css={"all": ["admin/home/home.css"]})

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {
            "fronts": [FrontPage(front, lead_places(front), _banner(front)) for front in self.fronts],
            "several": len(settings.LANGUAGES) > 1,
            "may_break": may_set(self.request.user, BreakingNews),
        }


def _banner(front: HomePage) -> BreakingNews | None:
    site = front.get_site()
    return standing_banners(Scope(Viewer.public(site), front.locale.language_code)).filter(site=site).first() if site else None


class FirstStepsPanel(Component):
    """The checklist of a new publication. For administrators, until it is done or sent away."""

    name = "first_steps"
    template_name = "admin/home/first_steps_panel.html"
    order = 10

    @property
    def media(self) -> Media:
        return Media(css={"all": ["admin/home/home.css"]})

    @classmethod
    def for_request(cls, request: HttpRequest) -> "FirstStepsPanel | None":
        return cls() if may_guide(request.user) and is_wanted() else None

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        found = progress()
        return {
            "progress": found,
            "left": sum(one.state == "open" for one in found),
            "started": any((one.state == "done" and one.step.name != "languages") or one.state == "skipped" for one in found),
            # A component is rendered without the request.
            "csrf_token": get_token(parent_context["request"]) if parent_context else "",
        }
