"""Who may do what, where: the table of docs/editors/roles.md, tried through the admin's own addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.fields import StreamField
from wagtail.models import Collection, Page, PageViewRestriction, Site, TaskState, Workflow

from articles.models import ArticleIndexPage, ArticlePage, Author, Series, TopicPage
from cms.accounts.desks import set_editors
from cms.accounts.models import Invitation, User
from cms.content.editor.saving.origin import FIELDS
from cms.content.models import BreakingNews, Comment, Discovery, Navigation, Participation, ReusableContent, SiteIdentity, Term
from cms.media.models import Document, Image
from cms.preview.models import ShareLink
from cms.readers.models import Subscriber
from home.models import HomePage
from tests import factories
from tests.journeys.newsroom import fields

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
]

ROLES = ("Contributor", "Editor", "Chief editor", "Administrator")

MATRIX = """
| What | Where | Contributor | Editor | Chief editor | Administrator |
| --- | --- | --- | --- | --- | --- |
| Write an article | her desk | yes | yes | yes | yes |
| Write an article | another desk | yes | yes | yes | yes |
| Change her own draft | her desk | yes | yes | yes | yes |
| Change her own draft | another desk | yes | yes | yes | yes |
| Change somebody else's draft | her desk | no | yes | yes | yes |
| Change somebody else's draft | another desk | no | no | yes | yes |
| Change what is published | her desk | no | yes | yes | yes |
| Change what is published | another desk | no | no | yes | yes |
| Submit her own draft | her desk | yes | yes | yes | yes |
| Submit her own draft | another desk | yes | yes | yes | yes |
| Withdraw what she submitted | her desk | yes | yes | yes | yes |
| Withdraw what she submitted | another desk | yes | yes | yes | yes |
| Approve what was submitted | her desk | no | yes | yes | yes |
| Approve what was submitted | another desk | no | no | yes | yes |
| Ask for changes | her desk | no | yes | yes | yes |
| Ask for changes | another desk | no | no | yes | yes |
| Publish her own draft | her desk | no | yes | yes | yes |
| Publish her own draft | another desk | no | no | yes | yes |
| Publish somebody else's draft | her desk | no | yes | yes | yes |
| Publish somebody else's draft | another desk | no | no | yes | yes |
| Schedule | her desk | no | yes | yes | yes |
| Schedule | another desk | no | no | yes | yes |
| Unpublish | her desk | no | yes | yes | yes |
| Unpublish | another desk | no | no | yes | yes |
| Make private | her desk | no | yes | yes | yes |
| Make private | another desk | no | no | yes | yes |
| Share somebody else's draft by a link | her desk | no | yes | yes | yes |
| Share somebody else's draft by a link | another desk | no | no | yes | yes |
| Lock | her desk | no | yes | yes | yes |
| Lock | another desk | no | no | yes | yes |
| Open somebody else's lock | her desk | no | no | yes | yes |
| Open somebody else's lock | another desk | no | no | yes | yes |
| Delete her own draft | her desk | yes | yes | yes | yes |
| Delete her own draft | another desk | yes | yes | yes | yes |
| Delete what is published | her desk | no | yes | yes | yes |
| Delete what is published | another desk | no | no | yes | yes |
| Move what is published | from her desk to another | no | no | yes | yes |
| Move what is published | from another desk to hers | no | no | yes | yes |
| Make a desk | below her desk | no | yes | yes | yes |
| Make a desk | below another desk | no | no | yes | yes |
| Delete a desk with its articles | her desk | no | no | yes | yes |
| Decide about a reader's comment | her desk | no | yes | yes | yes |
| Decide about a reader's comment | another desk | no | no | yes | yes |
| Answer a reader's comment | her desk | no | yes | yes | yes |
| Answer a reader's comment | another desk | no | no | yes | yes |
| Delete a reader's comment | her desk | no | yes | yes | yes |
| Delete a reader's comment | another desk | no | no | yes | yes |
| Change the front page | the front page | no | no | yes | yes |
| Make a story the lead | the front page | no | no | yes | yes |
| Write a topic | the topics | yes | yes | yes | yes |
| Publish a topic | the topics | no | no | yes | yes |
| Change somebody else's topic | the topics | no | no | yes | yes |
| Upload a picture | the library | yes | yes | yes | yes |
| Change her own picture | the library | yes | yes | yes | yes |
| Change somebody else's picture | the library | no | yes | yes | yes |
| Delete somebody else's picture | the library | no | yes | yes | yes |
| Delete her own picture | the library | yes | yes | yes | yes |
| Choose a picture | the library | yes | yes | yes | yes |
| Upload a document | the library | yes | yes | yes | yes |
| Change her own document | the library | yes | yes | yes | yes |
| Change somebody else's document | the library | no | yes | yes | yes |
| Delete somebody else's document | the library | no | yes | yes | yes |
| Delete her own document | the library | yes | yes | yes | yes |
| Choose a document | the library | yes | yes | yes | yes |
| Make a collection | the library | no | no | yes | yes |
| Add an author | the publication | no | yes | yes | yes |
| Change and publish an author | the publication | no | yes | yes | yes |
| Delete an author | the publication | no | no | yes | yes |
| Add a series | the publication | no | yes | yes | yes |
| Delete a series | the publication | no | no | yes | yes |
| Add a term | the publication | no | yes | yes | yes |
| Delete a term | the publication | no | no | yes | yes |
| Add reusable content | the publication | no | yes | yes | yes |
| Delete reusable content | the publication | no | no | yes | yes |
| Change the site's identity | the site | no | no | yes | yes |
| Change the menus | the site | no | no | yes | yes |
| Put up breaking news | the site | no | no | yes | yes |
| Change how readers take part | the site | no | no | yes | yes |
| Change what search engines are told | the site | no | no | yes | yes |
| Say what a search shows first | the site | no | no | yes | yes |
| See what was searched for in vain | the site | no | no | yes | yes |
| Add a redirect | the site | no | no | yes | yes |
| Change the address of a site | the site | no | no | yes | yes |
| Change a workflow | the site | no | no | yes | yes |
| See the background work | the site | no | no | yes | yes |
| See what caches and frontends hold | the site | no | no | yes | yes |
| See the frontends | the site | no | no | yes | yes |
| See the imports | the site | no | no | yes | yes |
| Say who edits a desk | the people | no | no | yes | yes |
| See the subscribers | the people | no | no | yes | yes |
| Delete a subscriber | the people | no | no | yes | yes |
| See the users | the people | no | no | no | yes |
| Invite somebody | the people | no | no | no | yes |
| Make somebody an administrator | the people | no | no | no | yes |
| Make a group | the people | no | no | no | yes |
"""


@dataclass
class Place:
    """One desk with an article of each kind; `handed_in` is her own. A reader has commented on the one that is live."""

    desk: ArticleIndexPage
    own: ArticlePage
    draft: ArticlePage
    live: ArticlePage
    locked: ArticlePage
    submitted: ArticlePage
    handed_in: ArticlePage
    comment: Comment


@dataclass
class Newsroom:
    """What somebody finds who tries everything. `places`: her desk and another one."""

    client: Client
    user: User
    colleague: User
    places: dict[str, Place]
    picture: Image
    own_picture: Image
    paper: Document
    own_paper: Document

    def post(self, address: str, /, *args: Any, **data: Any) -> None:
        """Press a button: a refusal is a redirect to the dashboard or a 403, and both change nothing."""
        assert self.client.post(reverse(address, args=args), data).status_code in (200, 302, 403, 404)

    def write(self, address: str, model: type[Page], action: str = "", **changes: str) -> None:
        """Post the form of a page without asking for it first: a refusal has to hold for those who know the address."""
        data = {**_form(model), "title": "Another title", **changes}
        if action:
            data[f"action-{action}"] = f"action-{action}"
        assert self.client.post(address, data).status_code in (302, 403)

    def create(self, model: type[Page], parent: Page, action: str = "") -> Any:
        address = reverse("wagtailadmin_pages:add", args=(model._meta.app_label, model._meta.model_name, parent.pk))
        self.write(address, model, action, slug="a-new-one")
        return model.objects.filter(slug="a-new-one").first()

    def edit(self, page: Page, action: str = "", **changes: str) -> Any:
        """The page afterwards."""
        self.write(reverse("wagtailadmin_pages:edit", args=(page.pk,)), type(page), action, **{"slug": page.slug, **changes})
        return _fresh(page)


_forms: dict[type[Page], dict[str, str]] = {}


def _form(model: type[Page]) -> dict[str, str]:
    """What the empty form of a page type would post: asked for once, because making it takes longer than all the rest."""
    if model not in _forms:
        parent: dict[type[Page], Callable[[], Page]] = {
            ArticlePage: factories.desk,
            TopicPage: factories.topics,
            HomePage: lambda: Page.objects.get(depth=1),
            ArticleIndexPage: factories.home,
        }
        client, place = Client(), parent[model]()
        client.force_login(factories.user(superuser=True), backend="django.contrib.auth.backends.ModelBackend")
        address = reverse("wagtailadmin_pages:add", args=(model._meta.app_label, model._meta.model_name, place.pk))
        data = {name: value for name, value in fields(client.get(address).content.decode()).items() if name not in FIELDS}
        # No rows: those that a page has stay as they are.
        data |= {name: "0" for name in data if name.endswith(("-TOTAL_FORMS", "-INITIAL_FORMS"))}
        streams = {field.name for field in model._meta.get_fields() if isinstance(field, StreamField)}
        _forms[model] = data | {f"{name}-count": "0" for name in streams}
    return _forms[model]


def _newsroom(role: str) -> Newsroom:
    top = factories.desk()
    her_desk, another = (factories.add(top, ArticleIndexPage(title=title)) for title in ("Culture", "Science"))
    client, user, colleague = Client(), factories.user(superuser=role == "Administrator"), factories.user()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    if role != "Administrator":
        user.groups.add(Group.objects.get(name=role))
    colleague.groups.add(Group.objects.get(name="Contributor"))
    if role == "Editor":
        set_editors(her_desk, [user])
    author, topic = factories.author(), factories.topic()

    def article(desk: ArticleIndexPage, owner: User, **fields: Any) -> ArticlePage:
        return factories.article(parent=desk, authors=[author], topics=[topic], owner=owner, **{"live": False, **fields})

    places = {}
    for name, desk in (("her desk", her_desk), ("another desk", another)):
        submitted = article(desk, colleague)
        submitted.get_workflow().start(submitted, colleague)
        locked = article(desk, colleague, locked=True, locked_by=colleague, locked_at=timezone.now())
        handed_in, live = article(desk, user), article(desk, colleague, live=True)
        handed_in.get_workflow().start(handed_in, user)
        ada: dict[str, Any] = {"author_name": "Ada", "author_email": "ada@example.org", "text": "Why?", "created_at": timezone.now()}
        comment = Comment.objects.create(page=live, state=Comment.State.PENDING, **ada)
        places[name] = Place(desk, article(desk, user), article(desk, colleague), live, locked, submitted, handed_in, comment)
    picture, own = factories.image(), factories.image(uploaded_by_user=user)
    paper, own_paper = factories.document(), factories.document(uploaded_by_user=user)
    return Newsroom(client, user, colleague, places, picture, own, paper, own_paper)


def _fresh(page: Page) -> Any:
    return type(page).objects.get(pk=page.pk)


def _saved(room: Newsroom, page: Page) -> bool:
    """Change the title of a page as a draft."""
    return bool(room.edit(page).get_latest_revision_as_object().title == "Another title")


def _published(room: Newsroom, page: Page) -> bool:
    changed = room.edit(page, "publish")
    return bool(changed.live and changed.title == "Another title")


def _write(room: Newsroom, place: Place) -> bool:
    made = room.create(ArticlePage, place.desk)
    return made is not None and made.owner == room.user and not made.live


def _submit(room: Newsroom, place: Place) -> bool:
    return bool(room.edit(place.own, "submit").workflow_in_progress)


def _approve(room: Newsroom, place: Place) -> bool:
    state = TaskState.objects.get(workflow_state=place.submitted.current_workflow_state)
    room.post("wagtailadmin_pages:workflow_action", place.submitted.pk, "approve", state.pk)
    return bool(_fresh(place.submitted).live)


def _ask_for_changes(room: Newsroom, place: Place) -> bool:
    state = TaskState.objects.get(workflow_state=place.submitted.current_workflow_state)
    room.post("wagtailadmin_pages:workflow_action", place.submitted.pk, "reject", state.pk, comment="Shorter.")
    return TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_REJECTED


def _withdraw(room: Newsroom, place: Place) -> bool:
    data = {**_form(ArticlePage), "title": place.handed_in.title, "slug": place.handed_in.slug}
    room.post("wagtailadmin_pages:edit", place.handed_in.pk, **data, **{"action-cancel-workflow": "1"})
    return not _fresh(place.handed_in).workflow_in_progress


def _share(room: Newsroom, place: Place) -> bool:
    room.post("preview_links", "articles", "articlepage", place.draft.pk, days="7")
    return ShareLink.objects.of(place.draft).exists()


def _decide(room: Newsroom, place: Place, verb: str) -> Comment | None:
    room.post("reader_comments", action=f"{verb}:{place.comment.pk}")
    return Comment.objects.filter(pk=place.comment.pk).first()


def _published_comment(room: Newsroom, place: Place) -> bool:
    comment = _decide(room, place, "approve")
    return comment is not None and comment.state == Comment.State.APPROVED


def _answer(room: Newsroom, place: Place) -> bool:
    room.post("reader_comment_reply", place.comment.pk, text="Because.")
    return Comment.objects.filter(parent=place.comment).exists()


def _schedule(room: Newsroom, place: Place) -> bool:
    tomorrow = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    return room.edit(place.draft, "publish", go_live_at=tomorrow).scheduled_revision is not None


def _unpublish(room: Newsroom, place: Place) -> bool:
    room.post("wagtailadmin_pages:unpublish", place.live.pk)
    return not _fresh(place.live).live


def _private(room: Newsroom, place: Place) -> bool:
    room.post("wagtailadmin_pages:set_privacy", place.live.pk, restriction_type="login")
    return PageViewRestriction.objects.filter(page=place.live).exists()


def _lock(room: Newsroom, place: Place) -> bool:
    room.post("wagtailadmin_pages:lock", place.draft.pk)
    return bool(_fresh(place.draft).locked)


def _unlock(room: Newsroom, place: Place) -> bool:
    room.post("wagtailadmin_pages:unlock", place.locked.pk)
    return not _fresh(place.locked).locked


def _deleted(room: Newsroom, page: Page) -> bool:
    room.post("wagtailadmin_pages:delete", page.pk)
    return not Page.objects.filter(pk=page.pk).exists()


def _move(room: Newsroom, page: Page, to: Page) -> bool:
    room.post("wagtailadmin_pages:move_confirm", page.pk, to.pk)
    return bool(_fresh(page).get_parent().pk == to.pk)


def _new_desk(room: Newsroom, place: Place) -> bool:
    made = room.create(ArticleIndexPage, place.desk, "publish")
    return made is not None and made.live


def _topic(room: Newsroom, action: str) -> bool:
    made = room.create(TopicPage, factories.topics(), action)
    return made is not None and (made.live or not action)


def _upload(room: Newsroom, kind: str) -> bool:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("new.png", factories.png()) if kind == "image" else SimpleUploadedFile("new.txt", b"Words.")
    name, model = ("wagtailimages:add", Image) if kind == "image" else ("wagtaildocs:add", Document)
    root = Collection.get_first_root_node()
    room.post(name, title="A new one", file=file, collection=root.pk, description="")
    return model.objects.filter(title="A new one").exists()


def _retitled(room: Newsroom, name: str, thing: Any) -> bool:
    root = Collection.get_first_root_node()
    focal = {f"focal_point_{part}": "" for part in ("x", "y", "width", "height")}
    room.post(name, thing.pk, title="Another title", collection=root.pk, description="", **focal)
    return bool(type(thing).objects.get(pk=thing.pk).title == "Another title")


def _gone(room: Newsroom, name: str, thing: Any) -> bool:
    room.post(name, thing.pk)
    return not type(thing).objects.filter(pk=thing.pk).exists()


def _opens(room: Newsroom, name: str, *args: Any) -> bool:
    return room.client.get(reverse(name, args=args)).status_code == 200


def _collection(room: Newsroom) -> bool:
    room.post("wagtailadmin_collections:add", name="New", parent=Collection.get_first_root_node().pk)
    return Collection.objects.filter(name="New").exists()


def _snippet(model: Any, verb: str) -> str:
    return f"wagtailsnippets_{model._meta.app_label}_{model._meta.model_name}:{verb}"


def _term(room: Newsroom) -> bool:
    room.post(_snippet(Term, "add"), name="New", definition="What it is.", slug="new", also_known_as="", home_topic="")
    return Term.objects.filter(name="New").exists()


def _author_form(name: str) -> dict[str, str]:
    texts = dict.fromkeys(("role", "portrait", "website", "mastodon", "public_email"), "")
    return {**texts, "name": name, "slug": "new", "biography-count": "0"}


def _add_author(room: Newsroom) -> bool:
    room.post(_snippet(Author, "add"), **_author_form("New"))
    return Author.objects.filter(name="New").exists()


def _publish_author(room: Newsroom) -> bool:
    person = factories.author(live=False)
    room.post(_snippet(Author, "edit"), person.pk, **_author_form("New"), **{"action-publish": "1"})
    return Author.objects.filter(pk=person.pk, name="New", live=True).exists()


def _add_series(room: Newsroom) -> bool:
    room.post(_snippet(Series, "add"), name="New", description="", image="", slug="new")
    return Series.objects.filter(name="New").exists()


def _redirect(room: Newsroom) -> bool:
    room.post(
        "wagtailredirects:add", old_path="/old", site="", is_permanent="on", redirect_page="", redirect_link="https://example.org/new"
    )
    return Redirect.objects.filter(old_path="/old").exists()


def _site(room: Newsroom) -> bool:
    site = factories.site()
    room.post(
        "wagtailsites:edit", site.pk, hostname="new.example", port="80", root_page=site.root_page_id, is_default_site="on", site_name=""
    )
    return Site.objects.filter(hostname="new.example").exists()


def _administrator(room: Newsroom) -> bool:
    form = {"email": room.colleague.email, "first_name": "A", "last_name": "B", "is_active": "on", "is_superuser": "on"}
    room.post("wagtailusers_users:edit", room.colleague.pk, **form)
    return User.objects.get(pk=room.colleague.pk).is_superuser


def _invite(room: Newsroom) -> bool:
    room.post("invitation_add", email="new@example.org", groups=[Group.objects.get(name="Contributor").pk])
    return Invitation.objects.exists()


def _assign(room: Newsroom) -> bool:
    room.post("accounts_desk", room.places["another desk"].desk.pk, editors=[room.colleague.pk])
    return room.colleague.groups.filter(name="Editors of Science").exists()


def _delete_subscriber(room: Newsroom) -> bool:
    subscriber = Subscriber.objects.create(
        site=factories.site(), language="en", email="ada@example.org", everything=True, created_at=timezone.now()
    )
    return _gone(room, "reader_subscriber_delete", subscriber)


ON_A_DESK: dict[str, Callable[[Newsroom, Place], bool]] = {
    "Write an article": _write,
    "Change her own draft": lambda room, place: _saved(room, place.own),
    "Change somebody else's draft": lambda room, place: _saved(room, place.draft),
    "Change what is published": lambda room, place: _saved(room, place.live),
    "Submit her own draft": _submit,
    "Withdraw what she submitted": _withdraw,
    "Ask for changes": _ask_for_changes,
    "Share somebody else's draft by a link": _share,
    "Decide about a reader's comment": _published_comment,
    "Answer a reader's comment": _answer,
    "Delete a reader's comment": lambda room, place: _decide(room, place, "delete") is None,
    "Approve what was submitted": _approve,
    "Publish her own draft": lambda room, place: _published(room, place.own),
    "Publish somebody else's draft": lambda room, place: _published(room, place.draft),
    "Schedule": _schedule,
    "Unpublish": _unpublish,
    "Make private": _private,
    "Lock": _lock,
    "Open somebody else's lock": _unlock,
    "Delete her own draft": lambda room, place: _deleted(room, place.own),
    "Delete what is published": lambda room, place: _deleted(room, place.live),
    "Delete a desk with its articles": lambda room, place: _deleted(room, place.desk),
    "Make a desk": _new_desk,
}
ELSEWHERE: dict[str, Callable[[Newsroom], bool]] = {
    "Change the front page": lambda room: _published(room, factories.home()),
    "Make a story the lead": lambda room: _opens(room, "front_page_lead", room.places["her desk"].live.pk),
    "Change somebody else's topic": lambda room: _saved(room, factories.topic(owner=room.colleague)),
    "Delete her own picture": lambda room: _gone(room, "wagtailimages:delete", room.own_picture),
    "Change her own document": lambda room: _retitled(room, "wagtaildocs:edit", room.own_paper),
    "Delete her own document": lambda room: _gone(room, "wagtaildocs:delete", room.own_paper),
    "Add reusable content": lambda room: _opens(room, _snippet(ReusableContent, "add")),
    "Delete reusable content": lambda room: _gone(room, _snippet(ReusableContent, "delete"), factories.reusable()),
    "Change how readers take part": lambda room: _opens(room, _snippet(Participation, "add")),
    "Change what search engines are told": lambda room: _opens(room, _snippet(Discovery, "add")),
    "Say what a search shows first": lambda room: _opens(room, "wagtailsearchpromotions:add"),
    "See what was searched for in vain": lambda room: _opens(room, "missed_queries"),
    "See what caches and frontends hold": lambda room: _opens(room, "freshness"),
    "See the frontends": lambda room: _opens(room, "frontends"),
    "See the imports": lambda room: _opens(room, "imports"),
    "See the subscribers": lambda room: _opens(room, "reader_subscribers"),
    "Delete a subscriber": _delete_subscriber,
    "Write a topic": lambda room: _topic(room, ""),
    "Publish a topic": lambda room: _topic(room, "publish"),
    "Upload a picture": lambda room: _upload(room, "image"),
    "Change her own picture": lambda room: _retitled(room, "wagtailimages:edit", room.own_picture),
    "Change somebody else's picture": lambda room: _retitled(room, "wagtailimages:edit", room.picture),
    "Delete somebody else's picture": lambda room: _gone(room, "wagtailimages:delete", room.picture),
    "Choose a picture": lambda room: _opens(room, "wagtailimages_chooser:chosen", room.picture.pk),
    "Upload a document": lambda room: _upload(room, "document"),
    "Change somebody else's document": lambda room: _retitled(room, "wagtaildocs:edit", room.paper),
    "Delete somebody else's document": lambda room: _gone(room, "wagtaildocs:delete", room.paper),
    "Choose a document": lambda room: _opens(room, "wagtaildocs_chooser:chosen", room.paper.pk),
    "Make a collection": _collection,
    "Add an author": _add_author,
    "Change and publish an author": _publish_author,
    "Delete an author": lambda room: _gone(room, _snippet(Author, "delete"), factories.author()),
    "Add a series": _add_series,
    "Delete a series": lambda room: _gone(room, _snippet(Series, "delete"), factories.series()),
    "Add a term": _term,
    "Delete a term": lambda room: _gone(room, _snippet(Term, "delete"), factories.term()),
    "Change the site's identity": lambda room: _opens(room, _snippet(SiteIdentity, "edit"), SiteIdentity.objects.get().pk),
    "Change the menus": lambda room: _opens(room, _snippet(Navigation, "edit"), Navigation.objects.get().pk),
    "Put up breaking news": lambda room: _opens(room, _snippet(BreakingNews, "add")),
    "Add a redirect": _redirect,
    "Change the address of a site": _site,
    "Change a workflow": lambda room: _opens(room, "wagtailadmin_workflows:edit", Workflow.objects.get().pk),
    "See the background work": lambda room: _opens(room, "background_work"),
    "Say who edits a desk": _assign,
    "See the users": lambda room: _opens(room, "wagtailusers_users:index"),
    "Invite somebody": _invite,
    "Make somebody an administrator": _administrator,
    "Make a group": lambda room: _opens(room, "wagtailusers_groups:add"),
}


def _try(room: Newsroom, what: str, where: str) -> bool:
    if what == "Move what is published":
        her_desk, another = room.places["her desk"], room.places["another desk"]
        source, target = (her_desk, another) if where == "from her desk to another" else (another, her_desk)
        return _move(room, source.live, target.desk)
    if what in ON_A_DESK:
        return ON_A_DESK[what](room, room.places[where.removeprefix("below ")])
    return ELSEWHERE[what](room)


def _rows() -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in MATRIX.strip().splitlines()[2:]]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_can_do_what_the_table_says_and_nothing_more(role: str) -> None:
    room, wrong = _newsroom(role), []
    for what, where, *answers in _rows():
        with transaction.atomic():
            done = _try(room, what, where)
            transaction.set_rollback(True)
        if done != (answers[ROLES.index(role)] == "yes"):
            wrong.append(f"{what}, {where}: {'done' if done else 'refused'}")
    assert wrong == []


def test_the_handbook_shows_the_same_table() -> None:
    handbook = Path(__file__).parents[2] / "docs" / "editors" / "roles.md"
    assert MATRIX.strip() in handbook.read_text("utf-8")
