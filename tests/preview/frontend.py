"""A frontend of another origin, as small as the protocol allows: it takes tokens, keeps sessions in a cookie, and shows what it reads."""

import html
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from cms.frontends import Frontend

COOKIE = "preview"


class Site:
    """What a frontend does. `api` is where it reads; each method may be replaced by a test."""

    def __init__(self, api: str = "", editor: str = "") -> None:
        self.api, self.editor = api, editor
        self.port = 0
        self.seen: list[str] = []
        self.cookie = "; HttpOnly; SameSite=Lax; Path=/"
        self.headers = {"Content-Security-Policy": f"frame-ancestors 'self' {editor}", "Cache-Control": "private, no-store"}

    @property
    def frontend(self) -> Frontend:
        return Frontend("Reader app", f"http://localhost:{self.port}")

    def exchange(self, token: str) -> tuple[str, str]:
        """The session and the path for a token."""
        answer = requests.post(f"{self.api}/api/v2/preview/sessions/", json={"token": token}, timeout=10)
        about = answer.json()
        assert answer.status_code == 201, about
        return about["session"], about["path"] or "/preview"

    def read(self, session: str) -> tuple[int, dict[str, Any]]:
        answer = requests.get(f"{self.api}/api/v2/preview/", headers={"Authorization": f"Preview {session}"}, timeout=10)
        return answer.status_code, answer.json()

    def preview(self, token: str) -> tuple[int, dict[str, str], str]:
        """The answer to `GET {preview_path}?token=`."""
        session, path = self.exchange(token)
        return 307, {"Location": path, "Set-Cookie": f"{COOKIE}={session}{self.cookie}", "Cache-Control": "private, no-store"}, ""

    def page(self, path: str, session: str) -> tuple[int, dict[str, str], str]:
        if not session:
            return 200, self.headers, "<!doctype html><title>Public</title><h1>Public</h1>"
        status, draft = self.read(session)
        if status != 200:
            words = html.escape(draft["detail"])
            script = f'<script src="{self.api}/api/v2/preview/script.js" defer></script>'
            return (
                200,
                self.headers,
                f'<!doctype html><meta name="masthead-preview" content="expired">{script}<p data-masthead-detail>{words}</p>',
            )
        return 200, self.headers, self.drawn(draft)

    def drawn(self, draft: dict[str, Any]) -> str:
        payload, source = draft["payload"], f"{draft['type']}:{draft['id']}"

        def mark(place: str) -> str:
            return "" if draft["shared"] else f' data-masthead-source="{source}/{place}"'

        title = payload.get("title") or payload.get("name") or ""
        parts = [f"<h1{mark('title')}>{html.escape(title)}</h1>", f"<p id=definition>{html.escape(payload.get('definition', ''))}</p>"]
        for block in payload.get("body", []):
            value = block["value"]
            text = value["html"] if isinstance(value, dict) and "html" in value else html.escape(json.dumps(value))
            parts.append(f"<section{mark('body/' + block['id'])}>{text}</section>")
        script = "" if draft["shared"] else f'<script src="{draft["script"]}" defer></script>'
        tall = "<div style='height: 3000px'></div>"
        return f"<!doctype html><title>{html.escape(title)}</title>{script}<main>{''.join(parts)}{tall}</main>"


@contextmanager
def running(site: Site) -> Iterator[Site]:
    """Serve the frontend on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.seen.append(self.path)
            address = urlsplit(self.path)
            cookies = dict(part.strip().partition("=")[::2] for part in self.headers.get("Cookie", "").split(";"))
            if address.path == "/api/preview":
                status, headers, text = site.preview(parse_qs(address.query)["token"][0])
            else:
                status, headers, text = site.page(address.path, cookies.get(COOKIE, ""))
            body = text.encode()
            self.send_response(status)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
