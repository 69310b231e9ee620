"""The restore drill: `backup`, `restore`, `upgrade`."""

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings, settings
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Page

from articles.models import ArticlePage
from cms.accounts.models import User
from cms.events.models import PublicObject
from cms.media.models import Image
from cms.portability.archive import ArchiveError
from cms.portability.backup import MANIFEST, history
from cms.portability.backup.container import Read, writing
from cms.portability.imports.progress import Progress
from cms.tags.models import Change
from tests import factories
from tests.delivery.wsgi import Server, serving

pytestmark = pytest.mark.django_db(transaction=True)

#: Tables that go on while a site is at rest, or that a restore itself writes.
_RESTLESS = {"tags_change", "django_session", "django_migrations"}


@pytest.fixture
def server() -> Iterator[Server]:
    yield from serving(SEARCH_RATE_LIMIT=0, SEARCH_TIME_LIMIT=30_000)


@pytest.fixture
def article(server: Server) -> ArticlePage:
    factories.publication()
    picture = factories.image("Harbour")
    picture.get_rendition("width-20")
    topic = factories.topic("Coast", slug="coast")
    return factories.article("Slack water", slug="slack-water", topics=[topic], lead_image=picture, standfirst="Between two tides.")


def run(command: str, *words: Any) -> str:
    out, err = io.StringIO(), io.StringIO()
    call_command(command, *words, stdout=out, stderr=err)
    return out.getvalue()


def counts() -> dict[str, int]:
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]
    return {model._meta.label: model._base_manager.count() for model in models if model._meta.db_table not in _RESTLESS}


def files() -> dict[str, bytes]:
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def rewritten(backup: Path, target: Path, **instead: bytes) -> Path:
    """A copy of a backup with right sums but other content."""
    with Read(backup) as archive, writing(target) as written:
        for name in archive.entries:
            if name != "SHA256SUMS":
                with archive.open(name) as file:
                    written.add(name, [instead.get(name, file.read())])
    return target


def test_drill(article: ArticlePage, server: Server, tmp_path: Path) -> None:
    paths = ["/", article.url, "/topics/coast/", "/search/?q=slack", "/api/v2/articles/slack-water/"]
    before = {path: server.get(path).body for path in paths}
    assert article.url.encode() in before["/search/?q=slack"]
    had, had_files, pk = counts(), files(), article.pk
    backup = tmp_path / "backup.tar"

    assert "MB" in run("backup", backup)
    assert backup.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["backup.tar"]
    with pytest.raises(CommandError, match="no backup is overwritten"):
        run("backup", backup)
    assert "is whole" in run("restore", backup, "--check")

    # Everything changes: a text, a page goes, another comes, files go, come and are no longer what they were.
    picture = Image.objects.get()
    article.title = "Something else"
    article.save_revision().publish()
    Page.objects.get(slug="coast").delete()
    newer = factories.article("Newer than the backup", slug="newer", lead_image=factories.image("Newer"))
    Image.objects.get(title="Newer").get_rendition("width-20")
    storages["default"].delete(picture.file.name)
    (Path(settings.MEDIA_ROOT) / "public" / picture.renditions.get().file.name).write_bytes(b"broken")
    assert server.get(newer.url).status == 200
    assert b"Something else" in server.get(article.url).body
    head = Change.objects.latest("seq").seq
    cursor = json.loads(server.get("/api/v2/changes/?limit=1000").body)["meta"]["next_cursor"]
    changed, changed_files = counts(), files()

    with pytest.raises(CommandError, match=r"has content.*--force"):
        run("restore", backup)
    damaged = tmp_path / "damaged.tar"
    with Read(backup) as archive:
        place = next(entry for name, entry in archive.entries.items() if name.startswith("media/originals/"))
    content = bytearray(backup.read_bytes())
    content[place.offset] ^= 1
    damaged.write_bytes(content)
    with pytest.raises(CommandError, match=rf"Nothing was changed. {place.name} is not as it was written"):
        run("restore", damaged, "--force")
    assert (counts(), files(), Change.objects.latest("seq").seq) == (changed, changed_files, head)

    run("restore", backup, "--force")

    assert counts() == had
    for path in paths:
        assert server.get(path).body == before[path], path
    assert server.get(newer.url).status == 404
    now = files()
    assert {name: now.get(name) for name in had_files} == had_files
    assert not [name for name in now.keys() - had_files.keys() if name.startswith("public/")], "a picture that nobody knows is public"
    told = json.loads(server.get(f"/api/v2/changes/?limit=1000&cursor={cursor}").body)["items"]
    assert ("updated", "articles.ArticlePage", pk) in {(item["action"], item["type"], item["id"]) for item in told}
    assert ("removed", "articles.ArticlePage", newer.pk) in {(item["action"], item["type"], item["id"]) for item in told}
    assert Change.objects.latest("seq").seq > head

    # And it lives on: tags move, the index follows, new rows get new numbers.
    again = ArticlePage.objects.get(pk=pk)
    again.title = "Neap tide"
    again.save_revision().publish()
    assert b"Neap tide" in server.get(article.url).body
    assert article.url.encode() in server.get("/search/?q=neap").body
    assert factories.article("The next one").pk > pk
    assert PublicObject.objects.filter(tag=f"page:{pk}").exists()


def _tar(target: Path, *entries: tuple[tarfile.TarInfo, bytes], manifest: bytes = b"{}") -> Path:
    first = tarfile.TarInfo(MANIFEST)
    with tarfile.open(target, "w", format=tarfile.GNU_FORMAT) as tar:
        for entry, data in ((first, manifest), *entries):
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return target


def _entry(name: str, **fields: Any) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    for field, value in fields.items():
        setattr(entry, field, value)
    return entry


def test_what_is_no_backup_of_this_installation_is_one_sentence(article: ArticlePage, tmp_path: Path) -> None:
    hostile = {
        "outside of itself": _tar(tmp_path / "climbs.tar", (_entry("media/originals/../../x"), b"x")),
        "outside of itself: '/etc": _tar(tmp_path / "absolute.tar", (_entry("/etc/x"), b"x")),
        "is no plain file": _tar(tmp_path / "link.tar", (_entry("media/x", type=tarfile.SYMTYPE, linkname="/etc/passwd"), b"")),
        "no plain file: backups": _tar(tmp_path / "device.tar", (_entry("media/x", type=tarfile.CHRTYPE), b"")),
        "is in the backup twice": _tar(tmp_path / "twice.tar", (_entry("media/x"), b"x"), (_entry("media/x"), b"y")),
        "no backup of Masthead": _tar(tmp_path / "other.tar"),
        "No such file": tmp_path / "nowhere.tar",
    }
    huge = tmp_path / "huge.tar"
    huge.write_bytes(_entry(MANIFEST, size=8 << 40).tobuf(tarfile.GNU_FORMAT))
    backup = tmp_path / "backup.tar"
    run("backup", backup)
    with Read(backup) as archive:
        manifest = archive.manifest
        stranger = rewritten(backup, tmp_path / "base.tar")
    short, truncated = tmp_path / "short.tar", backup.read_bytes()
    short.write_bytes(truncated[: len(truncated) // 2])
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"

    def changed(name: str, **instead: Any) -> Path:
        return rewritten(stranger, tmp_path / name, **{MANIFEST: json.dumps({**manifest, **instead}).encode()})

    rows = dict(manifest["tables"])
    rows["articles_articlepage"] += 1
    hostile |= {
        "ends in the middle": huge,
        "ends in the middle of|ends too early": short,
        "export_publication there": changed("vendor.tar", database=other),
        "newer version": changed("newer.tar", migrations=[*manifest["migrations"], ["articles", "9999_later"]]),
        "articles_articlepage has 1 rows": changed("rows.tar", tables=rows),
        "reads 1": changed("format.tar", version=2),
    }
    before = counts()
    for sentence, path in hostile.items():
        with pytest.raises(CommandError, match=f"Nothing was changed.*{sentence}"):
            run("restore", path, "--force")
    assert counts() == before


def test_migrations_of_a_backup_are_ours_or_the_first_of_ours() -> None:
    plan = [(migration.app_label, migration.name) for migration, _backwards in history.complete_plan()]
    assert history.missing(set(plan), "1") == []
    assert history.missing(set(plan[:-3]), "1") == plan[-3:]
    with pytest.raises(ArchiveError, match=r"without .*, which it needs"):
        history.missing(set(plan) - {("articles", "0001_initial")}, "1")


def test_backup_that_fails_leaves_nothing(article: ArticlePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_args: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Progress, "end", interrupt)
    with pytest.raises(CommandError, match="Interrupted"):
        run("backup", tmp_path / "backup.tar")
    assert list(tmp_path.iterdir()) == []


def test_file_that_is_missing_is_said_and_no_obstacle(article: ArticlePage, tmp_path: Path) -> None:
    name = Image.objects.get().file.name
    storages["default"].delete(name)
    err = io.StringIO()
    call_command("backup", tmp_path / "backup.tar", stderr=err)
    assert f"The file {name} is missing" in err.getvalue()
    run("restore", tmp_path / "backup.tar", "--check")


def test_upgrade_backs_up_and_says_the_way_back(
    article: ArticlePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    settings.DEBUG = True  # collecting static files takes twenty seconds
    said = run("upgrade", "--backups", tmp_path / "backups")
    (backup,) = (tmp_path / "backups").iterdir()
    assert f"restore {backup} --force" in said
    user = factories.user()

    from django.core.management.commands import check

    def fail(*_args: Any, **_options: Any) -> None:
        raise CommandError("Something is wrong.")

    monkeypatch.setattr(check.Command, "handle", fail)
    with pytest.raises(CommandError, match=r"Checking failed. Something is wrong.\nTo go back:(.|\n)*restore .*tar --force"):
        run("upgrade", "--backups", tmp_path / "again")
    assert User.objects.filter(pk=user.pk).exists()
