"""A private section: for those who may, on the editing host, and for nobody else."""

import json
import subprocess
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from cms.accounts.models import User
from cms.content.models import StandardPage
from tests import factories
from tests.operations import processes

PASSWORD = "a long enough password"


@dataclass
class Section:
    """`/members/` is for a group, `/members/inside/` lies below it, `/staff/` is for everybody who signs in."""

    group: Group
    members: StandardPage
    inside: StandardPage
    staff: StandardPage
    public: StandardPage
    draft: StandardPage


def make_section() -> Section:
    factories.publication()
    group = Group.objects.create(name="Members")
    members = factories.standard_page("Members only", slug="members")
    staff = factories.standard_page("Staff only", slug="staff")
    link = f'<p>More <a linktype="page" id="{members.pk}">for members</a>.</p>'
    inside = factories.standard_page("Inside", slug="inside", parent=members, body=[("paragraph", link)])
    draft = factories.standard_page("Not yet", slug="not-yet", parent=members, live=False)
    public = factories.standard_page("Public", slug="public", body=[("paragraph", link)])
    PageViewRestriction.objects.create(page=members, restriction_type="groups").groups.add(group)
    PageViewRestriction.objects.create(page=staff, restriction_type="login")
    return Section(group, members, inside, staff, public, draft)


@pytest.fixture
def section(db: None) -> Section:
    return make_section()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def member(section: Section) -> Client:
    user = factories.user()
    user.groups.add(section.group)
    return signed_in(user)


def everything(response: Any, path: str) -> tuple[int, dict[str, str], bytes]:
    """An answer without the path that was asked for, which the sign-in leads back to."""
    headers = {name: value.replace(f"next={quote(path)}", "") for name, value in response.headers.items()}
    return response.status_code, headers, response.content


# --- anonymous --------------------------------------------------------------------------------------------------------


def test_strangers_are_sent_to_the_sign_in(section: Section, client: Client) -> None:
    response = client.get("/members/inside/?x=1")
    assert (response.status_code, response["Location"]) == (302, "/admin/login/?next=/members/inside/")
    assert response["Cache-Control"] == "private, no-store"


def test_strangers_cannot_tell_what_is_below_a_private_page(section: Section, client: Client) -> None:
    paths = ("/members/", "/members/inside/", "/members/not-yet/", "/members/nothing/", "/members/inside/nothing/", "/members/%C3%A9/")
    answers = [everything(client.get(path), path) for path in paths]
    assert all(answer == answers[0] for answer in answers)
    resolved = [client.get("/api/v2/resolve/", {"path": path}) for path in paths]
    assert {(answer.status_code, answer.content) for answer in resolved} == {(200, b'{"kind":"locked"}')}


def test_a_private_page_is_not_there_by_its_number(section: Section, client: Client) -> None:
    absent = client.get("/api/v2/pages/999999/")
    for page in (section.members, section.inside, section.draft):
        answer = client.get(f"/api/v2/pages/{page.pk}/")
        assert (answer.status_code, answer.content) == (404, absent.content)


# --- signed in --------------------------------------------------------------------------------------------------------


def test_who_may_see_it_does_and_no_cache_keeps_it(section: Section, member: Client) -> None:
    for path in ("/members/", "/members/inside/", "/staff/"):
        response = member.get(path)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
    assert "for members" in member.get("/members/inside/").content.decode()


def test_inside_references_to_private_pages_are_links(section: Section, member: Client) -> None:
    assert '<a href="/members/">for members</a>' in member.get("/members/inside/").content.decode()
    assert "More for members." in member.get("/public/").content.decode(), "a public page is the same for everybody"


def test_what_is_not_there_is_not_found_by_members(section: Section, member: Client) -> None:
    assert member.get("/members/nothing/").status_code == 404
    assert member.get("/members/not-yet/").status_code == 404


def test_who_is_in_another_group_is_told_that_it_is_not_for_them(section: Section) -> None:
    stranger = signed_in(factories.user())
    for path in ("/members/", "/members/inside/", "/members/nothing/"):
        response = stranger.get(path)
        assert (response.status_code, response["Cache-Control"]) == (403, "private, no-store")
        assert "Members only" not in response.content.decode()
    assert stranger.get("/staff/").status_code == 200


def test_administrators_pass_every_restriction(section: Section) -> None:
    assert signed_in(factories.user(superuser=True)).get("/members/inside/").status_code == 200


def test_whoever_leaves_the_group_is_out_at_once(section: Section) -> None:
    user = factories.user()
    user.groups.add(section.group)
    client = signed_in(user)
    assert client.get("/members/").status_code == 200
    user.groups.clear()
    assert client.get("/members/").status_code == 403
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/members/").status_code == 302


def test_a_member_signs_in_and_is_where_they_wanted_to_be(section: Section, client: Client) -> None:
    user = factories.user("ada@example.org")
    user.groups.add(section.group)
    asked = client.get("/members/inside/")
    form = client.get(asked["Location"])
    assert form.status_code == 200
    response = client.post("/admin/login/", {"username": "ada@example.org", "password": PASSWORD, "next": "/members/inside/"})
    assert (response.status_code, response["Location"]) == (302, "/members/inside/")
    assert client.get("/members/inside/").status_code == 200


def test_a_member_has_no_access_to_the_api_beyond_what_is_public(section: Section, member: Client) -> None:
    assert member.get("/api/v2/resolve/?path=/members/").json() == {"kind": "locked"}
    assert member.get(f"/api/v2/pages/{section.members.pk}/").status_code == 404


def test_documents_of_a_private_collection_are_for_members_only(section: Section, member: Client, client: Client) -> None:
    collection = factories.collection()
    document = factories.document(collection=collection, filename="report.txt")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="groups").groups.add(section.group)
    body: Any = [("download", {"document": document, "title": "", "description": ""})]
    section.inside.body = body
    section.inside.save_revision().publish()
    assert document.url in member.get("/members/inside/").content.decode()
    answer = member.get(document.url)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert b"".join(answer) == b"Some words.\n"
    assert client.get(document.url).status_code == 404


# --- public answers know nobody ---------------------------------------------------------------------------------------

PUBLIC = (
    *("/", "/articles/", "/topics/", "/public/", "/public", "/former/", "/gone/", "/nothing/", "/authors/", "/terms/"),
    *("/api/v2/pages/", "/api/v2/site/", "/api/v2/resolve/?path=/public/", "/api/v2/resolve/?path=/members/", "/api/v2/nothing/"),
)


def test_a_public_answer_is_the_same_for_everybody(section: Section, member: Client, settings: LazySettings) -> None:
    settings.API_RATE_LIMIT = 0  # its headers count down
    moved = factories.standard_page("Moved", slug="former")
    moved.slug = "present"
    moved.save_revision().publish()
    factories.standard_page("Gone", slug="gone").delete()
    editor = signed_in(factories.user(superuser=True))
    editor.get("/admin/")
    french = Client(headers={"accept-language": "fr", "cookie": "session=forged; language=fr; csrf=x"})
    for path in PUBLIC:
        answers = [visitor.get(path) for visitor in (Client(), member, editor, french)]
        assert len({(answer.status_code, tuple(sorted(answer.headers.items())), answer.content) for answer in answers}) == 1, path
        for answer in answers:
            assert not answer.cookies, path
            assert not {"cookie", "accept-language"} & {name.strip().lower() for name in answer.get("Vary", "").split(",")}, path
            assert "private" not in answer.get("Cache-Control", ""), path


# --- processes with one role ------------------------------------------------------------------------------------------

READ = """
import json
from django.conf import settings
from django.test import Client
from django.test.utils import setup_test_environment
settings.ALLOWED_HOSTS = ["testserver", "edit.example"]
client = Client()
paths = ["/", "/public/", "/members/", "/members/inside/", "/members/nothing/", "/staff/", "/nothing/", "/admin/", "/admin/login/"]
answers = {path: client.get(path) for path in paths}
seen = {path: [a.status_code, a.headers.get("Location"), a.headers.get("Cache-Control"), bool(a.cookies)] for path, a in answers.items()}
print(json.dumps({
    "answers": seen,
    "middleware": settings.MIDDLEWARE,
    "apps": settings.INSTALLED_APPS,
    "body": answers["/public/"].content.decode(),
}))
"""


def read_as(role: str) -> Any:
    environment = processes.environment() | {"CMS_ROLE": role, "EDITING_URL": "https://edit.example", "LOG_LEVEL": "ERROR"}
    done = subprocess.run(
        processes.code(READ), cwd=processes.ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.django_db(transaction=True)
def test_each_role_serves_its_part() -> None:
    make_section()
    delivery, editing, both = (read_as(role) for role in ("delivery", "editing", "all"))

    for path in ("/members/", "/members/inside/", "/members/nothing/", "/staff/"):
        status, location, cache_control, cookies = delivery["answers"][path]
        assert (status, location) == (302, f"https://edit.example{path}")
        assert (cache_control, cookies) == ("private, no-store", False)
        assert editing["answers"][path][:2] == [302, f"/admin/login/?next={path}"]
    assert delivery["answers"]["/admin/"][0] == delivery["answers"]["/admin/login/"][0] == 404
    assert editing["answers"]["/admin/login/"][0] == both["answers"]["/admin/login/"][0] == 200
    assert {role["answers"]["/public/"][0] for role in (delivery, editing, both)} == {200}
    assert delivery["body"] == both["body"]
    assert not [name for name in delivery["middleware"] if "session" in name.lower() or "auth" in name.lower() or "csrf" in name.lower()]
    assert delivery["apps"] == editing["apps"] == both["apps"], "a role changes no migration and no permission"
