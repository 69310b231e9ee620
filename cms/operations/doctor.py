"""What is configured, and whether it can be reached: for a person who wonders why something does not work."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from cms.operations.health import pending_migrations
from cms.operations.models import Process, ScheduledFailure


@dataclass(frozen=True)
class Finding:
    """`good` is None where there is nothing to be judged."""

    subject: str
    good: bool | None
    text: str


def examine() -> Iterator[Finding]:
    """Everything, one finding after the other. What cannot be examined is a bad finding, not an exception."""
    for examination in (_configuration, _database, _cache, _files, _processes, _work, _content):
        try:
            yield from examination()
        except Exception as error:  # noqa: BLE001 - it is what this command is there to tell
            yield Finding(examination.__name__.strip("_"), False, f"{type(error).__name__}: {error}")


def _configuration() -> Iterator[Finding]:
    yield Finding("site", None, f"{settings.SITE_URL} (CMS_ROLE={settings.CMS_ROLE}, DEBUG={'on' if settings.DEBUG else 'off'})")
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        text = "TRUSTED_PROXIES is 0: behind a proxy that ends TLS, every request is redirected to https without end."
        yield Finding("proxies", None, text)


def _database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        version = cursor.fetchone()[0]
    missing = pending_migrations()
    migrated = f"{len(missing)} migrations are missing: run manage.py migrate" if missing else "migrated"
    yield Finding("database", not missing, f"{connection.display_name} {version}, {migrated}")


def _cache() -> Iterator[Finding]:
    name, value = f"doctor.{uuid.uuid4()}", uuid.uuid4().hex
    cache.set(name, value, 30)
    answers = cache.get(name) == value
    cache.delete(name)
    kind = settings.CACHES["default"]["BACKEND"].rpartition(".")[2]
    yield Finding("cache", answers, kind if answers else f"{kind} does not keep what it is given")


def _files() -> Iterator[Finding]:
    for alias in ("default", "renditions"):
        storage = storages[alias]
        name = storage.save(f"doctor-{uuid.uuid4()}.txt", ContentFile(b"doctor"))
        storage.delete(name)
        yield Finding("files", True, f"{alias}: {type(storage).__name__} can be written")


def _processes() -> Iterator[Finding]:
    alive = list(Process.objects.all().alive())
    for what, found in (
        ("worker", [process for process in alive if process.runs_tasks]),
        ("scheduler", [process for process in alive if process.runs_schedule]),
    ):
        yield Finding(what, bool(found), ", ".join(map(str, found)) or f"none was seen lately: run manage.py {what}")


def _work() -> Iterator[Finding]:
    dead, failed = DBTaskResult.objects.failed().count(), ScheduledFailure.objects.count()
    where = "" if dead + failed == 0 else ": see Reports > Background work in the admin"
    yield Finding("tasks", not dead, f"{DBTaskResult.objects.ready().count()} are due, {dead} failed for good{where}")
    yield Finding("schedule", not failed, f"{failed} publications failed{where if failed else ''}")


def _content() -> Iterator[Finding]:
    # Wagtail takes such a page offline when an edit of it is scheduled.
    count = Page.objects.filter(live=True, live_revision=None, depth__gt=1, alias_of=None).count()
    if count:
        yield Finding("content", False, f"{count} live pages have no live revision: publish them once before an edit of them is scheduled")


MARKS: dict[bool | None, str] = {True: "ok", False: "!!", None: "--"}
