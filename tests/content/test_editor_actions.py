"""The buttons below a page's form, what is said when they were pressed, and whose sign-in page it is."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from articles.models import ArticlePage
from cms.accounts.desks import set_editors
from cms.accounts.models import User
from tests import factories
from tests.journeys.newsroom import fields, messages

pytestmark = pytest.mark.once


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def buttons(client: Client, address: str) -> list[str]:
    """The words on the buttons, the one in front first."""
    html = BeautifulSoup(client.get(address).content.decode(), "html.parser")
    found = html.select("footer nav button:not([data-w-dropdown-target]), footer nav a.button")
    return [words for button in found if (words := " ".join(button.get_text().split()))]


@pytest.fixture
def writer(db: None) -> User:
    factories.publication()
    user = factories.user("cora@example.org")
    user.groups.add(Group.objects.get(name="Contributor"))
    return user


@pytest.fixture
def editor(writer: User) -> User:
    user = factories.user("edda@example.org")
    set_editors(factories.desk(), [user])
    return user


def edit(article: ArticlePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=(article.pk,))


def test_the_button_in_front_is_what_each_of_them_means(writer: User, editor: User) -> None:
    article = factories.article("Flood", topics=[factories.topic("Water")], owner=writer, live=False)
    cora, edda = signed_in(writer), signed_in(editor)
    assert buttons(cora, edit(article))[0] == "Save draft"
    assert "Submit for approval" in buttons(cora, edit(article))
    assert buttons(edda, edit(article))[0] == "Save draft"

    article.get_workflow().start(article, writer)
    assert buttons(edda, edit(article))[0] == "Approve and Publish"
    answer = edda.post(
        edit(article),
        fields(edda.get(edit(article)).content.decode().replace("w-editor-form", "page-edit-form"))
        | {"action-workflow-action": "true", "workflow-action-name": "approve", "body-count": "0"},
        follow=True,
    )
    assert "“Flood” has been approved and published." in messages(answer.content.decode())
    article.refresh_from_db()
    assert article.live
    # What is live is mended live.
    assert buttons(edda, edit(article))[0] == "Publish"
    assert buttons(cora, edit(article))[0] == "Save draft"


def test_what_needs_changes_is_submitted_again(writer: User, editor: User) -> None:
    article = factories.article("Flood", owner=writer, live=False)
    article.get_workflow().start(article, writer).current_task_state.reject(user=editor)
    assert "Submit again for approval" in buttons(signed_in(writer), edit(article))


def test_the_sign_in_page_says_whose_it_is(writer: User) -> None:
    html = BeautifulSoup(Client().get(reverse("wagtailadmin_login")).content.decode(), "html.parser")
    heading = html.select_one("h1")
    assert heading is not None
    assert heading.get_text(strip=True).startswith("Sign in to ")
    assert html.title is not None
    assert "Wagtail" not in html.title.get_text() + heading.get_text()
    assert html.title.get_text().endswith(heading.get_text(strip=True).removeprefix("Sign in to "))


def test_what_keeps_an_article_from_being_published_is_said_on_top(editor: User) -> None:
    article = ArticlePage(title="Flood", live=False)
    factories.add(factories.desk(), article, live=False)
    edda = signed_in(editor)
    form = fields(edda.get(edit(article)).content.decode().replace("w-editor-form", "page-edit-form"))

    answer = edda.post(edit(article), {**form, "body-count": "0", "action-publish": "1"})

    said = BeautifulSoup(answer.content.decode(), "html.parser").select(".messages li")
    assert any("An article needs a topic before it is published" in line.get_text() for line in said)
