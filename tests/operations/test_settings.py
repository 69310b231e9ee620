"""The environment's side of `cms.settings`, in processes of their own: settings are read once."""

import json
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cms import settings as loaded_settings
from cms.environment import Environment, from_file
from cms.operations.launch import surroundings

ROOT = Path(__file__).resolve().parents[2]
DESCRIBED = re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
REQUIRED = {"SECRET_KEY": secrets.token_urlsafe(64), "SITE_URL": "https://example.org"}


def manage(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with nothing set but `environment`."""
    nothing = {**os.environ, **dict.fromkeys(DESCRIBED, "")}
    return subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env={**nothing, **environment}, capture_output=True, text=True, check=False
    )


def setting(name: str, **environment: str) -> Any:
    code = f"import json; from cms import settings; print(json.dumps(settings.{name}))"
    nothing = {**os.environ, **dict.fromkeys(DESCRIBED, ""), **REQUIRED}
    output = subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, env={**nothing, **environment}, text=True)
    return json.loads(output)


def test_env_example_describes_every_variable_that_is_read_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = set(loaded_settings.env.read)

    class Recording(Environment):
        def _raw(self, name: str, default: Any) -> str | None:
            read.add(name)
            return super()._raw(name, default)

    monkeypatch.setattr(surroundings, "Environment", Recording)
    values = {"VAR_DIR": str(tmp_path)}
    surroundings.complete(values, surroundings.read_wishes(values).address)

    assert sorted(DESCRIBED) == sorted(read)


def test_required_variables_are_asked_for_in_one_go() -> None:
    done = manage("check")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "SECRET_KEY is not set. It is required: see .env.example.",
        "SITE_URL is not set. It is required: see .env.example.",
    ]


def test_a_key_that_the_launcher_made_is_no_key_for_production(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text(REQUIRED["SECRET_KEY"])
    done = manage("check", SITE_URL="https://example.org", VAR_DIR=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == "SECRET_KEY is not set. It is required: see .env.example.\n"


def test_a_weak_secret_key_stops_the_start_without_being_shown() -> None:
    done = manage("check", SITE_URL="https://example.org", SECRET_KEY="hunter2")
    assert done.returncode == 1
    assert "SECRET_KEY is too weak" in done.stderr
    assert "hunter2" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "maybe"),
        ("SITE_URL", "example.org"),
        ("SITE_URL", "https://example.org:port"),
        ("CMS_ROLE", "reader"),
        ("EDITING_URL", "ftp://example.org"),
        ("TRUSTED_PROXIES", "-1"),
        ("HSTS_SECONDS", "for ever"),
        ("DATABASE_URL", "mysql://example.org/masthead"),
        ("DATABASE_POOL_SIZE", "0"),
        ("CACHE_URL", "memcached://example.org"),
        ("S3_PUBLIC_URL", "media.example.org"),
        ("LANGUAGES", "en,xx"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("MAIL_URL", "mail.example.org"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_value_that_cannot_be_right_stops_the_start_with_one_sentence(name: str, value: str) -> None:
    done = manage("check", **{**REQUIRED, name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(name)
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_password_in_a_bad_url_is_not_shown() -> None:
    done = manage("check", **REQUIRED, DATABASE_URL="mysql://masthead:opensesame@example.org/masthead")
    assert "opensesame" not in done.stderr + done.stdout


def test_cookies_belong_to_the_host_where_the_site_speaks_https() -> None:
    assert setting("SESSION_COOKIE_NAME") == "__Host-session"
    assert setting("SESSION_COOKIE_SECURE") is True
    assert setting("SESSION_COOKIE_NAME", SITE_URL="http://localhost:8000") == "session"


def test_a_delivery_process_has_no_sessions() -> None:
    assert not [name for name in setting("MIDDLEWARE", CMS_ROLE="delivery") if "session" in name.lower() or "auth" in name.lower()]
    assert [name for name in setting("MIDDLEWARE", CMS_ROLE="editing") if "session" in name.lower()]


def test_the_installed_apps_are_the_same_in_every_role() -> None:
    assert setting("INSTALLED_APPS", CMS_ROLE="delivery") == setting("INSTALLED_APPS", CMS_ROLE="editing") == setting("INSTALLED_APPS")


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("LANGUAGES=de\nTIME_ZONE='Europe/Berlin'\n# MAIL_FROM=nobody@example.org\n")
    monkeypatch.setenv("LANGUAGES", "fr")
    monkeypatch.delenv("TIME_ZONE", raising=False)
    monkeypatch.delenv("MAIL_FROM", raising=False)
    values = from_file(tmp_path / ".env")
    assert values["LANGUAGES"] == "fr"
    assert values["TIME_ZONE"] == "Europe/Berlin"
    assert "MAIL_FROM" not in values
