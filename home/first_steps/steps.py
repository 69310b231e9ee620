"""The first steps, and how far a publication has come. What is done is read from the data, so nobody has to tick it off."""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from articles.models import ArticlePage, TopicPage
from cms.accounts.models import User
from cms.content.models import SiteIdentity
from home.models import FirstSteps, HomePage
from home.setup import DEFAULT_NAME

#: A publication with so many published articles needs no guide, whatever it has left out.
ESTABLISHED = 5


@dataclass(frozen=True)
class Step:
    """One step: its name in the address, what it is called, what it is for, and whether the data say that it is done."""

    name: str
    title: str | Promise
    purpose: str | Promise
    is_done: Callable[[], bool]


@dataclass(frozen=True)
class Progress:
    """A step and how it stands: `done`, `skipped` or `open`."""

    step: Step
    state: str


def identity() -> SiteIdentity | None:
    """The identity of the default site in the publication's first language."""
    return SiteIdentity.objects.filter(site__is_default_site=True, locale__language_code=settings.LANGUAGE_CODE).first()


def _is_named() -> bool:
    found = identity()
    return found is not None and found.name != DEFAULT_NAME


def _has_look() -> bool:
    found = identity()
    return found is not None and (found.mark_id is not None or found.accent != SiteIdentity._meta.get_field("accent").get_default())


def missing_languages() -> list[tuple[str, str]]:
    """The configured languages in which the default site shows no front page: code and name."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return []
    fronts = HomePage.objects.filter(translation_key=site.root_page.translation_key, live=True)
    shown = set(fronts.values_list("locale__language_code", flat=True))
    return [(code, str(name)) for code, name in settings.LANGUAGES if code not in shown]


def _has_company() -> bool:
    if User.objects.filter(is_active=True).count() > 1:
        return True
    invitations = apps.all_models["accounts"].get("invitation")
    return invitations is not None and invitations._default_manager.exists()


STEPS = (
    Step("name", _("Name"), _("What the publication is called, and a few words on what readers find in it."), _is_named),
    Step("look", _("Mark and colour"), _("A small square picture and one colour make it recognisable."), _has_look),
    Step("languages", _("Languages"), _("In which languages readers find a front page."), lambda: not missing_languages()),
    Step("topics", _("Topics"), _("The subjects that you write about. Each gets a page of its own."), TopicPage.objects.exists),
    Step("article", _("First article"), _("A title is enough to begin with."), ArticlePage.objects.exists),
    Step("invite", _("Invitations"), _("The people who write and edit with you."), _has_company),
)


def step_named(name: str) -> Step | None:
    return next((step for step in STEPS if step.name == name), None)


def progress() -> list[Progress]:
    """All steps in their order."""
    skipped = set(FirstSteps.current().skipped)
    return [Progress(step, "done" if step.is_done() else "skipped" if step.name in skipped else "open") for step in STEPS]


def next_open(found: list[Progress], after: str = "") -> Step | None:
    """The first open step behind `after`, else the first one from the beginning."""
    names = [one.step.name for one in found]
    start = names.index(after) + 1 if after in names else 0
    return next((one.step for one in [*found[start:], *found[:start]] if one.state == "open"), None)


def is_wanted() -> bool:
    """Whether anybody still needs the guide: it was not sent away, something is open, and the publication is new."""
    if FirstSteps.current().dismissed or ArticlePage.objects.live()[:ESTABLISHED].count() == ESTABLISHED:
        return False
    return any(one.state == "open" for one in progress())
