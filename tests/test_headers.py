"""What every answer says to the browser, and what production settings make of the environment."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def site(db: None) -> None:
    factories.publication()


def test_public_pages_allow_no_inline_code_and_no_other_origin(site: None, client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "object-src 'none'" in policy
    assert "https://www.youtube-nocookie.com" in policy.split("frame-src")[1].split(";")[0]
    assert " https: " not in policy + " "


def test_public_pages_carry_the_protective_headers(site: None, client: Client) -> None:
    answer = client.get("/")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_public_answers_know_no_cookie_and_do_not_vary(site: None, client: Client) -> None:
    for path in ("/", "/articles/", "/topics/", "/authors/", "/terms/", "/api/v2/pages/", "/nothing/"):
        answer = client.get(path, headers={"accept-language": "fr", "cookie": "session=x; language=fr"})
        assert not answer.cookies, path
        assert "Cookie" not in answer.get("Vary", ""), path
        assert "Accept-Language" not in answer.get("Vary", ""), path


def test_the_admin_is_never_stored(site: None, client: Client) -> None:
    client.force_login(factories.user(superuser=True))
    answer = client.get(reverse("wagtailadmin_home"))
    assert answer["Cache-Control"] == "private, no-store"
    assert "unsafe-inline" in answer["Content-Security-Policy"], "the admin has a policy of its own"


def test_an_unknown_host_is_refused(site: None) -> None:
    assert Client(headers={"host": "evil.example"}).get("/").status_code == 400


def test_a_failure_says_so_without_the_database(site: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("cms.delivery.views.resolve", lambda *_: 1 / 0)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()
    assert "ZeroDivision" not in answer.content.decode()


def settings_with(**environment: str) -> dict[str, object]:
    names = (
        "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS "
        "ALLOWED_HOSTS DEBUG MIDDLEWARE INSTALLED_APPS SECURE_PROXY_SSL_HEADER"
    )
    script = f"""
import django, json
django.setup()
from django.conf import settings
print(json.dumps({{name: getattr(settings, name, None) for name in "{names}".split()}}))
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "cms.settings",
            "SECRET_KEY": os.environ["SECRET_KEY"],
            "VAR_DIR": os.environ["VAR_DIR"],
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_https_makes_host_cookies_hsts_and_a_redirect() -> None:
    found = settings_with(SITE_URL="https://example.org")
    assert found["SESSION_COOKIE_NAME"] == "__Host-session"
    assert found["CSRF_COOKIE_NAME"] == "__Host-csrf"
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is found["SECURE_SSL_REDIRECT"] is True
    assert found["SECURE_HSTS_SECONDS"] == 31_536_000
    assert found["ALLOWED_HOSTS"] == ["example.org"]
    assert found["DEBUG"] is False
    assert found["SECURE_PROXY_SSL_HEADER"] is None, "nobody's X-Forwarded-Proto is believed unless a proxy is named"


def test_roles_change_the_middleware_and_never_the_apps() -> None:
    everything, delivery, editing = (
        settings_with(SITE_URL="https://example.org", EDITING_URL="https://edit.example.org", CMS_ROLE=role)
        for role in ("all", "delivery", "editing")
    )
    assert everything["INSTALLED_APPS"] == delivery["INSTALLED_APPS"] == editing["INSTALLED_APPS"]
    assert not any("session" in str(name) or ".auth" in str(name) for name in delivery["MIDDLEWARE"])  # type: ignore[attr-defined]
    assert any("EditingSessionMiddleware" in str(name) for name in editing["MIDDLEWARE"])  # type: ignore[attr-defined]
    assert editing["ALLOWED_HOSTS"] == ["example.org", "edit.example.org"]
