"""Comments in the content API. Who may call it: everybody, for pages that everybody may see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from cms import tags
from cms.api import paging, registry
from cms.api.endpoints import FIELDS, RICH_TEXT, Answer, Asked, Endpoint
from cms.api.pages import envelope
from cms.api.paging import PAGING, Sorting
from cms.api.parameters import Whole
from cms.api.payloads import Listed
from cms.api.problems import Problem, not_found
from cms.content.kinds import specific, specific_relations
from cms.content.models.comments import Comment
from cms.content.models.listing import Listing
from cms.content.participation import rules_of, settings_of, takes_comments
from cms.content.values import RichText
from cms.readers import quotas, tokens
from cms.readers.posting import CommentForm, take
from cms.readers.text import comment_html
from cms.readers.views import purpose


@dataclass(frozen=True)
class CommentItem:
    """A public comment. `parent` is the comment that it answers, null where it answers none or that one is not public any more."""

    id: str
    page: int
    parent: str | None
    name: str
    is_staff: bool
    created_at: datetime
    text: RichText


@dataclass(frozen=True)
class NewComment:
    """A comment to be sent. `token` is from `comments/token/`; `parent` is the `id` of the comment that it answers.

    Nobody but moderators sees `email`. `website` stays empty: put it where people do not see it, for programs that fill in everything.
    """

    page: int
    name: str
    text: str
    token: str
    email: str = ""
    parent: str | None = None
    website: str = ""


@dataclass(frozen=True)
class CommentReceipt:
    """`held`: a moderator reads it first. `comment` is the comment where it is `published` at once."""

    state: Literal["held", "published"]
    comment: CommentItem | None


@dataclass(frozen=True)
class FormToken:
    """Good for one comment on one page, from two seconds to a day after it was issued."""

    token: str


PAGE = Whole("page", "The primary key of the page that is commented.", required=True)
BY_TIME = Sorting({"created_at": paging.moment_key("created_at")}, "created_at")
LIST_PARAMETERS = (PAGE, *PAGING, FIELDS, RICH_TEXT)


def _listed(asked: Asked, pk: int) -> Listing:
    """The page's row. Raises `Problem` (404) for one that is not public, and where comments are switched off."""
    tags.record(tags.page(pk), tags.comments(pk))
    rows: Any = Listing.objects.visible().filter(pk=pk if 0 < pk < 2**31 else 0, site_id=asked.viewer.site.pk)
    row: Listing | None = rows.select_related("page", *specific_relations(prefix="page__")).first()
    if row is None or not rules_of(asked.viewer).comments:
        raise not_found("page with comments")
    return row


def _item(comment: Comment) -> CommentItem:
    parent = comment.parent
    return CommentItem(
        id=str(comment.uuid),
        page=comment.page_id,
        parent=str(parent.uuid) if parent is not None and parent.state == Comment.State.APPROVED else None,
        name=comment.author_name,
        is_staff=comment.staff_id is not None,
        created_at=comment.created_at,
        text=comment_html(comment.text),
    )


def list_comments(asked: Asked) -> Answer:
    """The comments of a page, the oldest first."""
    asked.check_fields(CommentItem)
    row = _listed(asked, asked.values["page"])
    rows = Comment.objects.public().filter(page_id=row.pk).select_related("parent")
    page = paging.page(rows, BY_TIME, asked.values)
    return Answer(envelope([asked.write(_item(comment)) for comment in page.rows], row.comment_count, page.next_cursor))


def get_token(asked: Asked) -> Answer:
    """A form token for one comment."""
    pk = asked.values["page"]
    _open(asked, _listed(asked, pk))
    _spend(asked, quotas.TOKENS)
    return Answer(asked.write(FormToken(tokens.issue(purpose(pk)))), cache="no-store")


def send_comment(asked: Asked, new: NewComment) -> Answer:
    """Take a comment as the form of the site does: the same token, the same limits, the same moderation."""
    _open(asked, _listed(asked, new.page))
    _spend(asked, quotas.COMMENTS)
    settings = settings_of(asked.viewer.site.pk)
    sent = {"name": new.name, "email": new.email, "text": new.text, "parent": new.parent or "", "website": new.website}
    form = CommentForm(sent, page_id=new.page, links=settings.comment_links)
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise Problem(400, str(errors[0]), name)
    worth = tokens.worth(new.token, purpose(new.page))
    if worth is tokens.Worth.NOTHING:
        raise Problem(400, "The token is not good: get one from comments/token/ when somebody begins to write.", "token")
    if form.is_trapped or worth is tokens.Worth.USED or not tokens.use(new.token):
        return Answer(asked.encoder(CommentReceipt("held", None)), status=201)
    comment = take(form, settings)
    is_public = comment.state == Comment.State.APPROVED
    return Answer(asked.encoder(CommentReceipt("published" if is_public else "held", _item(comment) if is_public else None)), status=201)


def _open(asked: Asked, row: Listing) -> None:
    page = specific(row.page)
    if page is None or not takes_comments(page, rules_of(asked.viewer)):
        raise Problem(400, "This page takes no comments, or none any more.", "page")


def _spend(asked: Asked, limits: tuple[quotas.Quota, ...]) -> None:
    wait = quotas.exceeded(asked.request, limits)
    if wait is not None:
        raise Problem(429, f"Too many came from your address. Try again in {wait} seconds.", headers={"Retry-After": str(wait)})


def endpoints() -> tuple[Endpoint, ...]:
    return (
        Endpoint(
            "comments/",
            "comments",
            "The public comments of a page, the oldest first.",
            list_comments,
            LIST_PARAMETERS,
            {200: Listed[CommentItem]},
            receive=send_comment,
            accepts=NewComment,
            received={201: CommentReceipt},
            sending="A comment of a reader.",
        ),
        Endpoint("comments/token/", "comment_token", "A form token for one comment.", get_token, (PAGE,), {200: FormToken}),
    )


def register() -> None:
    """Called once, when the app is ready."""
    registry.add_endpoints(endpoints())
