from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms.accounts.models import User
from cms.media.models import Image
from cms.operations.worker import Worker
from tests.media import samples

Run = Callable[[], int]


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> Path:
    """Each test has its own files."""
    settings.MEDIA_ROOT = tmp_path / "media"
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
def work(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run everything that was enqueued; returns how many tasks that were."""
    # A worker gives its connection back between two tasks; the transaction around a test lives in that connection.
    monkeypatch.setattr("cms.operations.worker.close_old_connections", lambda: None)
    return Worker().drain


@pytest.fixture
def make_image(db: None, work: Run) -> Callable[..., Image]:
    """An image with all its renditions."""

    def make(data: bytes | None = None, name: str = "photo.jpg", **fields: object) -> Image:
        image = Image(title="Photo", **fields)
        image.file = SimpleUploadedFile(name, data if data is not None else samples.jpeg())
        image.save()
        work()
        return Image.objects.prefetch_renditions().get(pk=image.pk)

    return make


def files_below(folder: Path) -> set[str]:
    """The names of all files below a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
