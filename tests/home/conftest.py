"""The demonstration in sizes for tests: the whole of it with small pictures, and a magazine of a few pages."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models, transaction
from pytest_django.plugin import DjangoDbBlocker

from cms.content.models import ListingCount
from home.demo import drawings, texts
from home.demo.files import film
from home.demo.ledger import Ledger
from home.demo.pages import plans
from tests.conftest import RUN
from tests.database import PUBLISHED, Database

#: What remembers that something happened, and what is still being done about it.
TRACES = {"PageLogEntry", "ModelLogEntry", "DBTaskResult"}

#: A magazine of a few pages that has something of every kind: enough to load, to change and to take away.
SMALL = Path(__file__).parent / "small"


def make_small(patch: pytest.MonkeyPatch) -> None:
    """Small pictures, a short film."""
    patch.setattr(drawings, "SCALE", 0.05)
    patch.setattr(film, "SECONDS", 1)


def make_few(patch: pytest.MonkeyPatch) -> None:
    """Small pictures and few pages."""
    make_small(patch)
    patch.setattr(texts, "FOLDER", SMALL)


def load(*options: str) -> None:
    call_command("load_demo", *options, verbosity=0)


def _start_with(database: Database, name: str) -> None:
    """The tests that follow find this magazine, loaded once in a run: its rows and its files."""
    files = RUN / f"{name}-media"

    def fill() -> None:
        load()
        shutil.copytree(settings.MEDIA_ROOT, files, dirs_exist_ok=True)

    database.start_with(name, fill)
    shutil.copytree(files, settings.MEDIA_ROOT, dirs_exist_ok=True)


@contextmanager
def _loaded(database: Database, blocker: DjangoDbBlocker, name: str, prepare: Callable[[pytest.MonkeyPatch], None]) -> Iterator[None]:
    with blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        prepare(patch)
        _start_with(database, name)
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        database.start_with(PUBLISHED)


@pytest.fixture(scope="module")
def loaded_once(database: Database, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The magazine for all tests of a module, in a transaction that is rolled back at the end."""
    with _loaded(database, django_db_blocker, "magazine", make_small):
        yield


@pytest.fixture(scope="module")
def few_once(database: Database, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The same with the magazine of a few pages, which stays the one that is loaded."""
    with _loaded(database, django_db_blocker, "few", make_few):
        yield


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is loaded in this test is the magazine of a few pages."""
    make_few(monkeypatch)


def counts(without: set[str] = TRACES) -> dict[str, int]:
    """How many rows every table has. Counts of lists that are empty again do not count."""
    tables: list[type[models.Model]] = [model for model in apps.get_models() if model.__name__ not in without]
    found = {model._meta.label: model._base_manager.count() for model in tables}
    return {**found, "content.ListingCount": ListingCount.objects.filter(count__gt=0).count()}


def is_complete() -> bool:
    ledger = Ledger()
    return all(ledger.is_filled("page", plan.name) for plan in plans())
