"""Signing in: one-time links, passwords, lock-out, and what the admin's forms offer."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.accounts.models import User
from cms.accounts.sign_in import sign_in_url
from tests import factories

PASSWORD = "a long enough password"


@pytest.fixture
def admin(db: None) -> User:
    factories.publication()
    return factories.user("Chief@Example.org", superuser=True)


def path_of(url: str) -> str:
    return re.sub(r"^https?://[^/]+", "", url)


def test_a_sign_in_link_shows_a_button_and_then_signs_in_once(admin: User, client: Client) -> None:
    link = path_of(sign_in_url(admin))
    shown = client.get(link)
    assert shown.status_code == 200
    assert "chief@example.org" in shown.content.decode()
    assert shown["Referrer-Policy"] == "strict-origin"
    assert shown["Cache-Control"] == "private, no-store"
    assert client.get(reverse("wagtailadmin_home")).status_code == 302, "looking at the link signs nobody in"
    assert client.post(link).status_code == 302
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    assert Client().post(link).status_code == 410, "a link works once"


def test_a_sign_in_link_expires_after_an_hour(admin: User, client: Client) -> None:
    link = path_of(sign_in_url(admin))
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert client.get(link).status_code == 410
        assert client.post(link).status_code == 410


@pytest.mark.parametrize("change", ["deactivated", "deleted", "password"])
def test_a_sign_in_link_dies_with_what_it_stands_for(admin: User, client: Client, change: str) -> None:
    link = path_of(sign_in_url(admin))
    if change == "deactivated":
        User.objects.update(is_active=False)
    elif change == "deleted":
        admin.delete()
    else:
        admin.set_password("quite another password")
        admin.save()
    assert client.post(link).status_code == 410


@pytest.mark.parametrize("token", ["x", "x-y", "zzzzzz-0123456789abcdef", "%00-1", "é-1", "1-" + "a" * 500])
def test_a_forged_link_is_refused(admin: User, client: Client, token: str) -> None:
    uid = path_of(sign_in_url(admin)).split("/")[3]
    assert client.get(f"/admin/sign-in/{uid}/{token}/").status_code in (404, 410)
    assert client.get(f"/admin/sign-in/%FF/{token}/").status_code in (404, 410)


def test_people_sign_in_with_their_email_address_in_any_case(admin: User, client: Client) -> None:
    answer = client.post(reverse("wagtailadmin_login"), {"username": "CHIEF@example.org", "password": PASSWORD})
    assert answer.status_code == 302


def test_repeated_failures_lock_the_account_for_this_address_only(admin: User) -> None:
    attacker, login = Client(REMOTE_ADDR="192.0.2.1"), reverse("wagtailadmin_login")
    for _ in range(10):
        attacker.post(login, {"username": admin.email.upper(), "password": "wrong"})
    assert attacker.post(login, {"username": admin.email, "password": PASSWORD}).status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.2")
    assert elsewhere.post(login, {"username": admin.email, "password": PASSWORD}).status_code == 302


def test_a_forwarded_address_is_not_believed_without_a_trusted_proxy(admin: User) -> None:
    login = reverse("wagtailadmin_login")
    for number in range(10):
        Client(REMOTE_ADDR="192.0.2.1").post(
            login, {"username": admin.email, "password": "wrong"}, headers={"x-forwarded-for": f"198.51.100.{number}"}
        )
    assert Client(REMOTE_ADDR="192.0.2.1").post(login, {"username": admin.email, "password": PASSWORD}).status_code == 429


def test_next_leads_nowhere_else(admin: User, client: Client) -> None:
    answer = client.post(reverse("wagtailadmin_login") + "?next=//evil.example/", {"username": admin.email, "password": PASSWORD})
    assert "evil" not in answer["Location"]


def test_nobody_can_protect_a_page_with_a_shared_password(admin: User, client: Client) -> None:
    client.force_login(admin)
    page = factories.standard_page()
    form = reverse("wagtailadmin_pages:set_privacy", args=(page.pk,))
    assert "password" not in client.get(form).content.decode().lower()
    client.post(form, {"restriction_type": "password", "password": "secret", "groups": []})
    assert not PageViewRestriction.objects.filter(restriction_type="password").exists()


def test_an_administrator_makes_a_user_by_email(admin: User, client: Client) -> None:
    client.force_login(admin)
    group = Group.objects.get(name="Editor")
    form = {
        "email": "New@Example.org",
        "first_name": "Nell",
        "last_name": "Bly",
        "password1": PASSWORD + "!",
        "password2": PASSWORD + "!",
        "groups": [group.pk],
    }
    answer = client.post(reverse("wagtailusers_users:add"), form)
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    made = User.objects.get(email="new@example.org")
    assert made.groups.get() == group
    assert made.check_password(PASSWORD + "!")


def test_the_roles_exist_and_keep_what_an_owner_added(admin: User) -> None:
    from django.core.management import call_command

    editor = Group.objects.get(name="Editor")
    before = set(editor.permissions.all())
    assert {"Contributor", "Editor", "Chief editor"} <= set(Group.objects.values_list("name", flat=True))
    from django.contrib.auth.models import Permission

    extra = Permission.objects.exclude(pk__in=[permission.pk for permission in before]).first()
    assert extra is not None
    editor.permissions.add(extra)
    call_command("migrate", verbosity=0)
    assert set(editor.permissions.all()) == before | {extra}


def test_a_contributor_writes_but_cannot_publish(admin: User, client: Client) -> None:
    writer = factories.user()
    writer.groups.add(Group.objects.get(name="Contributor"))
    client.force_login(writer)
    desk = factories.desk()
    editor = client.get(reverse("wagtailadmin_pages:add", args=("articles", "articlepage", desk.pk)))
    assert editor.status_code == 200
    assert "action-publish" not in editor.content.decode()
