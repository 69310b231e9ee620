"""`FRONTENDS`, and what is said of a frontend that does not do what previews need."""

import time
from io import StringIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given, strategies

from cms import frontends
from cms.content.models.previewed import Previewed
from cms.frontends import Frontend
from cms.preview import sessions
from cms.preview.examination import frame_ancestors
from tests import factories
from tests.preview.frontend import Site, running
from tests.preview.sessions import APP, Session, exchange

GOOD = {"name": "Reader app", "origin": "https://app.example.org"}


# --- the setting ------------------------------------------------------------------------------------------------------


def test_what_is_left_out_has_a_default() -> None:
    assert frontends.read([GOOD]) == ([Frontend("Reader app", "https://app.example.org", "/api/preview", "/api/revalidate", "")], [])


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("x", "must be an object"),
        ({**GOOD, "path": "/x"}, "path is not known"),
        ({**GOOD, "site": 3}, "must be a text"),
        ({"origin": "https://a.example"}, "name must have"),
        ({"name": "A"}, "origin must be scheme"),
        ({**GOOD, "origin": "https://app.example.org/"}, "nothing else"),
        ({**GOOD, "origin": "https://user@app.example.org"}, "nothing else"),
        ({**GOOD, "origin": "https://app.example.org:443"}, "leave out the usual port"),
        ({**GOOD, "origin": "https://App.example.org"}, "small letters"),
        ({**GOOD, "origin": "https://äpp.example.org"}, "xn--"),
        ({**GOOD, "origin": "http://app.example.org"}, "https://"),
        ({**GOOD, "origin": "javascript:alert(1)"}, "nothing else"),
        ({**GOOD, "origin": "https://[::1"}, "cannot be read"),
        ({**GOOD, "origin": "https://a.example:x"}, "cannot be read"),
        ({**GOOD, "preview_path": "api/preview"}, "must be a path"),
        ({**GOOD, "preview_path": "//evil.example"}, "must be a path"),
        ({**GOOD, "preview_path": "/p?x=1"}, "must be a path"),
        ({**GOOD, "site": "https://example.org"}, "host name"),
    ],
)
def test_a_wrong_entry_is_named(entry: Any, words: str) -> None:
    found, problems = frontends.read([GOOD, entry])
    assert found == frontends.read([GOOD])[0]
    assert len(problems) == 1
    assert problems[0].startswith("FRONTENDS, entry 2: ")
    assert words in problems[0]


def test_two_frontends_cannot_have_one_name() -> None:
    assert "same name" in frontends.read([GOOD, {**GOOD, "name": "reader  APP"}])[1][0]
    assert frontends.read({"name": "x"})[1] == ["FRONTENDS must be a JSON list of objects: see docs/preview.md."]


@given(
    strategies.recursive(
        strategies.none() | strategies.booleans() | strategies.text(),
        lambda inner: strategies.lists(inner) | strategies.dictionaries(strategies.sampled_from(("name", "origin", "site", "x")), inner),
    )
)
def test_whatever_the_setting_holds_is_answered_with_sentences(entries: Any) -> None:
    found, problems = frontends.read(entries)
    assert all(isinstance(frontend, Frontend) for frontend in found)
    assert all(problem.startswith("FRONTENDS") for problem in problems)


def test_static_checks(settings: LazySettings) -> None:
    settings.FRONTENDS = [Frontend("Itself", settings.SITE_URL), Frontend("Local", "http://localhost:3000"), APP]
    settings.EDITING_URL, settings.API_CORS_ORIGINS = "https://cms.example.org", ["https://app.example.org"]
    found = {message.id: str(message.msg) for message in run_checks(tags=["preview"])}
    assert "Itself" in found["preview.E001"]
    assert "Local" in found["preview.W001"] or "Itself" in found["preview.W001"]
    assert "preview.W002" in found
    settings.FRONTENDS = [APP]
    assert run_checks(tags=["preview"]) == []


# --- the menu ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_frontend_and_every_mode_is_in_the_menu(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.publication()
    page: Previewed = factories.home()
    settings.FRONTENDS = []
    assert [name for name, _ in page.preview_modes] == [""]
    settings.FRONTENDS = [APP]
    assert [(name, str(label)) for name, label in page.preview_modes] == [("", "This site"), ("reader-app~", "Reader app")]
    monkeypatch.setattr(type(page), "own_preview_modes", [("", "Page"), ("print", "Paper")])
    assert [(name, str(label)) for name, label in page.preview_modes][2:] == [
        ("reader-app~", "Reader app: Page"),
        ("reader-app~print", "Reader app: Paper"),
    ]


def test_a_mode_is_told_to_the_frontend(editor: Client) -> None:
    page = factories.standard_page("About")
    url = reverse("wagtailadmin_pages:view_draft", args=(page.pk,))
    assert Session(editor, url, "reader-app~print").about["mode"] == "print"
    for mode in ("unknown~", "unknown~refresh"):
        answer = editor.get(url, {"mode": mode})
        assert (answer.status_code, "not configured" in answer.content.decode()) == (409, True)


def test_a_frontend_of_another_site_shows_nothing(editor: Client, settings: LazySettings) -> None:
    settings.FRONTENDS = [Frontend("Reader app", "https://app.example.org", site="other.example")]
    page = factories.standard_page("About")
    answer = editor.get(reverse("wagtailadmin_pages:view_draft", args=(page.pk,)), {"mode": "reader-app~"})
    assert "shows another site" in answer.content.decode()


def test_the_frame_around_a_frontend_lets_nobody_else_in(editor: Client) -> None:
    page = factories.standard_page("About")
    url = reverse("wagtailadmin_pages:preview_on_edit", args=(page.pk,))
    form = {"title": "About", "slug": "about", "body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    assert editor.post(url, form).json()["is_valid"]
    answer = editor.get(url, {"mode": "reader-app~", "in_preview_panel": "true"})
    policy = answer["Content-Security-Policy"]
    assert "frame-src https://app.example.org;" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert answer["Cache-Control"] == "private, no-store"


# --- what is tried ----------------------------------------------------------------------------------------------------


class Known(Site):
    """Exchanges tokens in this process: the tests' transaction is no other's."""

    def exchange(self, token: str) -> tuple[str, str]:
        return sessions.exchange(token)[0], "/"

    def read(self, session: str) -> tuple[int, dict[str, Any]]:
        return 200, {"type": "home.HomePage", "id": 1, "shared": True, "payload": {"title": "Front page"}}


class Slow(Known):
    def page(self, path: str, session: str) -> tuple[int, dict[str, str], str]:
        time.sleep(0.6)
        return 200, {}, ""


class Curious(Known):
    """Keeps the secret of the session that it was given."""

    secret = ""

    def exchange(self, token: str) -> tuple[str, str]:
        self.secret, path = super().exchange(token)
        return self.secret, path


def tried(settings: LazySettings, site: Site, *names: str) -> tuple[str, str]:
    """What the command says, and how it ends."""
    settings.FRONTENDS = [site.frontend]
    out = StringIO()
    try:
        call_command("check_frontends", *names, stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def test_a_good_frontend(publication: None, settings: LazySettings) -> None:
    settings.EDITING_URL = "http://localhost:8000"
    with running(Known(editor="http://localhost:8000")) as site:
        said, error = tried(settings, site)
    assert (error, "!!" in said) == ("", False), said
    assert said.count("  ok  ") == 7
    token = site.seen[1].partition("token=")[2]
    assert exchange(token).status_code == 410, "the token is used up"


def _elsewhere(token: str) -> tuple[int, dict[str, str], str]:
    return 302, {"Location": "http://evil.example/"}, ""


def _never(token: str) -> tuple[int, dict[str, str], str]:
    return 200, {}, "hello"


def _broken(token: str) -> tuple[int, dict[str, str], str]:
    return 500, {}, ""


def _absent(token: str) -> tuple[int, dict[str, str], str]:
    return 404, {}, ""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"preview": _absent}, "is not there (404). Correct preview_path in FRONTENDS"),
        ({"preview": _never}, "answered 200 without exchanging the token"),
        ({"preview": _broken}, "answered 500 without exchanging the token"),
        ({"preview": _elsewhere}, "redirects to http://evil.example"),
        ({"page": lambda path, session: _elsewhere("")}, "Write the address where it ends as its origin in FRONTENDS"),
        ({"page": lambda path, session: _broken("")}, "answers 500. Look at its own log"),
        ({"cookie": "; Path=/"}, "None of its cookies is HttpOnly"),
        ({"editor": "https://cms.example.net"}, "Set SameSite=None; Secure; Partitioned"),
        ({"headers": {"Cache-Control": "no-store"}}, "Any site may show it in a frame"),
        ({"headers": {"X-Frame-Options": "DENY"}}, "X-Frame-Options keeps it out"),
        ({"headers": {"Content-Security-Policy": "frame-ancestors http://localhost:8000.evil.example"}}, "Its policy keeps it out"),
        ({"headers": {"Content-Security-Policy": "frame-ancestors http://localhost:8000"}}, "may be stored"),
    ],
)
def test_what_is_wrong_is_said(change: dict[str, Any], words: str, publication: None, settings: LazySettings) -> None:
    settings.EDITING_URL = change.pop("editor", "http://localhost:8000")
    site = Known(editor="http://localhost:8000")
    for name, value in change.items():
        setattr(site, name, value)
    with running(site):
        said, error = tried(settings, site)
    assert words in said
    assert "to be changed" in error


def test_a_frontend_that_is_down_or_slow(editor: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(Known()) as site:
        pass
    assert "cannot be reached" in tried(settings, site)[0]
    monkeypatch.setattr("cms.preview.examination.PATIENCE", 0.2)
    monkeypatch.setattr("cms.outbound.TIMEOUT", (0.2, 0.2))
    slow = Slow()
    with running(slow):
        assert "did not answer in time" in tried(settings, slow)[0]
        assert "did not answer in time" in editor.post(reverse("preview_why", args=("reader-app",))).json()["words"]


def test_the_session_of_a_trial_shows_nothing_but_the_public_front_page(publication: None, settings: LazySettings) -> None:
    home = factories.home()
    home.title = "Canary"
    home.save_revision()
    curious = Curious(editor=settings.EDITING_URL)
    with running(curious) as site:
        tried(settings, site)
    answer = Client().get("/api/v2/preview/", headers={"authorization": f"Preview {curious.secret}"})
    assert answer.status_code == 200
    assert "Canary" not in answer.content.decode()


def test_a_name_that_is_not_configured(settings: LazySettings) -> None:
    settings.FRONTENDS = [APP]
    with pytest.raises(CommandError, match=r"has no 'Other'\. It has 'Reader app'"):
        call_command("check_frontends", "Other")


def test_the_page_in_the_admin(editor: Client, settings: LazySettings) -> None:
    with running(Known()) as site:
        settings.FRONTENDS = [site.frontend]
        url = reverse("frontends")
        assert "Try them now" in editor.get(url).content.decode()
        assert site.seen == [], "a GET asks nobody"
        assert "without exchanging" not in editor.post(url).content.decode()
        words = editor.post(reverse("preview_why", args=("reader-app",))).json()["words"]
        assert words
    assert "cannot be reached" in editor.post(reverse("preview_why", args=("reader-app",))).json()["words"]
    assert editor.post(reverse("preview_why", args=("unknown",))).status_code == 404
    assert editor.get(reverse("preview_why", args=("reader-app",))).status_code == 405
    visitor = Client()
    visitor.force_login(factories.user())
    assert visitor.get(url).status_code in (302, 403)


@pytest.mark.parametrize(
    ("policy", "sources"),
    [
        ("", None),
        ("default-src 'self'", None),
        ("frame-ancestors 'self' https://cms.example.org", ["'self'", "https://cms.example.org"]),
        ("default-src *;  FRAME-ANCESTORS 'none' ;", ["'none'"]),
        (";;", None),
    ],
)
def test_frame_ancestors_of_a_policy(policy: str, sources: list[str] | None) -> None:
    assert frame_ancestors(policy) == sources
