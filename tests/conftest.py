"""The settings and the database of the tests: `cms.settings` itself, with an environment of its own.

TEST_DATABASE_URL names a PostgreSQL server; without it the tests run on SQLite.
"""

import atexit
import gc
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import DjangoDbBlocker

if TYPE_CHECKING:
    from tests.database import Database

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
        WRITE_API="on",
    )


def _run_folder() -> Path:
    """Where the processes of this run meet: made by the first of them, which also removes it."""
    if "TESTS_RUN_FOLDER" not in os.environ:
        os.environ["TESTS_RUN_FOLDER"] = tempfile.mkdtemp(prefix="masthead-run-")
        atexit.register(shutil.rmtree, os.environ["TESTS_RUN_FOLDER"], ignore_errors=True)
    return Path(os.environ["TESTS_RUN_FOLDER"])


_set_environment()
RUN = _run_folder()

import django  # noqa: E402 - the environment comes first
from django.conf import LazySettings, settings as django_settings  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402

# Here and not in pytest_configure: the conftest modules of the rooms below import models.
django.setup()
# Ready for the write API, and without it: tests of it switch it on.
os.environ["WRITE_API"] = ""
django_settings.WRITE_API = False
gc.collect()
gc.freeze()  # what is here now stays
gc.set_threshold(50_000, 20, 50)


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


@pytest.fixture(scope="session")
def database(pytestconfig: pytest.Config, django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator["Database"]:
    """This process's database. A test with real transactions leaves it as it was by copying it anew, which is quicker than a flush."""
    from tests.database import Database

    assert pytestconfig.cache is not None
    with django_db_blocker.unblock():
        database = Database(RUN, pytestconfig.cache.mkdir("migrated"), os.environ.get("PYTEST_XDIST_WORKER", "main"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: database.restore())
        yield database
    with django_db_blocker.unblock():
        database.close()
        if "PYTEST_XDIST_WORKER" not in os.environ:
            database.forget_copies()


@pytest.fixture(scope="session")
def django_db_setup(database: "Database") -> None:
    """pytest-django's own makes a database and fills it by migrating; ours is there."""


@pytest.fixture(scope="module")
def bare(database: "Database", django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The tests of this module find what migrations leave, and no publication."""
    from tests.database import MIGRATED, PUBLISHED

    with django_db_blocker.unblock():
        database.start_with(MIGRATED)
    yield
    with django_db_blocker.unblock():
        database.start_with(PUBLISHED)


@pytest.fixture(autouse=True)
def _separate_tests(settings: LazySettings) -> Iterator[None]:
    """Every test has cheap passwords and an empty cache."""
    from django.core.cache import cache

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    yield
    cache.clear()
