"""The settings and the database of the tests: `cms.settings` itself, with an environment of its own.

TEST_DATABASE_URL names a PostgreSQL server; without it the tests run on SQLite.
"""

import atexit
import hashlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

ROOT = Path(__file__).resolve().parent.parent


def _set_environment() -> None:
    """Nothing of this shell and nothing of a developer's `.env` reaches the tests."""
    known = re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    folder = tempfile.mkdtemp(prefix="masthead-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (Path(folder) / "static").mkdir()  # WhiteNoise warns without it
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
from django.db import connection  # noqa: E402

# Here and not in pytest_configure: the conftest modules of the rooms below import models.
django.setup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """A worker that inherited this would read the settings before it is here, with the folder and the database of this process."""
    del os.environ["DJANGO_SETTINGS_MODULE"]


_DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def _asks_the_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or bool(_DATABASE_FIXTURES & set(getattr(item, "fixturenames", [])))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if django_settings.POSTGRESQL:
        # A test that asks no database says nothing new on a second one.
        without = [item for item in items if not _asks_the_database(item) or item.get_closest_marker("once")]
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if item not in set(without)]
    for item in items:
        if not django_settings.POSTGRESQL and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL"))
        # A test with real transactions ends with a flush, which also takes away what migrations made (the root page, the
        # locale, the site). Each of them therefore begins with a copy of it.
        marker = item.get_closest_marker("django_db")
        names: list[str] = getattr(item, "fixturenames", [])
        if (marker and marker.kwargs.get("transaction")) or {"transactional_db", "live_server"} & set(names):
            names.append("django_db_serialized_rollback")
            if marker:  # pytest-django looks only there when it decides whether to keep a copy
                marker.kwargs["serialized_rollback"] = True  # type: ignore[index]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite is tested as it runs: as a file with a write-ahead log, not in memory."""
    if not django_settings.POSTGRESQL:
        test = django_settings.DATABASES["default"].setdefault("TEST", {})
        test["NAME"] = str(django_settings.VAR_DIR / "test.sqlite3")


def _migrations_hash() -> str:
    """Changes with every migration of ours and every version of somebody else's."""
    files = [
        ROOT / "requirements.txt",
        *sorted(file for room in ("cms/*", "home", "articles", "search", "local") for file in ROOT.glob(f"{room}/migrations/*.py")),
    ]
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def migrated(pytestconfig: pytest.Config) -> Path | None:
    """Where the migrated, empty SQLite database is kept between two runs: two hundred migrations take longer than many a test."""
    if django_settings.POSTGRESQL or pytestconfig.cache is None:
        return None
    return pytestconfig.cache.mkdir("migrated") / f"{_migrations_hash()}.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, migrated: Path | None, django_db_modify_db_settings: None) -> bool:
    """Begin with a copy of the kept database if there is one."""
    if migrated is not None and migrated.exists():
        shutil.copyfile(migrated, django_settings.DATABASES["default"]["TEST"]["NAME"])
        return True
    return bool(request.config.getvalue("reuse_db"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker, migrated: Path | None) -> None:
    """Keep the database as the migrations left it."""
    if migrated is None or migrated.exists():
        return
    for outdated in migrated.parent.glob("*.sqlite3"):
        outdated.unlink(missing_ok=True)
    unfinished = migrated.with_suffix(f".{os.getpid()}")
    with django_db_blocker.unblock():
        connection.cursor().execute("VACUUM INTO %s", [str(unfinished)])
    unfinished.rename(migrated)


@pytest.fixture(autouse=True)
def _separate_tests(settings: LazySettings) -> Iterator[None]:
    """Every test has cheap passwords and an empty cache."""
    from django.core.cache import cache

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    yield
    cache.clear()
