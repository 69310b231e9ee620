"""What is at a path, what was there, and what editors say is there instead."""

import unicodedata
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urljoin

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from cms.content.models import PathHistory, StandardPage
from cms.content.path_history import URL_PATH_INDEX
from cms.visibility import MAX_DEPTH
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _publication(db: None) -> None:
    factories.publication()


def rename(page: Any, slug: str) -> None:
    """As an editor does: a new revision, published."""
    found = type(page).objects.get(pk=page.pk)
    found.slug = slug
    found.save_revision().publish()


def move(page: Any, parent: Page) -> None:
    type(page).objects.get(pk=page.pk).move(Page.objects.get(pk=parent.pk), pos="last-child")


def delete(page: Any) -> None:
    type(page).objects.get(pk=page.pk).delete()


class Answers:
    """Asks for a path as a visitor does and through the API, which must agree."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def __call__(self, path: str) -> str | int:
        """The status, or where a redirect leads to."""
        html = self.client.get(quote(path))
        resolved = self.client.get("/api/v2/resolve/", {"path": path})
        kind = resolved.json().get("kind")
        if html.status_code in (301, 302):
            assert resolved.json() == {
                "kind": "redirect",
                "redirect": {"url": urljoin("http://testserver/", html["Location"]), "status": html.status_code},
            }
            return str(html["Location"])
        assert kind == {200: "page", 404: "not_found", 410: "gone"}[html.status_code]
        return html.status_code


@pytest.fixture
def at(client: Client) -> Answers:
    return Answers(client)


# --- moved ------------------------------------------------------------------------------------------------------------


def test_a_new_slug_leads_from_the_old_path_and_from_all_below_it(at: Answers) -> None:
    about = factories.standard_page("About", slug="about")
    team = factories.standard_page("Team", slug="team", parent=about)
    factories.standard_page("Ada", slug="ada", parent=team)
    rename(about, "who-we-are")
    assert at("/about/") == "/who-we-are/"
    assert at("/about/team/ada/") == "/who-we-are/team/ada/"
    assert at("/who-we-are/team/ada/") == 200


def test_a_move_leads_from_the_old_paths_of_the_whole_subtree(at: Answers) -> None:
    news = factories.add(factories.desk(), type(factories.desk())(title="News", slug="news"))
    other = factories.add(factories.desk(), type(factories.desk())(title="Other", slug="other"))
    factories.article("Flood", slug="flood", parent=news)
    move(news, other)
    assert at("/articles/news/") == "/articles/other/news/"
    assert at("/articles/news/flood/") == "/articles/other/news/flood/"


def test_a_move_that_is_rolled_back_leaves_nothing(at: Answers) -> None:
    about = factories.standard_page("About", slug="about")
    parent = factories.standard_page("Parent", slug="parent")
    changes: list[Callable[[], object]] = [lambda: rename(about, "other"), lambda: move(about, parent), lambda: delete(about)]
    for change in changes:
        with transaction.atomic():
            change()
            assert at("/about/") != 200
            transaction.set_rollback(True)
        assert at("/about/") == 200
    assert not PathHistory.objects.exists()


def test_the_old_path_is_known_within_the_transaction_of_the_change(django_capture_on_commit_callbacks: Any) -> None:
    about = factories.standard_page("About", slug="about")
    with django_capture_on_commit_callbacks(execute=False):
        rename(about, "other")
        assert PathHistory.objects.get().url_path.endswith("/about/")


@pytest.mark.parametrize(("levels", "longer_than"), [(2, 255), (MAX_DEPTH - 2, 2_704)])
def test_long_paths_move_too(client: Client, levels: int, longer_than: int) -> None:
    top = deepest = factories.standard_page("0", slug="a" * 200)
    for number in range(1, levels):
        deepest = factories.standard_page(str(number), slug=f"{number:x}" * 200, parent=deepest)
    old = deepest.get_url()
    assert len(old) > longer_than
    assert client.get(old).status_code == 200
    rename(top, "b")
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, "/b/" + old[202:])


def test_a_page_that_moves_twice_is_one_redirect_away(at: Answers) -> None:
    page = factories.standard_page("A", slug="a")
    rename(page, "b")
    rename(page, "c")
    assert (at("/a/"), at("/b/"), at("/c/")) == ("/c/", "/c/", 200)


def test_a_page_that_comes_back_is_there(at: Answers) -> None:
    page = factories.standard_page("A", slug="a")
    parent = factories.standard_page("Parent", slug="parent")
    move(page, parent)
    assert at("/a/") == "/parent/a/"
    move(page, factories.home())
    assert (at("/a/"), at("/parent/a/")) == (200, "/a/")
    rename(page, "b")
    rename(page, "a")
    assert (at("/a/"), at("/b/")) == (200, "/a/")


def test_two_pages_that_change_places(at: Answers) -> None:
    first, second = factories.standard_page("First", slug="one"), factories.standard_page("Second", slug="two")
    for page, slug in ((first, "x"), (second, "one"), (first, "two")):
        rename(page, slug)
    assert (at("/one/"), at("/two/"), at("/x/")) == (200, 200, "/two/")


def test_who_takes_a_former_path_has_it_until_it_leaves(at: Answers) -> None:
    first = factories.standard_page("First", slug="one")
    rename(first, "first")
    second = factories.standard_page("Second", slug="one")
    assert at("/one/") == 200
    rename(second, "second")
    assert at("/one/") == "/second/"


def test_a_draft_that_takes_a_former_path_leaves_the_redirect_in_place(at: Answers) -> None:
    page = factories.standard_page("First", slug="one")
    rename(page, "first")
    factories.standard_page("Second", slug="one", live=False)
    assert at("/one/") == "/first/"


def test_the_query_string_is_kept(client: Client) -> None:
    rename(factories.standard_page("A", slug="a"), "b")
    Redirect.add_redirect("/old", redirect_to="/b/?from=old")
    assert client.get("/a/?page=2&x=%C3%A9")["Location"] == "/b/?page=2&x=%C3%A9"
    assert client.get("/old/?page=2")["Location"] == "/b/?from=old&page=2"
    assert client.get("/a/").headers.get("Location") == "/b/"


# --- gone, and never there --------------------------------------------------------------------------------------------


def test_an_unpublished_page_is_not_found_and_neither_are_its_old_paths(at: Answers) -> None:
    page = factories.standard_page("A", slug="a")
    rename(page, "b")
    StandardPage.objects.get(pk=page.pk).unpublish()
    assert (at("/a/"), at("/b/")) == (404, 404)
    StandardPage.objects.get(pk=page.pk).save_revision().publish()
    assert (at("/a/"), at("/b/")) == ("/b/", 200)


def test_a_deleted_page_is_gone_with_all_below_it_and_all_its_old_paths(at: Answers) -> None:
    page = factories.standard_page("A", slug="a")
    factories.standard_page("Below", slug="below", parent=page)
    rename(page, "b")
    delete(page)
    assert [at(path) for path in ("/a/", "/a/below/", "/b/", "/b/below/")] == [410] * 4
    assert at("/b/never/") == 404


def test_an_alias_that_goes_with_its_source_is_gone_too(at: Answers) -> None:
    above = factories.standard_page("Above", slug="above")
    source = factories.standard_page("Source", slug="source", parent=above)
    source.create_alias(parent=source, update_slug="inner")
    source.create_alias(parent=above, update_slug="beside")
    assert [at(path) for path in ("/above/source/inner/", "/above/beside/")] == [200, 200]
    delete(above)
    assert [at(path) for path in ("/above/", "/above/source/", "/above/source/inner/", "/above/beside/")] == [410] * 4


def test_what_was_not_public_is_not_found_after_its_deletion(at: Answers) -> None:
    draft = factories.standard_page("Draft", slug="draft", live=False)
    below = factories.standard_page("Below", slug="below", parent=draft)
    private = factories.standard_page("Private", slug="private")
    rename(private, "still-private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    inside = factories.standard_page("Inside", slug="inside", parent=private)
    expired = factories.standard_page("Expired", slug="expired")
    Page.objects.filter(pk=expired.pk).update(expire_at=timezone.now())
    StandardPage.objects.get(pk=expired.pk).save()
    rename(inside, "moved-inside")
    for page in (draft, private, expired):
        delete(page)
    assert not Page.objects.filter(pk__in=[below.pk, inside.pk]).exists()
    paths = (
        "/draft/",
        "/draft/below/",
        "/private/",
        "/still-private/",
        "/still-private/inside/",
        "/still-private/moved-inside/",
        "/expired/",
    )
    assert {path: at(path) for path in paths} == dict.fromkeys(paths, 404)


def test_a_new_page_at_a_gone_path_is_there(at: Answers) -> None:
    delete(factories.standard_page("A", slug="a"))
    assert at("/a/") == 410
    factories.standard_page("Again", slug="a")
    assert at("/a/") == 200


def test_a_desk_with_private_and_public_articles_can_be_deleted(at: Answers) -> None:
    desk = factories.add(factories.desk(), type(factories.desk())(title="News", slug="news"))
    inner = factories.add(desk, type(desk)(title="Inner", slug="inner"))
    factories.article("Public", slug="public", parent=desk)
    factories.article("Secret", slug="secret", parent=inner)
    PageViewRestriction.objects.create(page=inner, restriction_type="login")
    delete(desk)
    assert (at("/articles/news/public/"), at("/articles/news/inner/secret/")) == (410, 404)


def test_the_front_page_of_a_site_can_be_deleted(at: Answers) -> None:
    delete(factories.home())
    assert not Site.objects.exists()


# --- what editors enter -----------------------------------------------------------------------------------------------


def test_redirects_that_editors_enter(at: Answers, client: Client) -> None:
    page = factories.standard_page("A", slug="a")
    Redirect.add_redirect("/to-page", redirect_to=page)
    Redirect.add_redirect("/for-now", redirect_to=page, is_permanent=False)
    Redirect.add_redirect("/away", redirect_to="https://example.org/away")
    assert (at("/to-page/"), at("/for-now/"), at("/away/")) == ("/a/", "/a/", "https://example.org/away")
    assert client.get("/for-now").status_code == 302


@pytest.mark.parametrize(
    "target", ["//evil.example/", "/\\evil.example/", "javascript:alert(1)", "data:text/html,x", "mailto:a@example.org", "evil.example", ""]
)
def test_a_redirect_leads_nowhere_that_a_browser_should_not_go(at: Answers, target: str) -> None:
    Redirect.add_redirect("/old", redirect_to=target)
    assert at("/old/") == 404


def test_a_redirect_to_itself_is_not_followed(at: Answers) -> None:
    Redirect.add_redirect("/round", redirect_to="/round/")
    assert at("/round/") == 404


@pytest.mark.parametrize("hidden", ["draft", "expired", "private", "below a draft", "on another site"])
def test_a_redirect_to_what_may_not_be_seen_is_not_there(at: Answers, hidden: str) -> None:
    page = factories.standard_page("Secret", slug="secret", live=hidden != "draft")
    if hidden == "expired":
        Page.objects.filter(pk=page.pk).update(expire_at=timezone.now())
    elif hidden == "private":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    elif hidden == "below a draft":
        move(page, factories.standard_page("Draft", slug="draft", live=False))
    elif hidden == "on another site":
        root = Page.objects.get(depth=1)
        page = factories.add(root, type(factories.home())(title="Other", slug="other"))
        Site.objects.create(hostname="other.example", root_page=page)
    Redirect.add_redirect("/old", redirect_to=page)
    assert at("/old/") == 404


def test_a_page_goes_before_a_redirect_and_a_redirect_before_the_history(at: Answers) -> None:
    page, target = factories.standard_page("A", slug="a"), factories.standard_page("Target", slug="target")
    Redirect.add_redirect("/a", redirect_to=target)
    assert at("/a/") == 200
    rename(page, "b")
    assert at("/a/") == "/target/"
    StandardPage.objects.get(pk=target.pk).unpublish()
    assert at("/a/") == "/b/"


def test_a_redirect_of_this_site_goes_before_one_of_all_sites(at: Answers) -> None:
    Redirect.add_redirect("/old", redirect_to="/everywhere/")
    Redirect.add_redirect("/old", redirect_to="/here/", site=factories.site())
    other = Site.objects.create(hostname="other.example", root_page=factories.home())
    Redirect.add_redirect("/old", redirect_to="/there/", site=other)
    Redirect.add_redirect("/only-there", redirect_to="/there/", site=other)
    assert (at("/old/"), at("/only-there/")) == ("/here/", 404)


def test_redirects_from_addresses_of_an_older_site(client: Client) -> None:
    Redirect.add_redirect("/index.php?id=3", redirect_to="/three/")
    Redirect.add_redirect("/index.php", redirect_to="/none/")
    Redirect.add_redirect("/2019/05/story.html", redirect_to="/story/")
    assert client.get("/index.php?id=3")["Location"] == "/three/"
    assert client.get("/index.php?id=4")["Location"] == "/none/?id=4"
    assert client.get("/2019/05/story.html")["Location"] == "/story/"


@pytest.mark.parametrize("entered", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["NFC", "NFD"])
def test_a_redirect_in_either_form_of_unicode(at: Answers, entered: str, asked: str) -> None:
    forms: Any = (entered, asked)
    old, path = (unicodedata.normalize(form, "/über-uns") for form in forms)
    Redirect.add_redirect(quote(old), redirect_to="/about/")
    assert at(path + "/") == "/about/"


# --- spelling ---------------------------------------------------------------------------------------------------------


def test_a_page_is_at_one_address_however_its_unicode_is_written(client: Client) -> None:
    factories.standard_page("Café", slug="café")
    composed, decomposed = (quote(unicodedata.normalize(form, "/café/")) for form in ("NFC", "NFD"))
    assert client.get(composed).status_code == 200
    response = client.get(decomposed + "?x=1")
    assert (response.status_code, response["Location"]) == (301, composed + "?x=1")


def test_slugs_are_kept_in_one_form_of_unicode(client: Client) -> None:
    slug = unicodedata.normalize("NFD", "한국")
    page = factories.standard_page("Korea", slug=slug)
    author = factories.author("Kim", slug=slug)
    assert client.get(quote(unicodedata.normalize("NFC", f"/{slug}/"))).status_code == 200
    assert client.get(quote(unicodedata.normalize("NFC", f"/authors/{slug}/"))).status_code == 200
    assert client.get(quote(f"/authors/{slug}/")).status_code == 200
    assert (page.slug, author.slug) == ("한국", "한국")


def test_former_paths_are_found_in_either_form_of_unicode(at: Answers) -> None:
    rename(factories.standard_page("Café", slug="café"), "coffee")
    for form in ("NFC", "NFD"):
        assert at(unicodedata.normalize(form, "/café/")) == "/coffee/"


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [("/articles", "/articles/"), ("/articles?page=1", "/articles/?page=1"), ("//articles", "/articles/"), ("//articles//", "/articles/")],
)
def test_an_address_that_is_spelled_otherwise_leads_to_the_page(client: Client, asked: str, canonical: str) -> None:
    response = client.get("http://testserver" + asked)
    assert (response.status_code, response["Location"]) == (301, canonical)


@pytest.mark.parametrize("path", ["/nothing", "/nothing/", "/articles.html", "/articles/index.php", "/Articles/"])
def test_what_is_not_there_is_not_found_with_or_without_a_slash(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["//evil.example/%2e%2e", "//evil.example", "/\\evil.example", "//evil.example/articles", "///[x", "/%00/", "/a%00b", "/%ff/"]
)
def test_no_address_leads_to_another_host_or_breaks(client: Client, path: str) -> None:
    PageViewRestriction.objects.create(page=factories.standard_page("Evil", slug="evil"), restriction_type="login")
    for asked in (path, path + "/", path + "/evil"):
        response = client.get("http://testserver" + asked)
        assert response.status_code in (301, 302, 404)
        assert not response.get("Location", "/").startswith(("//", "/\\", "http"))
    assert client.get("/api/v2/resolve/", {"path": path}).status_code in (200, 400, 404)


def test_a_path_below_a_private_page_leads_to_the_sign_in_without_leaving_the_host(client: Client) -> None:
    PageViewRestriction.objects.create(page=factories.standard_page("Members", slug="members"), restriction_type="login")
    location = client.get("http://testserver//members")["Location"]
    assert location == "/members/"
    assert client.get(location)["Location"] == "/admin/login/?next=/members/"


# --- the index --------------------------------------------------------------------------------------------------------


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + sql)
        return "\n".join(str(row) for row in cursor.fetchall())


def test_looking_up_a_path_takes_the_index(client: Client) -> None:
    home = factories.home()
    page = factories.standard_page("A", slug="a")
    fields = {"content_type": page.content_type, "locale": page.locale, "depth": 3, "numchild": 0, "live": True}
    Page.objects.bulk_create(
        Page(
            title=f"Filler {number}", slug=f"filler-{number}", path=f"{home.path}{number:04d}", url_path=f"/home/filler-{number}/", **fields
        )
        for number in range(1000, 4000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/a/").status_code == 200
    (lookup,) = [query["sql"] for query in queries if "url_path" in query["sql"].partition("WHERE")[2]]
    assert URL_PATH_INDEX in plan(lookup)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_index_is_a_hash_index_and_comes_back_after_a_table_was_made_anew() -> None:
    def method() -> str | None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [URL_PATH_INDEX])
            row = cursor.fetchone()
            return row[0].partition(" USING ")[2].split()[0] if row else None

    assert method() == "hash"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {URL_PATH_INDEX}")
    assert method() is None
    call_command("migrate", verbosity=0)
    assert method() == "hash"


@pytest.mark.parametrize(("make", "place"), [("author", "authors"), ("series", "series"), ("term", "terms")])
def test_a_renamed_snippet_is_found_at_its_former_address(make: str, place: str, client: Client) -> None:
    ebb = getattr(factories, make)("Ebb")
    first, then = f"/{place}/ebb/", f"/{place}/low-water/"
    assert client.get(first).status_code == 200
    for slug in ("low", "low-water"):
        rename(ebb, slug)
    for old in (first, f"/{place}/low/"):
        answer = client.get(old)
        assert (answer.status_code, answer["Location"]) == (301, then)
        told = client.get("/api/v2/resolve/", {"path": old}).json()
        assert (told["kind"], urljoin("/", told["redirect"]["url"]).removeprefix("http://testserver")) == ("redirect", then)
    # Somebody else takes the address, for as long as it is public.
    other = getattr(factories, make)("Ebb")
    assert client.get(first).status_code == 200
    assert client.get("/api/v2/resolve/", {"path": first}).json()["kind"] == "not_found"
    delete(other)
    assert client.get(first).status_code == 301
    # What is not public leaves no trace.
    type(ebb).objects.get(pk=ebb.pk).unpublish()
    assert client.get(f"/{place}/low/").status_code == 404
    hidden, absent = (client.get("/api/v2/resolve/", {"path": f"/{place}/{slug}/"}) for slug in ("low", "never"))
    assert hidden.status_code == absent.status_code == 404
    assert len(hidden["Cache-Tag"].split(",")) == len(absent["Cache-Tag"].split(",")), "how many tags there are tells of something"
