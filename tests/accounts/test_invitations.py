"""Invitations: the link, what becomes of it, and who may make one."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.accounts.models import Invitation, User
from tests import factories

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password!"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def admin() -> User:
    factories.publication()
    return factories.user("chief@example.org", superuser=True)


def invite(by: User, email: str = "nell@example.org", roles: tuple[str, ...] = ("Contributor",), **fields: Any) -> str:
    """Make an invitation through the form; the path of its link, as the page shows it."""
    groups = [Group.objects.get(name=role).pk for role in roles]
    answer = signed_in(by).post(reverse("invitation_add"), {"email": email, "groups": groups, **fields})
    return link_in(answer)


def link_in(answer: Any) -> str:
    found = re.search(r'value="http://[^/"]+(/admin/invitation/[^"]+)"', answer.content.decode())
    assert found is not None, answer.status_code
    return found[1]


def fill_in(client: Client, **changes: str) -> Any:
    form = {"first_name": "Nell", "last_name": "Bly", "password1": PASSWORD, "password2": PASSWORD, **changes}
    return client.post(reverse("invitation"), form)


def test_somebody_invited_chooses_a_name_and_a_password_and_is_at_work(admin: User, client: Client) -> None:
    desk = factories.desk()
    link = invite(admin, "Nell@Example.org", desks=[desk.pk])
    token = link.rstrip("/").rsplit("/", 1)[1]
    opened = client.get(link)
    assert (opened.status_code, opened["Location"], opened["Referrer-Policy"]) == (302, reverse("invitation"), "no-referrer")
    assert opened["Cache-Control"] == "private, no-store"
    form = client.get(opened["Location"])
    assert "nell@example.org" in form.content.decode()
    assert token not in form.content.decode() + str(form.headers) + str(opened.cookies)
    assert form["Referrer-Policy"] == "strict-origin"
    answer = fill_in(client)
    assert (answer.status_code, answer["Location"]) == (302, reverse("wagtailadmin_home"))
    assert client.get(reverse("wagtailadmin_home")).status_code == 200, "signed in at once"
    nell = User.objects.get(email="nell@example.org")
    assert (nell.get_full_name(), nell.check_password(PASSWORD), nell.is_superuser) == ("Nell Bly", True, False)
    assert set(nell.groups.values_list("name", flat=True)) == {"Contributor", "Editor", "Editors of Articles"}
    assert "nell@example.org" in signed_in(admin).get(reverse("invitations")).content.decode()


def test_the_database_does_not_know_the_link(admin: User) -> None:
    token = invite(admin).rstrip("/").rsplit("/", 1)[1]
    assert len(token) >= 43, "256 bits"
    assert token not in str(Invitation.objects.values().get())


def test_a_link_works_once_and_opening_it_uses_nothing_up(admin: User) -> None:
    link = invite(admin)
    for scanner in (Client(), Client(), Client()):
        assert scanner.get(link).status_code == 302
    first, second = Client(), Client()
    first.get(link), second.get(link)
    assert fill_in(first).status_code == 302
    assert fill_in(second, first_name="Eve").status_code == 410
    assert Client().get(link).status_code == 410
    assert User.objects.filter(email="nell@example.org").count() == 1


@pytest.mark.parametrize("fate", ["expired", "revoked", "replaced", "inviter left", "inviter demoted", "address taken"])
def test_every_dead_link_says_the_same(admin: User, client: Client, fate: str) -> None:
    link, chief = invite(admin), signed_in(admin)
    client.get(link)
    invitation = Invitation.objects.get()
    moment = timezone.now()
    if fate == "expired":
        moment += timedelta(days=7, minutes=1)
    elif fate == "revoked":
        chief.post(reverse("invitation_revoke", args=(invitation.pk,)))
    elif fate == "replaced":
        assert link_in(chief.post(reverse("invitation_renew", args=(invitation.pk,)))) != link
    elif fate == "inviter left":
        User.objects.filter(pk=admin.pk).update(is_active=False)
    elif fate == "inviter demoted":
        User.objects.filter(pk=admin.pk).update(is_superuser=False)
    else:
        factories.user("nell@example.org")
    unknown = Client().get(reverse("invitation_link", args=("x" * 43,)))
    with time_machine.travel(moment):
        assert fill_in(client).status_code == 410
        dead = fill_in(client) if fate == "address taken" else Client().get(link)
    assert dead.status_code == unknown.status_code == 410
    assert dead.content == unknown.content
    assert not User.objects.filter(first_name="Nell").exists()


@pytest.mark.parametrize("token", ["x", "%00", "é", "a" * 3000])
def test_forged_links_and_cookies_are_refused(admin: User, client: Client, token: str) -> None:
    invite(admin)
    assert client.get(f"/admin/invitation/{token}/").status_code in (404, 410)
    client.cookies["invitation"] = Invitation.objects.get().token_hash
    assert client.get(reverse("invitation")).status_code == 410, "an unsigned cookie is worth nothing"


def test_guessing_is_slowed_down_for_one_address_only(admin: User) -> None:
    link, guesser = invite(admin), Client(REMOTE_ADDR="192.0.2.1")
    for number in range(20):
        guesser.get(reverse("invitation_link", args=(f"guess-{number}",)))
    assert guesser.get(link).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.2").get(link).status_code == 302


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password1": "nell@example.org", "password2": "nell@example.org"}, "too similar"),
        ({"password2": "another password!"}, "The two passwords differ"),
        ({"first_name": ""}, "required"),
    ],
)
def test_a_bad_answer_is_explained_and_the_link_stays_good(admin: User, client: Client, changes: dict[str, str], message: str) -> None:
    client.get(invite(admin))
    answer = fill_in(client, **changes)
    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert fill_in(client).status_code == 302


def test_only_who_may_add_users_invites_and_only_administrators_make_administrators(admin: User) -> None:
    chief, helper = factories.user(), factories.user()
    chief.groups.add(Group.objects.get(name="Chief editor"))
    for codename in ("access_admin", "add_user"):
        helper.user_permissions.add(Permission.objects.get(codename=codename))
    form = {"email": "nell@example.org", "groups": [Group.objects.get(name="Editor").pk], "is_administrator": "on"}
    for view in ("invitations", "invitation_add"):
        assert signed_in(chief).get(reverse(view)).status_code == 302
    signed_in(chief).post(reverse("invitation_add"), form)
    assert not Invitation.objects.exists()
    signed_in(helper).post(reverse("invitation_add"), form)
    assert [one.is_administrator for one in Invitation.objects.all()] == [False], "the box is not there for her"
    link = invite(admin, "boss@example.org", (), is_administrator="on")
    boss = Invitation.objects.get(email="boss@example.org")
    assert signed_in(helper).post(reverse("invitation_renew", args=(boss.pk,))).status_code == 302
    client = Client()
    client.get(link)
    fill_in(client, first_name="Ida")
    assert User.objects.get(email="boss@example.org").is_superuser


def test_who_may_change_users_makes_nobody_an_administrator(admin: User) -> None:
    helper, plain = factories.user(), factories.user()
    for codename in ("access_admin", "add_user", "change_user", "delete_user"):
        helper.user_permissions.add(Permission.objects.get(codename=codename))
    form = {"first_name": "A", "last_name": "B", "is_active": "on", "is_superuser": "on"}
    client = signed_in(helper)
    client.post(reverse("wagtailusers_users:edit", args=(plain.pk,)), {**form, "email": plain.email})
    plain.refresh_from_db()
    assert (plain.first_name, plain.is_superuser) == ("A", False)
    client.post(reverse("wagtailusers_users:edit", args=(admin.pk,)), {**form, "email": "taken@example.org"})
    client.post(reverse("wagtailusers_users:delete", args=(admin.pk,)))
    admin.refresh_from_db()
    assert admin.email == "chief@example.org"


def test_links_change_nothing_by_being_looked_at(admin: User) -> None:
    invite(admin)
    for name in ("invitation_revoke", "invitation_renew"):
        assert signed_in(admin).get(reverse(name, args=(Invitation.objects.get().pk,))).status_code == 405
    assert Invitation.objects.open().count() == 1


def test_with_mail_the_link_is_also_sent_and_a_dead_mail_server_is_no_obstacle(admin: User, settings: Any) -> None:
    assert not mail.outbox, "without mail there is the link alone"
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    link = invite(admin)
    assert mail.outbox[-1].to == ["nell@example.org"]
    assert link in mail.outbox[-1].body
    options = {"host": "192.0.2.1", "port": 9, "timeout": 0.01}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    assert invite(admin, "ida@example.org")


def test_nobody_is_told_of_a_mail_that_only_goes_to_the_log(db: None, settings: Any) -> None:
    admin = signed_in(factories.user(superuser=True))
    assert "sent by mail" in admin.get(reverse("invitation_add")).content.decode()
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
    assert "sent by mail" not in admin.get(reverse("invitation_add")).content.decode()
