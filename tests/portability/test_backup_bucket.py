"""The restore drill with files in a bucket."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.test import Client

from articles.models import ArticlePage
from cms.media.models import Image
from cms.portability.backup.container import Read
from tests import factories
from tests.bucket import Bucket, bucket as a_bucket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    with a_bucket(monkeypatch) as found:
        yield found


@pytest.fixture
def article(bucket: Bucket) -> ArticlePage:
    factories.publication()
    picture = factories.image("Harbour")
    picture.get_rendition("width-20")
    return factories.article("Slack water", slug="slack-water", lead_image=picture)


def run(command: str, *words: Any) -> str:
    out = io.StringIO()
    call_command(command, *words, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_drill(article: ArticlePage, bucket: Bucket, tmp_path: Path) -> None:
    picture, backup = Image.objects.get(), tmp_path / "backup.tar"
    rendition = picture.renditions.get().file.name
    had = bucket.files()
    assert {f"private/{picture.file.name}", f"public/{rendition}"} <= had.keys()

    run("backup", backup)
    with Read(backup) as archive:
        assert {f"media/originals/{picture.file.name}", f"media/renditions/{rendition}"} <= set(archive.entries)

    article.title = "Something else"
    article.save_revision().publish()
    newer = factories.image("Newer")
    newer.get_rendition("width-20")
    storages["default"].delete(picture.file.name)
    bucket.client.put_object(Bucket="masthead", Key=f"public/{rendition}", Body=b"broken")

    run("restore", backup, "--force")

    now = bucket.files()
    assert {name: now.get(name) for name in had} == had
    assert not [name for name in now.keys() - had.keys() if name.startswith("public/")], "a picture that nobody knows is public"
    assert ArticlePage.objects.get(pk=article.pk).title == "Slack water"
    assert bucket.client.head_object(Bucket="masthead", Key=f"public/{rendition}")["CacheControl"].endswith("immutable")
    assert storages["renditions"].url(rendition) == f"{bucket.url}/masthead/public/{rendition}"
    assert Client().get(article.url).status_code == 200


def test_a_bucket_that_refuses_ends_a_backup_with_a_sentence(article: ArticlePage, bucket: Bucket, tmp_path: Path) -> None:
    bucket.down.add("GET")
    with pytest.raises(CommandError, match=r"No backup was made. .*403"):
        run("backup", tmp_path / "backup.tar")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("operations", [{"PUT", "DELETE"}, {"HEAD"}])
def test_a_bucket_that_refuses_leaves_everything_as_it_was(
    article: ArticlePage, bucket: Bucket, tmp_path: Path, operations: set[str]
) -> None:
    backup = tmp_path / "backup.tar"
    run("backup", backup)
    article.title = "Something else"
    article.save_revision().publish()
    storages["default"].delete(Image.objects.get().file.name)
    had = bucket.files()
    bucket.down |= operations

    with pytest.raises(CommandError, match=r"^Nothing was changed. .*403"):
        run("restore", backup, "--force")

    bucket.down.clear()
    assert bucket.files() == had
    assert ArticlePage.objects.get(pk=article.pk).title == "Something else"
    run("restore", backup, "--force")
    assert ArticlePage.objects.get(pk=article.pk).title == "Slack water"


def test_a_file_is_not_held_whole_in_memory(bucket: Bucket) -> None:
    from django.core.files.base import ContentFile

    storage = storages["default"]
    name = storage.save("originals/large.bin", ContentFile(b"x" * 9_000_000))
    with storage.open(name) as file:
        assert file.read(1) == b"x"
        assert file.file._rolled, "it waits on the disk"  # type: ignore[union-attr]
