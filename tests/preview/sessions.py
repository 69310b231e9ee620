"""Previews as a frontend's server meets them: opened in the editor, exchanged, read."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cms.frontends import Frontend

APP = Frontend("Reader app", "https://app.example.org")


def management(*prefixes: str) -> dict[str, str]:
    """The management forms of formsets without rows."""
    return {f"{prefix}-{name}": "0" for prefix in prefixes for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}


def opened(editor: Client, url: str, mode: str = "reader-app~") -> str:
    """The token that a tab with a preview of the form at `url` is sent to the frontend with."""
    answer = editor.get(url, {"mode": mode})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    address = urlsplit(answer["Location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://app.example.org/api/preview"
    (token,) = parse_qs(address.query)["token"]
    return token


def page_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:view_draft", args=(page.pk,))


def exchange(token: Any, client: Client | None = None, **extra: Any) -> Any:
    body = json.dumps({"token": token})
    return (client or Client()).post("/api/v2/preview/sessions/", body, content_type="application/json", **extra)


class Session:
    """A session on a frontend's server."""

    def __init__(self, editor: Client, url: str, mode: str = "reader-app~") -> None:
        answer = exchange(opened(editor, url, mode))
        assert answer.status_code == 201, answer.content
        self._know(answer.json())

    def _know(self, about: dict[str, Any]) -> None:
        self.about = about
        self.secret: str = about["session"]

    @classmethod
    def of(cls, about: dict[str, Any]) -> "Session":
        """The session that an exchange has answered."""
        session = cls.__new__(cls)
        session._know(about)
        return session

    def get(self, at: str = "", /, **query: Any) -> Any:
        return Client().get(f"/api/v2/preview/{at}", query, headers={"authorization": f"Preview {self.secret}"})

    def read(self, at: str = "", /, **query: Any) -> Any:
        answer = self.get(at, **query)
        assert answer.status_code == 200, (answer.status_code, answer.content.decode()[:2000])
        return answer.json()

    def payload(self, **query: Any) -> Any:
        return self.read(**query)["payload"]
