"""Restoring an exported publication into an empty installation: all of it or nothing."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files import File
from django.core.files.storage import Storage
from django.core.management import call_command, get_commands
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction
from wagtail.models import Page, ReferenceIndex, Site

from articles.models import ArticleIndexPage, TopicIndexPage
from cms.content import listing
from cms.content.models.listing import Listing, ListingCount
from cms.media.models import Document, Image
from cms.portability.archive import ArchiveError
from cms.portability.archive.catalogue import exported_models
from cms.portability.archive.exporting import PEOPLE, Reports, file_fields, records_name
from cms.portability.archive.folder import Read
from cms.portability.archive.records import Names, load
from home.models import HomePage

_SCAFFOLD = (HomePage, ArticleIndexPage, TopicIndexPage)
MEDIA = "media/"


def is_empty() -> bool:
    """Whether there is nothing but what migrations and a first start without the demonstration make."""
    pages = Page.objects.filter(depth__gt=1).exclude(content_type__app_label="wagtailcore")
    scaffold = Page.objects.type(*_SCAFFOLD)
    return (
        not pages.not_type(*_SCAFFOLD).exists()
        and scaffold.count() <= len(_SCAFFOLD)
        and not Image.objects.exists()
        and not Document.objects.exists()
    )


def restore(archive: Read, progress: Reports, *, activate_people: bool = False, say: Callable[[str], None] = lambda _line: None) -> None:
    """Bring the archive's content into this empty installation. Raises `ArchiveError`; then nothing has changed."""
    if not is_empty():
        raise ArchiveError(
            "This installation has content. An import needs an empty one: a new database, migrated, without the demonstration."
        )
    progress.begin("Verifying", sum(int(entry.get("size", 0)) for entry in archive.files.values()))
    archive.verify(progress.advance)
    progress.end()
    _refuse_unknown_records(archive)
    saved: list[tuple[Storage, str]] = []
    try:
        with transaction.atomic():
            _clear()
            _people(archive.json(PEOPLE), activate=activate_people)
            _records(archive, progress)
            _files(archive, progress, saved)
            say("Making lists and indexes")
            _derive()
    except BaseException as error:
        for storage, name in saved:
            storage.delete(name)
        if isinstance(error, IntegrityError):
            raise ArchiveError(f"The records contradict each other: {error}.") from error
        raise
    Site.clear_site_root_paths_cache()


def _refuse_unknown_records(archive: Read) -> None:
    known = {records_name(model) for model in exported_models()}
    for name in archive.files:
        if name.startswith("records/") and name not in known:
            raise ArchiveError(f"{name}: this installation has no such content. Was it written by an installation with an app of its own?")
        if not name.startswith(("records/", MEDIA, "content/")) and name not in (PEOPLE, "publication.json"):
            raise ArchiveError(f"{name}: this file does not belong to an exported publication.")


def _clear() -> None:
    """Remove what migrations made, so that the archive's own rows can have their keys."""
    with connection.cursor() as cursor:
        for model in exported_models():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - a table of ours
    Listing.objects.all().delete()
    ListingCount.objects.all().delete()
    ReferenceIndex.objects.all().delete()


def _people(content: Any, *, activate: bool) -> None:
    """Roles get the rights that the archive gives them. People come without passwords, and deactivated unless told otherwise."""
    try:
        permissions = {
            f"{app}.{codename}": pk for pk, app, codename in Permission.objects.values_list("pk", "content_type__app_label", "codename")
        }
        for role in content["roles"]:
            group, _created = Group.objects.get_or_create(name=role["name"])
            group.permissions.set([permissions[name] for name in role["permissions"] if name in permissions])
        groups = dict(Group.objects.values_list("name", "pk"))
        users = get_user_model()._default_manager
        for person in content["people"]:
            if users.filter(email__iexact=person["email"]).exists():
                continue
            user = get_user_model()(
                email=person["email"],
                first_name=person["first_name"],
                last_name=person["last_name"],
                is_active=activate and bool(person["active"]),
                is_superuser=activate and bool(person["administrator"]),
            )
            user.set_unusable_password()
            user.save()
            user.groups.set([groups[name] for name in person["roles"] if name in groups])
    except (KeyError, TypeError, AttributeError) as error:
        raise ArchiveError(f"{PEOPLE} is not as an export writes it: {error}.") from error


def _records(archive: Read, progress: Reports) -> None:
    names = Names()
    progress.begin("Records", sum(archive.counts.values()))
    for model in exported_models():
        name = records_name(model)
        if name not in archive.files:
            continue  # what this version has beyond the one that wrote it

        def lines(name: str = name) -> Any:
            for line, record in archive.lines(name):
                progress.advance()
                yield line, record

        count = load(model, lines(), names, name)
        if count != archive.counts.get(model._meta.label, count):
            raise ArchiveError(f"{name} has {count} records, but the manifest says {archive.counts[model._meta.label]}.")
    progress.end()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), exported_models()):
            cursor.execute(statement)
    connection.check_constraints()


def _files(archive: Read, progress: Reports, saved: list[tuple[Storage, str]]) -> None:
    wanted = {
        f"{MEDIA}{name}": (field, name)
        for model, field in file_fields()
        for name in model._base_manager.values_list(field.name, flat=True)
        if name
    }
    progress.begin("Files", len(wanted))
    for member, (field, name) in wanted.items():
        progress.advance()
        if member not in archive.files:
            continue  # it was missing when the archive was written, and the archive says so
        if field.storage.exists(name):
            raise ArchiveError(f"The storage has a file {name} already: empty the media folder or bucket first.")
        with archive.open(member) as file:
            saved.append((field.storage, field.storage.save(name, File(file, name))))
        if saved[-1][1] != name:
            raise ArchiveError(f"The storage does not take the file name {name}.")
    progress.end()


def _derive() -> None:
    """What is made from the content."""
    listing.rebuild()
    call_command("rebuild_references_index", verbosity=0)
    call_command("rebuild_search_index" if "rebuild_search_index" in get_commands() else "update_index", verbosity=0)
