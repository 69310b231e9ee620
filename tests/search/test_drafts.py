"""What editors find in the admin: every page by its latest version, and what they may not read by its title alone."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from articles.models import ArticlePage
from cms.content.adding import add_pages
from cms.content.models import StandardPage
from cms.tags.moving import settle
from search import jobs
from search.models import DraftRow
from tests import factories
from tests.search.conftest import paragraph

pytestmark = pytest.mark.django_db

#: From what is typed to the titles that are found, best first.
Find = Callable[[str], list[str]]

SEARCH, EXPLORER, LISTING, CHOOSER = (
    "/admin/pages/search/results/",
    "/admin/pages/{home}/results/",
    "/admin/articles/results/",
    "/admin/choose-page/search/",
)
#: The parameter in which each takes what is typed.
DOORS = {SEARCH: "q", EXPLORER: "q", LISTING: "q", CHOOSER: "q"}


def signed_in(role: str) -> Client:
    client = Client()
    person = factories.user(superuser=role == "superuser")
    if role != "superuser":
        person.groups.add(Group.objects.get(name=role))
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def titles(client: Client, query: str, door: str = CHOOSER, **more: str) -> list[str]:
    answer = client.get(door.format(home=factories.home().pk), {DOORS[door]: query, **more})
    assert answer.status_code == 200, answer.content
    soup = BeautifulSoup(answer.content, "html.parser")
    return [" ".join(cell.get_text(" ").split()) for cell in soup.select("td.title .title-wrapper a, td.title a.page-choice, td.title h3")]


def write(page: Any, text: str) -> None:
    page.body = paragraph(text)


@pytest.fixture
def chief() -> Find:
    client = signed_in("Chief editor")
    return lambda query: titles(client, query)


@pytest.fixture
def contributor() -> Find:
    client = signed_in("Contributor")
    return lambda query: titles(client, query)


@pytest.fixture
def draft() -> ArticlePage:
    """A published article about a harbour, with a newer draft about a lighthouse."""
    article = factories.article("Harbour", body=paragraph("Ships come and go."))
    article.title = "Lighthouse"
    write(article, "Keepers counted the barnacles.")
    article.save_revision()
    return article


@pytest.mark.parametrize("door", DOORS)
def test_every_list_and_chooser_finds_the_words_of_the_latest_version(door: str, draft: ArticlePage) -> None:
    client = signed_in("Chief editor")
    for query in ("lighthouse", "barnacle", "BARNACLES keeper", "lightho", '"counted the barnacles"'):
        assert titles(client, query, door) == ["Lighthouse"], query
    for query in ("harbour", "ships"):
        assert titles(client, query, door) == ["Lighthouse"], "by what readers see of it, too"
    for query in ("barnacle -keeper", '"barnacles counted"', "barnacles ships"):
        assert titles(client, query, door) == [], query


def test_titles_come_first_and_mistyped_words_are_understood(chief: Find) -> None:
    factories.article("Tides", body=paragraph("The anemone waits."), live=False)
    factories.article("Anemone", body=paragraph("It waits for the tide."), live=False)
    jobs.learn_words(settled=jobs.SETTLED * 0)
    assert chief("anemone") == ["Anemone", "Tides"]
    assert chief("tide") == ["Tides", "Anemone"]
    assert chief("anemnoe") == ["Anemone", "Tides"]
    assert chief("quokka") == []


def test_what_is_said_of_pictures_and_who_wrote_it_is_found(chief: Find) -> None:
    body = [("image", {"image": factories.image(), "caption": "<p>A <i>peri</i>winkle</p>", "credit": "Nadar", "width": "text"})]
    factories.article("Shells", body=body, authors=[factories.author("Rosa Müller")], live=False)
    settle(connection)
    for query in ("periwinkle", "nadar", "muller", 'author:"rosa müller"'):
        assert chief(query) == ["Shells"], query


def test_drafts_of_others_are_found_by_their_titles_alone(contributor: Find, chief: Find, draft: ArticlePage) -> None:
    assert chief("barnacles") == ["Lighthouse"]
    for query in ("barnacles", "lighthouse barnacles", "ships barnacles", "barnac"):
        assert contributor(query) == [], query
    assert contributor("lighthouse") == ["Lighthouse"], "every chooser shows the titles of drafts"
    assert contributor("lighthouse -barnacles") == ["Lighthouse"], "what is excluded tells nothing either"
    assert contributor("ships") == ["Lighthouse"], "this is public"
    secret = factories.standard_page("Plans", body=paragraph("An octopus."), live=False)
    assert (contributor("octopus"), chief("octopus")) == ([], ["Plans"])
    assert contributor("plan") == [secret.title]


def test_nothing_but_the_admin_finds_a_draft(client: Client, draft: ArticlePage) -> None:
    factories.article("Canary", body=paragraph("A canary."), live=False)
    for word in ("barnacles", "lighthouse", "canary"):
        for path in ("/search/", "/api/v2/search/", "/api/v2/search/suggest/", "/api/v2/articles/"):
            answer = client.get(path, {"search" if path.endswith("articles/") else "q": word})
            assert b"Lighthouse" not in answer.content, path
            assert b"A canary" not in answer.content, path
        # What an owner's own view would call.
        assert not list(Page.objects.live().search(word))
        assert not list(Page.objects.live().autocomplete(word))


def test_the_index_follows_every_way_in_which_pages_change(chief: Find) -> None:
    page = factories.standard_page("Anchors", body=paragraph("Bowline."))
    copied = page.copy(update_attrs={"slug": "copied", "title": "Copied"}, keep_live=False)
    assert sorted(chief("bowline")) == ["Anchors", "Copied"]
    page.create_alias(update_slug="alias", parent=factories.home())
    assert sorted(chief("bowline")) == ["Anchors", "Anchors", "Copied"]
    write(page, "Sheepshank.")
    revision = page.save_revision()
    assert (chief("sheepshank"), len(chief("bowline"))) == (["Anchors"], 3)
    revision.publish()
    assert (chief("sheepshank"), chief("bowline")) == (["Anchors", "Anchors"], ["Copied"]), "an alias follows its source"
    page.refresh_from_db()
    page.unpublish()
    assert "Anchors" in chief("sheepshank")
    copied.move(factories.standard_page("Elsewhere"), pos="last-child")
    assert chief("bowline") == ["Copied"]
    copied.delete()
    assert chief("bowline") == []
    add_pages(
        factories.home(),
        [StandardPage(title=f"Loaded {number}", slug=f"l{number}", body=paragraph("Reef."), live=False) for number in range(3)],
    )
    assert sorted(chief("reef")) == ["Loaded 0", "Loaded 1", "Loaded 2"]
    StandardPage.objects.filter(slug="elsewhere").update(title="Renamed at once", draft_title="Renamed at once")
    assert (chief("renamed"), chief("elsewhere")) == (["Renamed at once"], [])


def test_an_autosave_writes_no_row_for_words_that_stay_as_they_are(draft: ArticlePage) -> None:
    before = DraftRow.objects.values_list("digest", "place").get(pk=draft.pk)
    draft.featured = True
    with CaptureQueriesContext(connection) as queries:
        draft.save_revision()
    about = [query["sql"] for query in queries if '"search_draftrow"' in query["sql"]]
    assert DraftRow.objects.values_list("digest", "place").get(pk=draft.pk) == before
    assert len(about) == 2, "what is known, and that this version has been seen"
    write(draft, "Another word.")
    with CaptureQueriesContext(connection) as queries:
        draft.save_revision()
    assert len([query for query in queries if "search_draft" in query["sql"]]) <= 4


def test_what_came_by_another_door_is_made_by_the_command_and_by_the_scheduler(chief: Find, draft: ArticlePage, capsys: Any) -> None:
    DraftRow.objects.all().delete()
    assert chief("barnacles") == []
    jobs.catch_up()
    assert chief("barnacles") == ["Lighthouse"]
    DraftRow.objects.update(digest="", title="", stems="")
    call_command("rebuild_search_index")
    assert "for editors" in capsys.readouterr().out
    assert chief("lighthouse") == ["Lighthouse"]
    with CaptureQueriesContext(connection) as queries:
        jobs.catch_up()
    assert not [query for query in queries if 'INSERT INTO "search_draftrow"' in query["sql"]], "and nothing is left to do"


@pytest.fixture
def many() -> Client:
    """Thirty drafts with the same word; four of them have it in their title."""
    texts = [
        StandardPage(title=f"Krill {n}" if n % 9 == 0 else f"No {n:02}", slug=f"k{n}", body=paragraph("Krill."), live=False)
        for n in range(30)
    ]
    add_pages(factories.home(), texts)
    return signed_in("Chief editor")


def test_pages_of_results_follow_on_each_other_in_any_order(many: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in (("NEWEST", 6), ("TITLED", 2)):
        monkeypatch.setattr(f"search.engines.postgresql.{name}", number)
        monkeypatch.setattr(f"search.engines.sqlite.{name}", number)
    pages = [titles(many, "krill", SEARCH, p=str(number)) for number in (1, 2)]
    assert [len(found) for found in pages] == [20, 10]
    assert len({*pages[0], *pages[1]}) == 30
    assert sum(title.startswith("Krill") for title in pages[0][:4]) >= 2
    # Who may read everything is asked less.
    assert titles(signed_in("superuser"), "krill", SEARCH) == pages[0]
    assert titles(many, "krill", SEARCH, ordering="title")[:5] == ["Krill 0", "Krill 18", "Krill 27", "Krill 9", "No 01"]
    facets = many.get("/admin/pages/search/results/", {"q": "krill"}).content.decode()
    assert "(30)" in facets


def test_a_search_costs_the_same_however_much_it_finds(many: Client) -> None:
    counts = []
    for words in ("krill", "krill no 01"):
        titles(many, words)
        with CaptureQueriesContext(connection) as queries:
            titles(many, words)
        counts.append(len([query for query in queries if "search_draft" in query["sql"] or "search_search" in query["sql"]]))
    assert max(counts) <= 6, counts
