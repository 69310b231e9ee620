"""The moderators' queue: who sees what, what the buttons do, and who is told by mail."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail as outbox
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from articles.models import ArticleIndexPage, ArticlePage
from cms.accounts.desks import set_editors
from cms.content.models import Comment, Listing, Participation
from cms.readers.announcing import announce
from tests import factories

pytestmark = pytest.mark.django_db

QUEUE = "/admin/comments/"


def comment(page: ArticlePage, text: str = "Hello.", **fields: Any) -> Comment:
    made = {"author_name": "Ann", "state": "pending", "created_at": timezone.now(), **fields}
    return Comment.objects.create(page=page, text=text, **made)


@pytest.fixture
def article() -> ArticlePage:
    factories.publication()
    return factories.article("Tides")


def texts(client: Client, query: str = "") -> list[str]:
    page = BeautifulSoup(client.get(QUEUE + query).content, "html.parser")
    return [text.get_text(strip=True) for text in page.select(".readers-text")]


def count(page: ArticlePage) -> int:
    return Listing.objects.get(pk=page.pk).comment_count


def test_editors_see_and_decide_about_the_comments_of_their_own_desks(article: ArticlePage, signed_in: Any) -> None:
    client, editor = signed_in("Editor")
    culture = factories.add(factories.desk(), ArticleIndexPage(title="Culture"))
    own = factories.article("Own", parent=culture)
    set_editors(culture, [editor])
    mine, others = comment(own, "Mine."), comment(article, "CANARY")
    assert texts(client) == ["Mine."]
    assert "CANARY" not in client.get(QUEUE).content.decode()
    client.post(QUEUE, {"action": "approve", "comment": [mine.pk, others.pk]})
    states = dict(Comment.objects.values_list("pk", "state"))
    assert states == {mine.pk: "approved", others.pk: "pending"}
    assert client.get(f"{QUEUE}{others.pk}/reply/").status_code == 404
    assert client.post(f"{QUEUE}{others.pk}/reply/", {"text": "No."}).status_code == 404


@pytest.mark.parametrize("role", ["Contributor", None])
def test_whoever_publishes_nothing_moderates_nothing(article: ArticlePage, signed_in: Any, role: str | None) -> None:
    client = signed_in(role)[0] if role else Client()
    waiting = comment(article)
    assert client.get(QUEUE).status_code == 302
    assert client.post(QUEUE, {"action": f"approve:{waiting.pk}"}).status_code == 302
    assert client.post(f"{QUEUE}{waiting.pk}/reply/", {"text": "No."}).status_code == 302
    assert Comment.objects.get().state == "pending"


def test_many_are_decided_at_once_and_the_count_follows(article: ArticlePage, signed_in: Any) -> None:
    client, _user = signed_in("Chief editor")
    rows = [comment(article, f"Number {number}.") for number in range(4)]
    answer = client.post(f"{QUEUE}?state=pending&q=Number", {"action": "approve", "comment": [row.pk for row in rows[:3]]})
    assert answer["Location"] == f"{QUEUE}?state=pending&q=Number", "back to the same list"
    assert count(article) == 3
    assert texts(client) == ["Number 3."]
    client.post(QUEUE, {"action": f"spam:{rows[0].pk}", "comment": [rows[1].pk]})
    assert count(article) == 2, "the button of one comment is about that one"
    client.post(QUEUE, {"action": "delete", "comment": [rows[1].pk]})
    assert count(article) == 1
    client.post(QUEUE, {"action": "delete"})
    client.post(QUEUE, {"action": "unheard-of", "comment": [rows[2].pk]})
    client.post(QUEUE, {"action": "approve:x", "comment": ["y"]})
    assert Comment.objects.count() == 3
    assert texts(client, "?state=spam") == ["Number 0."]
    actions = set(ModelLogEntry.objects.filter(action__startswith="readers.").values_list("action", flat=True))
    assert actions == {"readers.comment.approve", "readers.comment.spam", "readers.comment.delete"}


def test_the_queue_finds_words_names_and_articles(article: ArticlePage, signed_in: Any) -> None:
    client, _user = signed_in()
    other = factories.article("Rivers")
    comment(article, "About water.", author_name="Ann")
    comment(other, "About stones.", author_name="Bob", author_email="bob@example.org")
    comment(other, "<script>alert(1)</script>", author_name="<b>Eve</b>")
    assert texts(client, "?q=water") == ["About water."]
    assert texts(client, "?q=bob@") == ["About stones."]
    assert len(texts(client, "?q=Rivers")) == 2
    assert texts(client, f"?article={article.pk}") == ["About water."]
    page = BeautifulSoup(client.get(QUEUE).content, "html.parser")
    assert not page.select(".readers-list script, .readers-who b b")
    for odd in ("?article=x", "?state=y", "?p=99", "?q=%00", "?article=99999999999999999999"):
        assert client.get(QUEUE + odd).status_code == 200


def test_the_queue_asks_the_same_however_many_wait(article: ArticlePage, signed_in: Any) -> None:
    client, _user = signed_in()

    def queries() -> int:
        client.get(QUEUE)
        with CaptureQueriesContext(connection) as context:
            client.get(QUEUE)
        return len(context)

    comment(article)
    few = queries()
    for number in range(10):
        comment(factories.article(), parent=comment(article, f"Number {number}."))
    assert queries() == few


def test_the_staff_answers_by_name_and_makes_public_what_it_answers(article: ArticlePage, signed_in: Any, client: Client) -> None:
    staff, user = signed_in("Chief editor", first_name="Ines", last_name="Okafor")
    question = comment(article, "Why?")
    assert "is not public yet" in staff.get(f"{QUEUE}{question.pk}/reply/").content.decode()
    assert staff.post(f"{QUEUE}{question.pk}/reply/", {"text": " \n"}).status_code == 200
    staff.post(f"{QUEUE}{question.pk}/reply/", {"text": "Because of the moon.\r\nSee https://example.org"})
    answer = Comment.objects.get(parent=question)
    assert (answer.author_name, answer.staff, answer.state, answer.author_email) == ("Ines Okafor", user, "approved", "")
    page = client.get(article.url).content.decode()
    assert "Because of the moon." in page
    assert user.email not in page
    assert count(article) == 2
    nameless, _nobody = signed_in("Chief editor")
    nameless.post(f"{QUEUE}{question.pk}/reply/", {"text": "Quite so."})
    assert Comment.objects.get(text="Quite so.").author_name == "The editors"


def test_the_dashboard_leads_to_what_waits(article: ArticlePage, signed_in: Any) -> None:
    client, _user = signed_in("Chief editor")
    comment(article, "Read me.")
    panel = BeautifulSoup(client.get("/admin/").content, "html.parser").select_one("section[aria-labelledby=desk-comments]")
    assert panel is not None
    link = panel.select_one("a")
    assert link is not None
    assert texts(client, str(link["href"]).removeprefix(QUEUE)) == ["Read me."]


def test_chief_editors_set_what_readers_may_do(article: ArticlePage, signed_in: Any, client: Client) -> None:
    chief, _user = signed_in("Chief editor")
    form = chief.get("/admin/publication/participation/", follow=True)
    address = form.redirect_chain[-1][0]
    fields = {
        "comments": "off",
        "comments_close_after": 30,
        "comment_links": 1,
        "digest": "daily",
        "digest_weekday": 0,
        "digest_hour": 6,
        "site": factories.site().pk,
    }
    chief.post(address, fields)
    saved = Participation.objects.get()
    assert (saved.comments, saved.digest, saved.mail_moderators, saved.counts_reading) == ("off", "daily", False, False)
    assert "comments-heading" not in client.get(article.url).content.decode()
    assert chief.get("/admin/publication/participation/")["Location"].endswith(f"/edit/{saved.pk}/")
    editor, _editor = signed_in("Editor")
    assert editor.get("/admin/publication/participation/").status_code == 302


# --- mail -------------------------------------------------------------------------------------------------------------


def test_moderators_are_told_once_of_what_they_may_decide(article: ArticlePage, signed_in: Any, mail: None) -> None:
    _client, editor = signed_in("Editor", email="editor@example.org")
    signed_in("Chief editor", email="chief@example.org")
    signed_in("Contributor", email="writer@example.org")
    culture = factories.add(factories.desk(), ArticleIndexPage(title="Culture"))
    set_editors(culture, [editor])
    comment(article, "About the tides.")
    comment(factories.article("Own", parent=culture), "About\nculture.", author_name="Bob")
    comment(article, "Decided already.", state="approved")
    assert announce() == 2
    mails = {message.to[0]: message for message in outbox.outbox}
    assert set(mails) == {"editor@example.org", "chief@example.org"}
    assert mails["editor@example.org"].subject == "1 comment waits for you"
    assert "Bob on “Own”" in mails["editor@example.org"].body
    assert "tides" not in mails["editor@example.org"].body
    assert "About the tides." in mails["chief@example.org"].body
    assert "http://testserver/admin/comments/" in mails["chief@example.org"].body
    assert "Decided already." not in mails["chief@example.org"].body
    assert announce() == 0, "nobody is told twice"
    assert len(outbox.outbox) == 2


def test_mails_to_moderators_can_be_switched_off_and_need_a_mail_server(
    article: ArticlePage, signed_in: Any, mail: None, settings: Any
) -> None:
    signed_in("Chief editor")
    Participation.objects.create(site=factories.site(), mail_moderators=False)
    comment(article)
    assert announce() == 0
    Participation.objects.update(mail_moderators=True)
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "localhost"}}}
    comment(article, "Later.")
    assert announce() == 0
