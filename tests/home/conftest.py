"""The demonstration in a size for tests: the same words, small pictures, a short film."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models, transaction
from pytest_django.plugin import DjangoDbBlocker

from cms.content.models import ListingCount
from home.demo import drawings
from home.demo.files import film
from home.demo.ledger import Ledger
from home.demo.pages import plans

#: What remembers that something happened, and what is still being done about it.
TRACES = {"PageLogEntry", "ModelLogEntry", "DBTaskResult"}


def make_small(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(drawings, "SCALE", 0.05)
    patch.setattr(film, "SECONDS", 1)


def load(*options: str) -> None:
    call_command("load_demo", *options, verbosity=0)


@pytest.fixture(scope="module")
def loaded_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The magazine for all tests of a module, in a transaction that is rolled back at the end."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        make_small(patch)
        load()
        yield
        transaction.set_rollback(True)


def counts(without: set[str] = TRACES) -> dict[str, int]:
    """How many rows every table has. Counts of lists that are empty again do not count."""
    tables: list[type[models.Model]] = [model for model in apps.get_models() if model.__name__ not in without]
    found = {model._meta.label: model._base_manager.count() for model in tables}
    return {**found, "content.ListingCount": ListingCount.objects.filter(count__gt=0).count()}


def is_complete() -> bool:
    ledger = Ledger()
    return all(ledger.is_filled("page", plan.name) for plan in plans())
