"""The whole publication out and in again: `export_publication`, `import_publication`."""

import io
import json
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Page, Revision

from articles.models import ArticlePage, TopicPage
from cms.accounts.models import User
from cms.content import listing
from cms.content.models import Comment
from cms.media.models import Image
from cms.portability.archive.catalogue import LEFT_OUT, exported_models, is_left_out, undeclared
from search.models import MissedQuery
from tests import factories

pytestmark = [pytest.mark.django_db]


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file of an archive, but what differs by its nature: the moment, and what depends on it."""
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    manifest = json.loads(found["publication.json"])
    del manifest["created"], manifest["files"]
    return {**found, "publication.json": json.dumps(manifest).encode()}


def export(folder: Path) -> Path:
    call_command("export_publication", folder, verbosity=0)
    return folder


def restore(folder: Path, *options: str) -> None:
    call_command("import_publication", folder, *options, verbosity=0)


def empty() -> None:
    """As a new installation is before its first start."""
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy and model._meta.app_label not in ("contenttypes", "auth", "wagtailsearch"):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - tables of ours
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture(scope="module")
def archive(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The export of a small publication with people, roles, comments, files, an alias, and an edit that waits."""
    folder = tmp_path_factory.mktemp("archive") / "publication"
    with django_db_blocker.unblock(), transaction.atomic():
        factories.publication()
        editor = factories.user("editor@example.org", first_name="Edith")
        editor.groups.add(Group.objects.get(name="Editor"))
        picture, author = factories.image(), factories.author("Ada Morgan")
        topic = factories.topic("Tides", lead_image=picture)
        file = factories.document()
        body = [
            {"type": "paragraph", "value": f'<p>See <a linktype="document" id="{file.pk}">the table</a>.</p>', "id": str(uuid.uuid4())},
            {"type": "heading", "value": {"text": "Ebb", "level": "h2", "anchor": "ebb"}, "id": str(uuid.uuid4())},
        ]
        article = factories.article(
            "Slack water", authors=[author], topics=[topic], tags=("sea", "time"), lead_image=picture, body=json.dumps(body)
        )
        factories.article("A draft of something", authors=[author], topics=[topic], live=False)
        factories.standard_page("About")
        factories.term("Neap tide", home_topic=topic)
        factories.series("The year")
        article.title = "An edit that waits"
        article.owner = editor
        article.save_revision(user=editor)
        Comment.objects.create(
            page=article, author_name="A reader", text="Well said.", state=Comment.State.APPROVED, created_at=timezone.now()
        )
        SearchPromotion.objects.create(query=Query.get("slack"), page=article, sort_order=1)
        MissedQuery.objects.create(day=timezone.now().date(), language="en", query="neaps", count=3)
        listing.rebuild()  # counts the comment
        yield export(folder)
        transaction.set_rollback(True)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture
def in_transaction(archive: Path) -> Iterator[Path]:
    empty()
    yield archive
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def test_every_model_is_exported_or_left_out_for_a_reason() -> None:
    ours = {"accounts", "articles", "content", "media", "home", "wagtailcore", "taggit", "wagtailredirects"}
    exported = {model._meta.label for model in exported_models()}
    names = Path(__file__).parent / "exported_models.txt"
    assert sorted(exported) == names.read_text("utf-8").split(), "decide: export it (add it to the list), or name it in LEFT_OUT"
    assert {label.partition(".")[0] for label in exported} >= ours
    assert list(undeclared()) == []
    assert all(LEFT_OUT.values())
    assert not any(is_left_out(model) for model in exported_models())


def test_round_trip_gives_the_same_archive(in_transaction: Path, tmp_path: Path) -> None:
    factories.user("editor-of-this-place@example.org")  # takes a key that somebody in the archive had

    restore(in_transaction, "--activate-people")
    User.objects.filter(email="editor-of-this-place@example.org").delete()
    again = export(tmp_path / "again")

    before, after = snapshot(in_transaction), snapshot(again)
    assert sorted(before) == sorted(after)
    for name in before:
        assert before[name].decode("utf-8", "replace").splitlines() == after[name].decode("utf-8", "replace").splitlines(), name


def test_restored_publication_is_read_and_edited_on(in_transaction: Path) -> None:
    restore(in_transaction, "--activate-people")

    page = ArticlePage.objects.get(slug="slack-water")
    assert page.title == "Slack water"
    answer = Client().get(page.url)
    assert answer.status_code == 200
    assert page.get_latest_revision_as_object().title == "An edit that waits"
    revision = page.get_latest_revision()
    assert revision is not None
    assert revision.user == User.objects.get(email="editor@example.org")
    assert revision.content["owner"] == revision.user.pk
    listed = Client().get("/api/v2/articles/").json()
    assert listed["meta"]["total_count"] == ArticlePage.objects.live().public().count() > 0
    with Image.objects.get(pk=page.lead_image_id).file.open() as file:
        assert file.read(4) == b"\x89PNG"
    page.save_revision().publish()
    new = factories.article("A new one", parent=page.get_parent(), authors=[factories.author()], topics=[TopicPage.objects.get()])
    assert new.pk > page.pk


def test_people_come_deactivated_without_a_password_unless_the_archive_is_trusted(in_transaction: Path) -> None:
    restore(in_transaction)
    person = User.objects.get(email="editor@example.org")
    assert not person.is_active
    assert not person.has_usable_password()
    assert [group.name for group in person.groups.all()] == ["Editor"]
    assert "a long enough password" not in (in_transaction / "people.json").read_text()


def test_drafts_are_in_no_file_for_the_public(archive: Path) -> None:
    public = [path for path in (archive / "content").rglob("*") if path.is_file()]
    assert public
    assert not any("An edit that waits" in path.read_text("utf-8") for path in public)
    one = next(path for path in public if path.suffix == ".md" and "/articles/" in str(path) and path.parent.name != "markdown")
    assert one.read_text("utf-8").startswith("---\ntitle: ")


def test_files_are_for_their_owner_alone(archive: Path) -> None:
    assert {path.stat().st_mode & 0o077 for path in archive.rglob("*")} == {0}


def test_full_installation_is_not_overwritten(archive: Path) -> None:
    with pytest.raises(CommandError, match="has content"):
        restore(archive)


def test_export_does_not_write_into_a_folder_with_files(archive: Path) -> None:
    with pytest.raises(CommandError, match="is not empty"):
        export(archive)


def damaged(archive: Path, tmp_path: Path, change: Callable[[Path, dict[str, Any]], None]) -> Path:
    copy = tmp_path / "copy"
    shutil.copytree(archive, copy)
    manifest = json.loads((copy / "publication.json").read_text())
    change(copy, manifest)
    (copy / "publication.json").write_text(json.dumps(manifest))
    return copy


def _truncate(folder: Path, _manifest: dict[str, Any]) -> None:
    path = folder / "records/articles.ArticlePage.jsonl"
    path.write_bytes(path.read_bytes()[:-10])


def _resign(folder: Path, manifest: dict[str, Any], name: str, data: bytes) -> None:
    import hashlib

    (folder / name).write_bytes(data)
    manifest["files"][name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _remove(folder: Path, _manifest: dict[str, Any]) -> None:
    (folder / "people.json").unlink()


def _climb(folder: Path, manifest: dict[str, Any]) -> None:
    (folder.parent / "secret.txt").write_text("x")
    manifest["files"]["media/../../secret.txt"] = {"size": 1, "sha256": "x"}


def _link(folder: Path, manifest: dict[str, Any]) -> None:
    (folder / "media" / "link").symlink_to("/etc/hostname")
    manifest["files"]["media/link"] = {"size": 1, "sha256": "x"}


def _newer(_folder: Path, manifest: dict[str, Any]) -> None:
    manifest["version"] = 99


def _not_json(folder: Path, manifest: dict[str, Any]) -> None:
    _resign(folder, manifest, "records/articles.Tag.jsonl", b'{"id": 1\n')


def _unknown_field(folder: Path, manifest: dict[str, Any]) -> None:
    _resign(folder, manifest, "records/articles.Tag.jsonl", b'{"id": 1, "colour": "red"}\n')


def _bad_value(folder: Path, manifest: dict[str, Any]) -> None:
    _resign(folder, manifest, "records/articles.Tag.jsonl", b'{"id": "one", "name": "x", "slug": "x"}\n')


def _unknown_model(folder: Path, manifest: dict[str, Any]) -> None:
    _resign(folder, manifest, "records/sessions.Session.jsonl", b"")


def _dangling(folder: Path, manifest: dict[str, Any]) -> None:
    name = "records/articles.ArticleAuthor.jsonl"
    first = json.loads((folder / name).read_text().splitlines()[0])
    _resign(folder, manifest, name, json.dumps({**first, "author": 999_999}).encode() + b"\n")
    manifest["counts"]["articles.ArticleAuthor"] = 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_truncate, "not as it was written"),
        (_remove, "missing"),
        (_climb, "outside of itself"),
        (_link, "is a link"),
        (_newer, "version 99"),
        (_not_json, "line 1: not JSON"),
        (_unknown_field, "no field “colour”"),
        (_bad_value, "“id” cannot be read"),
        (_unknown_model, "no such content"),
        (_dangling, "contradict each other"),
    ],
)
def test_bad_archive_is_one_sentence_and_nothing_is_imported(
    in_transaction: Path, tmp_path: Path, change: Callable[[Path, dict[str, Any]], None], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        restore(damaged(in_transaction, tmp_path, change))
    assert not Page.objects.exists()
    assert not Revision.objects.exists()
    media = Path(settings.MEDIA_ROOT)
    assert not media.exists() or not [path for path in media.rglob("*") if path.is_file()]


def test_command_says_what_it_did(in_transaction: Path, tmp_path: Path) -> None:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_publication", in_transaction, stdout=out, stderr=err)
    assert "deactivated" in out.getvalue()
    assert "Records" in err.getvalue()
