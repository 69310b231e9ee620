"""Drafts for people without an account."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.accounts.models import User
from cms.preview.models import ShareLink
from tests import factories
from tests.preview.sessions import Session, exchange

BODY = [("paragraph", "<p>Words of the draft.</p>")]


@pytest.fixture
def draft(publication: None) -> Any:
    return factories.standard_page("A draft", live=False, body=BODY)


def list_url(page: Any) -> str:
    return reverse("preview_links", args=("content", "standardpage", page.pk))


def shared(editor: Client, page: Any, **fields: Any) -> str:
    """The secret of a new link."""
    html = editor.post(list_url(page), {"days": "7", "frontend": "", **fields}).content.decode()
    found = re.search(r'value="http://testserver/shared/#([\w-]{43})"', html)
    assert found, html
    return found[1]


def opened(secret: str, client: Client | None = None) -> Any:
    return (client or Client()).post("/shared/", {"secret": secret})


def test_somebody_without_an_account_sees_the_draft_until_it_is_revoked(draft: Any, editor: Client) -> None:
    secret, visitor = shared(editor, draft), Client()
    assert visitor.get("/shared/draft/").status_code == 404
    answer = opened(secret, visitor)
    assert (answer.status_code, answer["Location"]) == (303, "/shared/draft/")
    page = visitor.get("/shared/draft/")
    html = page.content.decode()
    assert "Words of the draft." in html
    assert "Draft, shared with you until" in html
    assert "noindex" in html
    assert "data-masthead-source" not in html, "nobody is there who could edit"
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Cache-Control"] == "private, no-store"
    draft.title = "A newer draft"
    draft.save_revision()
    assert "A newer draft" in visitor.get("/shared/draft/").content.decode(), "the link leads to the newest draft"
    link = ShareLink.objects.get()
    assert "Last opened" in editor.get(list_url(draft)).content.decode()
    editor.post(list_url(draft), {"revoke": link.pk})
    assert "Revoked" in editor.get(list_url(draft)).content.decode()
    for answer in (visitor.get("/shared/draft/"), opened(secret)):
        assert answer.status_code == 410
        assert "draft." not in answer.content.decode()


def test_a_link_expires(draft: Any, editor: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        secret, visitor = shared(editor, draft, days="1"), Client()
        assert opened(secret, visitor).status_code == 303
        clock.shift(timedelta(hours=25))
        assert opened(secret).status_code == 410
        assert visitor.get("/shared/draft/").status_code in (404, 410)


def test_a_link_ends_with_the_account_and_the_right_of_its_maker(draft: Any, editor: Client) -> None:
    secret = shared(editor, draft)
    User.objects.update(is_superuser=False)
    assert opened(secret).status_code == 410
    User.objects.update(is_superuser=True, is_active=False)
    assert opened(secret).status_code == 410
    User.objects.all().delete()
    assert opened(secret).status_code == 410


def test_a_link_ends_with_what_it_leads_to(draft: Any, editor: Client) -> None:
    secret = shared(editor, draft)
    draft.delete()
    assert opened(secret).status_code == 410


@pytest.mark.parametrize("secret", ["", "x", "é" * 43, "A" * 43, "http://testserver/shared/#"])
def test_a_secret_that_is_none(secret: str, draft: Any, editor: Client) -> None:
    shared(editor, draft)
    answer = opened(secret)
    assert answer.status_code == 404
    assert not answer.cookies


def test_the_whole_link_may_be_pasted(draft: Any, editor: Client) -> None:
    assert opened(f" http://testserver/shared/#{shared(editor, draft)} ").status_code == 303


def test_a_link_to_a_frontend_gives_it_a_token(draft: Any, editor: Client) -> None:
    secret = shared(editor, draft, frontend="reader-app")
    answer = opened(secret)
    address = urlsplit(answer["Location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://app.example.org/api/preview"
    assert secret not in answer["Location"]
    assert "https://app.example.org" in Client().get("/shared/")["Content-Security-Policy"].split("form-action")[1]
    about = exchange(parse_qs(address.query)["token"][0]).json()
    assert about["shared"] is True
    session = Session.of(about)
    assert session.payload()["title"] == "A draft"
    ShareLink.objects.get().revoke()
    assert session.get().status_code == 410


def test_the_secret_is_kept_as_a_hash_and_shown_once(draft: Any, editor: Client) -> None:
    secret = shared(editor, draft)
    assert secret not in str(ShareLink.objects.values())
    assert secret not in editor.get(list_url(draft)).content.decode()


def test_only_who_may_edit_the_page_shares_it(draft: Any, editor: Client) -> None:
    url = list_url(draft)
    assert Client().post(url, {"days": "7"}).status_code == 302, "to sign in"
    stranger = Client()
    user = factories.user()
    user.groups.add(*_groups())
    stranger.force_login(user)
    assert stranger.get(url).status_code in (302, 403)
    assert stranger.post(url, {"days": "7"}).status_code in (302, 403)
    assert not ShareLink.objects.exists()
    assert editor.post(url, {"days": "4000"}).status_code == 400
    assert editor.get(reverse("preview_links", args=("content", "siteidentity", 1))).status_code == 404
    assert editor.get(reverse("preview_links", args=("accounts", "user", 1))).status_code == 404


def _groups() -> Any:
    """Somebody who may enter the admin, and nothing else."""
    from django.contrib.auth.models import Group, Permission

    group = Group.objects.create(name="Visitors of the admin")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    return [group]


def test_ended_links_and_forms_are_cleared_away(draft: Any, editor: Client) -> None:
    from wagtail.admin.models import FormState

    from cms.operations.periodic import jobs

    shared(editor, draft, days="1")
    form = {"title": "A draft", "slug": "a-draft", "body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    editor.post(reverse("wagtailadmin_pages:preview_on_edit", args=(draft.pk,)), form)
    assert FormState.objects.count() == 1
    tidy = jobs()["preview.tidy"].function
    tidy()
    assert (ShareLink.objects.count(), FormState.objects.count()) == (1, 1)
    with time_machine.travel(timezone.now() + timedelta(days=32)):
        tidy()
    assert (ShareLink.objects.count(), FormState.objects.count()) == (0, 0)
