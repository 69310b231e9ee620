"""Subscribing by mail: the form, the confirmation, changing one's mind, leaving.

Who may call it: everybody; what a mailed link leads to, whoever has the link.
A link that is opened changes nothing (mail scanners open links): a button does. Pages with a link's token in their address are kept
by nobody and tell no other site their address.
"""

from hashlib import blake2b
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _, ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from cms import answers, tags
from cms.content.models.listing import Listing
from cms.content.participation import rules_of
from cms.content.rendering import layout_context, scope_for
from cms.content.scope import Scope
from cms.readers import quotas, subscribing
from cms.readers.models import Subscriber
from cms.readers.subscribing import Wish

Context = dict[str, Any]
#: Mails to one address that somebody may cause in a day.
MAILS_A_DAY = 5


class SubscribeForm(forms.Form):
    """An address and what it wants. `website` is for programs that fill in everything."""

    email = forms.EmailField(
        error_messages={
            "required": _("Enter your email address."),
            "invalid": _("Enter an email address such as name@example.org."),
        }
    )
    website = forms.CharField(required=False, max_length=2000)

    def __init__(self, *args: Any, topics: list[Listing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = topics

    @property
    def wish(self) -> Wish:
        return wish_of(self.data, self.topics)

    def clean(self) -> dict[str, Any]:
        if self.wish == Wish(False, ()):
            self.add_error(None, _("Choose at least one topic, or everything."))
        return self.cleaned_data


def wish_of(data: Any, topics: list[Listing]) -> Wish:
    """What a form asks for, of the topics there are."""
    asked = set(data.getlist("topic"))
    return Wish("everything" in data, tuple(row.pk for row in topics if str(row.pk) in asked))


def _scope(request: HttpRequest) -> Scope:
    """Raises Http404 where nothing can be subscribed to."""
    scope = scope_for(request)
    if not subscribing.is_offered(rules_of(scope.viewer)):
        raise Http404
    return scope


def _topics(scope: Scope) -> list[Listing]:
    tags.record(tags.listing("topics"))
    return subscribing.topics_of(scope.viewer.site.pk, scope.language)


def _page(
    request: HttpRequest, scope: Scope, name: str, context: dict[str, Any], *, status: int = 200, secret: bool = False
) -> HttpResponse:
    common = {"base": f"{scope.prefix()}/subscribe/", "rhythm": rules_of(scope.viewer).digest, **layout_context(scope)}
    response = render(request, f"pages/{name}.html", {**common, **context}, status=status)
    if secret or request.method == "POST":
        response["Cache-Control"] = answers.PRIVATE
    else:
        answers.public(response)
    if secret:
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _choices(topics: list[Listing], chosen: set[int]) -> list[dict[str, Any]]:
    return [{"pk": row.pk, "title": row.title, "chosen": row.pk in chosen} for row in topics]


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """GET: the topics. POST: an address and what it wants; its owner gets a mail."""
    scope = _scope(request)
    topics = _topics(scope)
    if request.method != "POST":
        return _page(request, scope, "subscribe", {"topics": _choices(topics, set())})
    form = SubscribeForm(request.POST, topics=topics)
    chosen = {"topics": _choices(topics, set(form.wish.topics)), "everything": form.wish.everything, "form": form}
    wait = quotas.exceeded(request, quotas.SUBSCRIPTIONS)
    if wait is not None:
        minutes = -(-wait // 60)
        words = ngettext(
            "Too many addresses came from your network. Try again in %(minutes)d minute.",
            "Too many addresses came from your network. Try again in %(minutes)d minutes.",
            minutes,
        )
        response = _page(request, scope, "subscribe", {**chosen, "problem": words % {"minutes": minutes}}, status=429)
        response["Retry-After"] = str(wait)
        return response
    if not form.is_valid():
        errors = [("id_subscribe_email", error) for error in form["email"].errors]
        errors += [("id_subscribe_everything", error) for error in form.non_field_errors()]
        return _page(request, scope, "subscribe", {**chosen, "errors": errors}, status=422)
    email = form.cleaned_data["email"]
    digest = blake2b(email.lower().encode(), digest_size=12).hexdigest()
    if not form.cleaned_data["website"] and quotas.count(f"mails-to:{digest}", 24 * 3600) <= MAILS_A_DAY:
        subscribing.ask(scope.viewer.site, scope.language, email, form.wish)
    return _to(f"{scope.prefix()}/subscribe/sent/")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Look into your mailbox: the same for everybody."""
    return _page(request, _scope(request), "subscribe_sent", {"days": subscribing.CONFIRM_WITHIN.days})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the first mail. GET asks once more; POST is the yes."""
    scope = scope_for(request)
    found = subscribing.read_confirmation(token)
    if found is None or found[0].site_id != scope.viewer.site.pk:
        return _page(request, scope, "subscribe_outdated", {}, status=410, secret=True)
    subscriber, wish = found
    if request.method == "POST":
        subscribing.confirm(subscriber, wish)
        return _to(f"{scope.prefix()}/subscribe/manage/{subscriber.token}/?new=1")
    topics = subscribing.topics_of(subscriber.site_id, scope.language, wish.topics)
    return _page(request, scope, "subscribe_confirm", {"wish": wish, "topics": topics, "subscriber": subscriber}, secret=True)


def _subscriber(request: HttpRequest, scope: Scope, token: str) -> Subscriber | None:
    found = Subscriber.of_token(token)
    return found if found is not None and found.site_id == scope.viewer.site.pk else None


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody is subscribed to, to be changed."""
    scope = scope_for(request)
    subscriber = _subscriber(request, scope, token)
    if subscriber is None or subscriber.confirmed_at is None:
        return _page(request, scope, "subscribe_outdated", {"left": True}, status=410, secret=True)
    topics = _topics(scope)
    context: dict[str, Any] = {"subscriber": subscriber, "new": "new" in request.GET}
    if request.method == "POST":
        wish = wish_of(request.POST, topics)
        if wish == Wish(False, ()):
            context |= {"errors": [("id_subscribe_everything", _("Choose at least one topic, or unsubscribe below."))]}
        else:
            subscribing.change(subscriber, wish)
            subscriber.refresh_from_db()
            context |= {"saved": True}
    chosen = set(subscriber.subscriptions.values_list("topic_id", flat=True))
    context |= {"topics": _choices(topics, chosen), "everything": subscriber.everything}
    return _page(request, scope, "subscribe_manage", context, status=422 if "errors" in context else 200, secret=True)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Unsubscribing: a button for people, and one POST for mail programs (RFC 8058). Whoever has left already has left."""
    scope = scope_for(request)
    subscriber = _subscriber(request, scope, token)
    if request.method == "POST":
        if subscriber is not None:
            subscribing.leave(subscriber)
        return _page(request, scope, "subscribe_left", {}, secret=True)
    if subscriber is None:
        return _page(request, scope, "subscribe_left", {}, secret=True)
    return _page(request, scope, "subscribe_leave", {"subscriber": subscriber}, secret=True)


def _to(url: str) -> HttpResponse:
    response = HttpResponseRedirect(url, status=303)
    response["Cache-Control"] = answers.PRIVATE
    response["Referrer-Policy"] = "no-referrer"
    return response
