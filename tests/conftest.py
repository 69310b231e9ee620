"""The settings and the database of the tests: `cms.settings` itself, with an environment of its own.

TEST_DATABASE_URL names a PostgreSQL server; without it the tests run on SQLite.
"""

import atexit
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _set_environment() -> None:
    """Nothing of this shell and nothing of a developer's `.env` reaches the tests."""
    known = re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    folder = tempfile.mkdtemp(prefix="masthead-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.update(
        dict.fromkeys(known, ""),
        DJANGO_SETTINGS_MODULE="cms.settings",
        DATABASE_URL=os.environ.get("TEST_DATABASE_URL", ""),
        SECRET_KEY=secrets.token_urlsafe(64),
        SITE_URL="http://testserver",
        VAR_DIR=folder,
        LOG_LEVEL="WARNING",
    )


_set_environment()

import django  # noqa: E402 - the environment comes first
from django.conf import LazySettings, settings as django_settings  # noqa: E402

# Here and not in pytest_configure: the conftest modules of the rooms below import models.
django.setup()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not django_settings.POSTGRESQL and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL"))
        # A test with real transactions ends with a flush, which also takes away what migrations made (the root page, the
        # locale, the site). Each of them therefore begins with a copy of it.
        marker = item.get_closest_marker("django_db")
        names: list[str] = getattr(item, "fixturenames", [])
        if (marker and marker.kwargs.get("transaction")) or {"transactional_db", "live_server"} & set(names):
            names.append("django_db_serialized_rollback")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite is tested as it runs: as a file with a write-ahead log, not in memory."""
    if not django_settings.POSTGRESQL:
        test = django_settings.DATABASES["default"].setdefault("TEST", {})
        test["NAME"] = str(django_settings.VAR_DIR / "test.sqlite3")


@pytest.fixture(autouse=True)
def _separate_tests(settings: LazySettings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every test has cheap passwords and an empty cache."""
    from django.core.cache import cache

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    yield
    cache.clear()
