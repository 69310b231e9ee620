from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.test import Client
from django_tasks_db.models import DBTaskResult

from cms.accounts.models import User
from cms.media.models import Image
from tests.media import samples

Run = Callable[[], int]


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> Path:
    """Each test has its own files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing one
    return tmp_path / "media"


@pytest.fixture
def chief(db: None) -> User:
    return User.objects.create_superuser("chief@example.org", "a long enough password")


@pytest.fixture
def admin(chief: User) -> Client:
    """The admin, signed in."""
    client = Client()
    client.force_login(chief)
    return client


@pytest.fixture
def work() -> Run:
    """Do what this room has enqueued, as the worker would; returns how many tasks that were."""

    def run() -> int:
        count = 0
        ours = Q(task_path__startswith="cms.media.") | Q(task_path__startswith="wagtail.tasks.delete_file")
        while row := DBTaskResult.objects.filter(ours, status="READY").order_by("enqueued_at").first():
            row.task.func(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
            row.delete()
            count += 1
        return count

    return run


@pytest.fixture
def make_image(db: None, work: Run) -> Callable[..., Image]:
    """An image with all its renditions."""

    def make(data: bytes | None = None, name: str = "photo.jpg", **fields: object) -> Image:
        image = Image(title="Photo", **fields)
        image.file = SimpleUploadedFile(name, data if data is not None else samples.jpeg())
        image.save()
        work()
        made: Image = Image.objects.prefetch_renditions().get(pk=image.pk)
        return made

    return make


def files_below(folder: Path) -> set[str]:
    """The names of all files below a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
