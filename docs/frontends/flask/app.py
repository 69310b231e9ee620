"""A publication with Flask and Jinja, on the content API of Masthead."""

import os
import re
from typing import Any
from urllib.parse import urlsplit

import requests
from flask import Flask, Response, abort, make_response, redirect, render_template, request

MASTHEAD = os.environ.get("MASTHEAD_URL", "http://localhost:8000").rstrip("/")
API = f"{MASTHEAD}/api/v2/"
COOKIE = "masthead-preview"
#: What Masthead itself serves, files above all: it stays where it is.
ELSEWHERE = r"(?:media|documents|static|api|admin|comments|subscribe)/|[^\"?#]*\.[^/\"?#]*(?=[\"?#]|$)"

app = Flask(__name__)
app.jinja_env.globals["preview_script"] = f"{API}preview/script.js"
http = requests.Session()
kept: dict[str, tuple[str, Any]] = {}


def ask(path: str, /, **parameters: str | int) -> Any:
    """The answer to a question. What is kept of it is asked about, and costs nothing while it holds."""
    session = request.cookies.get(COOKIE)
    if session:
        answer = http.get(f"{API}preview/{path}", params=parameters, headers={"Authorization": f"Preview {session}"}, timeout=10)
        if answer.status_code in (401, 403, 410) and answer.headers["Content-Type"].startswith("application/problem"):
            abort(leave(answer.json()["detail"]))
        return answer.json()
    key = f"{path}?{sorted(parameters.items())}"
    etag, known = kept.get(key, ("", None))
    answer = http.get(API + path, params=parameters, headers={"If-None-Match": etag} if etag else {}, timeout=10)
    if answer.status_code == 304:
        return known
    found = answer.json()
    if answer.ok:
        if len(kept) > 1000:
            kept.clear()
        kept[key] = answer.headers["ETag"], found
    return found


@app.get("/", defaults={"path": ""})
@app.get("/<path:path>")
def page(path: str) -> Any:
    found = ask("resolve/", path=f"/{path}")
    site = ask("site/")
    match found.get("kind"):
        case "page":
            content = found["page"]
            return render_template("page.html", page=content, site=site, articles=articles_of(content), preview=COOKIE in request.cookies)
        case "redirect":
            return redirect(here(found["redirect"]["url"]), found["redirect"]["status"])
        case "gone":
            return render_template("message.html", site=site, message="This has been removed."), 410
        case "locked":
            return render_template("message.html", site=site, message="This is not open to everybody."), 401
        case _:
            return render_template("message.html", site=site, message="There is nothing at this address."), 404


def articles_of(content: dict[str, Any]) -> Any:
    """A page of the list that a topic or a desk has."""
    facet = {"articles.TopicPage": "topic", "articles.ArticleIndexPage": "desk"}.get(content["meta"]["type"])
    number = request.args.get("page", 1, type=int)
    return facet and ask("articles/", limit=20, offset=20 * (max(1, min(number, 500)) - 1), **{facet: content["id"]})


@app.template_filter("here")
def here(url: str) -> str:
    """The address that a page of the publication has in this frontend."""
    parts = urlsplit(url)
    if not url.startswith(f"{MASTHEAD}/") or re.match(f"/(?:{ELSEWHERE})", parts.path):
        return url
    return parts._replace(scheme="", netloc="").geturl()


@app.template_filter("html_here")
def html_here(html: str) -> str:
    """The same for the links in rich text."""
    return re.sub(rf'href="{re.escape(MASTHEAD)}/(?!{ELSEWHERE})', 'href="/', html)


@app.get("/api/preview")
def preview() -> Any:
    """An editor comes with a token; it becomes a session. See docs/preview.md."""
    answer = http.post(f"{API}preview/sessions/", json={"token": request.args.get("token", "")}, timeout=10)
    if answer.status_code != 201:
        return leave(answer.json()["detail"])
    exchange = answer.json()
    response = make_response(redirect(exchange["path"] or "/"))
    secure = request.is_secure
    response.set_cookie(COOKIE, exchange["session"], httponly=True, secure=secure, samesite="None" if secure else "Lax", partitioned=secure)
    return private(response)


def leave(detail: str) -> Response:
    """Out of a preview that is over; the script tells the editor's frame."""
    response = make_response(render_template("message.html", site=None, message=detail, script=f"{API}preview/script.js"), 410)
    response.delete_cookie(COOKIE)
    return private(response)


@app.after_request
def private(response: Response) -> Response:
    """Nobody keeps a page with a draft; others are asked for anew each time."""
    if COOKIE in request.cookies or request.path == "/api/preview":
        response.headers.update({"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"})
    else:
        response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.headers["Content-Security-Policy"] = f"frame-ancestors 'self' {MASTHEAD}"
    return response
