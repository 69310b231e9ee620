"""Whether a frontend can show previews: each requirement tried, and for each that fails a sentence that says what to change where."""

from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import CookieError, Morsel, SimpleCookie
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from cms import outbound
from cms.content.drafts import DraftError, Snapshot
from cms.content.models.base import BasePage
from cms.frontends import Frontend
from cms.outbound import OutboundError, Reply
from cms.preview import sessions
from cms.preview.opening import address
from cms.preview.sessions import EndedError, Grant, UnknownError
from cms.visibility import Viewer

#: Seconds that a frontend may take. In the panel an editor is waiting.
PATIENCE = 8.0
_TRIED = "check"


@dataclass(frozen=True)
class Finding:
    """One requirement. `words` say what is wrong and where to change it, or that all is well."""

    subject: str
    good: bool
    words: str


def examine(frontend: Frontend) -> Iterator[Finding]:
    """Every requirement in order; what depends on one that fails is not tried."""
    yield from _cors(frontend)
    yield from _previews(frontend)


def _previews(frontend: Frontend) -> Iterator[Finding]:
    try:
        reply = _ask(frontend, frontend.origin + "/")
    except OutboundError as error:
        yield Finding(_("reachable"), False, _unreachable(frontend, error))
        return
    if reply.status >= 500:
        yield Finding(_("reachable"), False, _("Its front page answers %(status)d. Look at its own log.") % {"status": reply.status})
        return
    elsewhere = _elsewhere(reply, frontend)
    if elsewhere:
        yield Finding(_("reachable"), False, _redirected(frontend, elsewhere))
        return
    yield Finding(_("reachable"), True, _("It answers %(status)d.") % {"status": reply.status})
    yield from _hosts(frontend)
    yield from _exchange(frontend)


def why(frontend: Frontend) -> str:
    """The first thing that is wrong, for an editor who sees no preview."""
    wrong = next((finding.words for finding in _previews(frontend) if not finding.good), "")
    return wrong or _("From here it answers. Perhaps your browser does not reach it, or its preview page does not load our script.")


def _ask(frontend: Frontend, url: str, cookies: str = "") -> Reply:
    headers = {"Accept": "text/html", **({"Cookie": cookies} if cookies else {})}
    return outbound.request("GET", url, headers=headers, trusted_origins=[frontend.origin], seconds=PATIENCE)


def _unreachable(frontend: Frontend, error: OutboundError) -> str:
    return _("%(origin)s cannot be reached. %(reason)s Start it, or correct its origin in FRONTENDS.") % {
        "origin": frontend.origin,
        "reason": error,
    }


def _elsewhere(reply: Reply, frontend: Frontend) -> str:
    """The other origin that an answer redirects to, if it does."""
    location = reply.headers.get("Location")
    if not location or not 300 <= reply.status < 400:
        return ""
    try:
        origin = outbound.origin_of(urljoin(reply.url, location))
    except OutboundError:
        return location[:100]
    return "" if origin == frontend.origin else origin


def _redirected(frontend: Frontend, elsewhere: str) -> str:
    return _("%(origin)s redirects to %(elsewhere)s. Write the address where it ends as its origin in FRONTENDS.") % {
        "origin": frontend.origin,
        "elsewhere": elsewhere,
    }


# --- our own side -----------------------------------------------------------------------------------------------------


def _cors(frontend: Frontend) -> Iterator[Finding]:
    allowed = settings.API_CORS_ORIGINS
    good = "*" in allowed or frontend.origin in allowed
    words = (
        _("Its pages may read the API in browsers.") if good else _("Its scripts may not read the API. Add %(origin)s to API_CORS_ORIGINS.")
    )
    yield Finding(_("CORS"), good, words % {"origin": frontend.origin} if not good else words)


def _site(frontend: Frontend) -> Site | None:
    sites = Site.objects.select_related("root_page").order_by("-is_default_site", "pk")
    return next((site for site in sites if frontend.shows(site.hostname)), None)


def _hosts(frontend: Frontend) -> Iterator[Finding]:
    site = _site(frontend)
    if site is None:
        words = _("FRONTENDS says that it shows %(site)s, but there is no such site. Look at Settings > Sites.") % {"site": frontend.site}
        yield Finding(_("hosts"), False, words)
        return
    host = urlsplit(Viewer.public(site).base_url).hostname or ""
    allowed = any(host == name or name == "*" or (name.startswith(".") and host.endswith(name)) for name in settings.ALLOWED_HOSTS)
    words = _("%(host)s, which it reads, answers.") if allowed else _("Requests to %(host)s are refused. Add it to ALLOWED_HOSTS.")
    yield Finding(_("hosts"), allowed, words % {"host": host})


# --- the frontend's side ----------------------------------------------------------------------------------------------


def _exchange(frontend: Frontend) -> Iterator[Finding]:
    """Send a token as an editor's browser would, and look at what comes back."""
    site = _site(frontend)
    page = _sample(site) if site is not None else None
    if site is None or page is None:
        yield Finding(_("token exchange"), False, _("Its site has no page that could be shown. Publish the front page first."))
        return
    try:
        kept = sessions.keep_draft(Snapshot.of(page))
    except DraftError as error:
        yield Finding(_("token exchange"), False, str(error))
        return
    token = sessions.issue(Grant(site.pk, frontend.key, _TRIED, kept, probe=True))
    path = frontend.origin + frontend.preview_path
    try:
        reply = _ask(frontend, address(frontend, token))
    except OutboundError as error:
        words = _("%(url)s does not answer. %(reason)s") % {"url": path, "reason": error}
        yield Finding(_("token exchange"), False, words)
        return
    if not _was_exchanged(token):
        yield Finding(_("token exchange"), False, _not_exchanged(reply, path, frontend))
        return
    yield Finding(_("token exchange"), True, _("It exchanged a token for a session."))
    elsewhere = _elsewhere(reply, frontend)
    if elsewhere or not 300 <= reply.status < 400:
        words = _("%(url)s exchanged the token and then answered %(status)d. It must redirect to the path of the exchange.")
        yield Finding(_("redirect"), False, words % {"url": path, "status": reply.status})
        return
    cookies = list(_cookies(reply))
    yield from _cookie_findings(frontend, cookies, path)
    yield from _framing(frontend, urljoin(reply.url, reply.headers["Location"]), cookies)


def _sample(site: Site) -> Page | None:
    """The public front page: a session that nobody opened shows nothing else."""
    page = Viewer.public(site).pages(Page.objects.filter(pk=site.root_page_id)).first()
    specific = page.specific if page is not None else None
    return specific if isinstance(specific, BasePage) else None


def _was_exchanged(token: str) -> bool:
    try:
        sessions.exchange(token)
    except EndedError:
        return True
    except UnknownError:
        return False
    return False


def _not_exchanged(reply: Reply, path: str, frontend: Frontend) -> str:
    elsewhere = _elsewhere(reply, frontend)
    if elsewhere:
        return _redirected(frontend, elsewhere)
    if reply.status == 404:
        return _("%(url)s is not there (404). Correct preview_path in FRONTENDS, or add the route to the frontend.") % {"url": path}
    return _(
        "%(url)s answered %(status)d without exchanging the token. The frontend's server must POST it to %(api)s: look at its log, and at "
        "the address of the API in its settings."
    ) % {"url": path, "status": reply.status, "api": f"{settings.SITE_URL}/api/v2/preview/sessions/"}


def _cookies(reply: Reply) -> Iterator[Morsel[str]]:
    for line in reply.headers.get("Set-Cookie", "").split("\n"):
        # Several headers come as one, with commas, which also stand in dates.
        for part in _separate(line):
            jar: SimpleCookie = SimpleCookie()
            try:
                jar.load(part)
            except CookieError:
                continue
            yield from jar.values()


def _separate(line: str) -> Iterator[str]:
    start = 0
    for place, char in enumerate(line):
        if char == "," and "=" in line[place + 1 :].partition(";")[0]:
            yield line[start:place].strip()
            start = place + 1
    yield line[start:].strip()


def _cookie_findings(frontend: Frontend, cookies: list[Any], path: str) -> Iterator[Finding]:
    subject = _("cookies")
    if not cookies:
        yield Finding(subject, False, _("%(url)s sets no cookie, so the next page does not know the session.") % {"url": path})
        return
    if not any(cookie["httponly"] for cookie in cookies):
        yield Finding(subject, False, _("None of its cookies is HttpOnly, so any script on the frontend can read the session."))
        return
    if _same_site(frontend.origin, settings.EDITING_URL):
        yield Finding(subject, True, _("Its cookie comes back in the panel: editor and frontend are on one host."))
        return
    good = any(cookie["samesite"].lower() == "none" and cookie["secure"] for cookie in cookies)
    words = (
        _("Its cookie is SameSite=None and Secure, so it comes back in the panel.")
        if good
        else _("Its cookie does not come back in the panel, which is a frame of another site. Set SameSite=None; Secure; Partitioned.")
    )
    yield Finding(subject, good, words)


def _same_site(first: str, second: str) -> bool:
    """Whether browsers take two origins for one site. Without their list of suffixes: the same host, or one within the other."""
    one, two = urlsplit(first), urlsplit(second)
    a, b = one.hostname or "", two.hostname or ""
    return one.scheme == two.scheme and (a == b or a.endswith(f".{b}") or b.endswith(f".{a}"))


def _framing(frontend: Frontend, url: str, cookies: list[Any]) -> Iterator[Finding]:
    """What the page of a preview says of frames and of caches."""
    try:
        reply = _ask(frontend, url, "; ".join(f"{cookie.key}={cookie.coded_value}" for cookie in cookies))
    except OutboundError as error:
        yield Finding(_("preview page"), False, _("%(url)s does not answer. %(reason)s") % {"url": url, "reason": error})
        return
    if reply.status >= 400:
        words = _("The page of a preview, %(url)s, answers %(status)d. Look at the frontend's log.")
        yield Finding(_("preview page"), False, words % {"url": url, "status": reply.status})
        return
    yield _frame_finding(reply)
    stored = reply.headers.get("Cache-Control", "").lower()
    good = "no-store" in stored
    words = _("Its preview pages are not stored.") if good else _("Its preview pages may be stored. Send Cache-Control: private, no-store.")
    yield Finding(_("caching"), good, words)


def _frame_finding(reply: Reply) -> Finding:
    editor = outbound.origin_of(settings.EDITING_URL)
    wanted = _("Send Content-Security-Policy: frame-ancestors 'self' %(editor)s with preview pages.") % {"editor": editor}
    ancestors = frame_ancestors(reply.headers.get("Content-Security-Policy", ""))
    if ancestors is not None:
        good = bool({editor, "*"} & set(ancestors)) or (urlsplit(editor).scheme + ":") in ancestors
        words = _("The editor may show it in a frame.") if good else _("Its policy keeps it out of the panel's frame.") + " " + wanted
        return Finding(_("frames"), good, words)
    if reply.headers.get("X-Frame-Options"):
        words = _("X-Frame-Options keeps it out of the panel's frame. Leave that header out.") + " " + wanted
        return Finding(_("frames"), False, words)
    return Finding(_("frames"), False, _("Any site may show it in a frame, drafts and all.") + " " + wanted)


def frame_ancestors(policy: str) -> list[str] | None:
    """The sources of `frame-ancestors` in a content security policy; None where it says nothing of frames."""
    for directive in policy.split(";"):
        name, *sources = directive.split() or [""]
        if name.lower() == "frame-ancestors":
            return [source.lower().rstrip("/") for source in sources]
    return None
