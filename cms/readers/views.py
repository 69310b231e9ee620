"""Comments of a page: all of them, the form, and what becomes of it. Who may call it: everybody who may see the page.

Without cookies and sessions, so Django's CSRF token has nothing to protect here: a form token of our own does what is left.
What a GET answers is the same for everybody and may be stored; what a POST answers, and a token, may not.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from cms import answers, tags
from cms.content.kinds import specific, specific_relations
from cms.content.models.base import BasePage
from cms.content.models.comments import Comment
from cms.content.models.listing import Listing
from cms.content.participation import settings_of
from cms.content.rendering import layout_context, scope_for
from cms.content.scope import Scope
from cms.readers import quotas, tokens
from cms.readers.discussion import MAX_PAGE, Discussion, discussion, public_comment
from cms.readers.posting import CommentForm, take
from cms.readers.text import comment_html

#: In the order in which they stand on the form.
ON_FORM = ("text", "name", "email")


@dataclass(frozen=True)
class Commented:
    """A public page with its comments."""

    page: BasePage
    scope: Scope
    discussion: Discussion


def _commented(request: HttpRequest, pk: int, number: int = 1) -> Commented:
    """Raises Http404 where there is nothing to read and nothing to write."""
    scope = scope_for(request)
    tags.record(tags.page(pk))
    rows: Any = Listing.objects.on(scope.viewer.site.pk, translation.get_language()).filter(pk=pk if pk < 2**31 else 0)
    row = rows.select_related("page", *specific_relations(prefix="page__")).first()
    page = specific(row.page) if row is not None else None
    if page is None:
        raise Http404
    found = discussion(page, scope, count=row.comment_count, url=scope.url(row.page.url_path, row.page.path), number=number)
    if found is None or number > found.pages:
        raise Http404
    return Commented(page, scope, found)


def _form(commented: Commented, data: Any = None, initial: dict[str, Any] | None = None) -> CommentForm:
    links = settings_of(commented.scope.viewer.site.pk).comment_links if data is not None else 0
    return CommentForm(data, page_id=commented.page.pk, links=links, initial=initial)


def _page(request: HttpRequest, commented: Commented, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    made = {**layout_context(commented.scope), "discussion": commented.discussion, **context}
    response = render(request, f"pages/{template}.html", made, status=status)
    if request.method in ("GET", "HEAD"):
        return answers.public(response)
    response["Cache-Control"] = answers.PRIVATE
    return response


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: all comments, page by page. POST: a new one."""
    if request.method == "POST":
        return _receive(request, pk)
    raw = request.GET.get("page", "1")
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 4 and 1 <= int(raw) <= MAX_PAGE):
        raise Http404
    return _page(request, _commented(request, pk, int(raw)), "comments", {})


@require_safe
def reply(request: HttpRequest, pk: int, uuid: UUID) -> HttpResponse:
    """The form below the comment that is answered."""
    commented = _commented(request, pk)
    answered = public_comment(pk, uuid)
    if answered is None or not commented.discussion.is_open:
        raise Http404
    context = {"form": _form(commented, initial={"parent": answered.uuid}), **_quoted(answered)}
    return _page(request, commented, "comment_form", context)


@require_safe
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Thanks, and what happens next."""
    return _page(request, _commented(request, pk), "comment_sent", {})


@require_safe
def token(request: HttpRequest, pk: int) -> HttpResponse:
    """A form token for whoever has begun to write; the form's script asks for it."""
    wait = quotas.exceeded(request, quotas.TOKENS)
    response = JsonResponse({"token": ""} if wait else {"token": tokens.issue(purpose(pk))}, status=429 if wait else 200)
    response["Cache-Control"] = answers.PRIVATE
    if wait:
        response["Retry-After"] = str(wait)
    return response


def purpose(pk: int) -> str:
    """What a token for comments on a page is for."""
    return f"comment:{pk}"


def _receive(request: HttpRequest, pk: int) -> HttpResponse:
    commented = _commented(request, pk)
    if not commented.discussion.is_open:
        return _page(request, commented, "comments", {"closed": True}, status=409)
    wait = quotas.exceeded(request, quotas.COMMENTS)
    form = _form(commented, request.POST)
    if wait is not None:
        minutes = -(-wait // 60)
        words = ngettext(
            "Too many comments came from your network. Try again in %(minutes)d minute: what you wrote is still here.",
            "Too many comments came from your network. Try again in %(minutes)d minutes: what you wrote is still here.",
            minutes,
        )
        return _again(request, commented, form, status=429, problem=words % {"minutes": minutes}, headers={"Retry-After": str(wait)})
    if not form.is_valid():
        return _again(request, commented, form, status=422)
    if form.is_trapped:
        return _thanks(commented)
    worth = tokens.worth(form.cleaned_data["token"], purpose(pk))
    if worth is tokens.Worth.NOTHING:
        # Without a script there was no token, or the page stood open for longer than a day: one look more, and it can be sent.
        return _again(request, commented, form, preview=True)
    if worth is tokens.Worth.USED or not tokens.use(form.cleaned_data["token"]):
        return _thanks(commented)
    comment = take(form, settings_of(commented.scope.viewer.site.pk))
    if comment.state == Comment.State.APPROVED:
        return _to(f"{commented.discussion.page_url}#comment-{comment.uuid}")
    return _thanks(commented)


def _thanks(commented: Commented) -> HttpResponse:
    return _to(f"{commented.discussion.url}sent/")


def _to(url: str) -> HttpResponse:
    response = HttpResponseRedirect(url, status=303)
    response["Cache-Control"] = answers.PRIVATE
    return response


def _again(
    request: HttpRequest,
    commented: Commented,
    form: CommentForm,
    *,
    status: int = 200,
    preview: bool = False,
    problem: str = "",
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """The form with what was entered: to be mended, or to be looked at once more. It has a token now."""
    form.data = {**{name: form.data.get(name, "") for name in form.fields}, "token": tokens.issue(purpose(commented.page.pk))}
    context: dict[str, Any] = {"form": form, "problem": problem}
    if preview:
        context["preview"] = {"name": form.cleaned_data["name"], "text": comment_html(form.cleaned_data["text"])}
    elif not problem:
        context["errors"] = [(form[name].id_for_label, error) for name in ON_FORM for error in form[name].errors]
        context["errors"] += [("", error) for error in form["parent"].errors]
        if form["parent"].errors:
            form.data["parent"] = ""
    if form.answered is not None:
        context |= _quoted(form.answered)
    response = _page(request, commented, "comment_form", context, status=status)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def _quoted(answered: Comment) -> dict[str, Any]:
    return {"answered": {"name": answered.author_name, "text": comment_html(answered.text)}}
