"""Writing the whole publication into a folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection, models, transaction
from wagtail.models import Site

from cms.portability.archive import ArchiveError
from cms.portability.archive.catalogue import exported_models
from cms.portability.archive.folder import Written, json_line, pieces
from cms.portability.archive.readable import readable
from cms.portability.archive.records import Names, dump


class Reports(Protocol):
    """Where progress goes."""

    def begin(self, label: str, total: int) -> None: ...
    def advance(self, number: int = 1) -> None: ...
    def end(self) -> None: ...


PEOPLE = "people.json"


def records_name(model: type[models.Model]) -> str:
    return f"records/{model._meta.label}.jsonl"


def file_fields() -> Iterator[tuple[type[models.Model], models.FileField]]:
    """The fields of exported models whose files belong to the archive."""
    for model in exported_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField):
                yield model, field


def export(root: Path, progress: Reports) -> list[str]:
    """Write the archive; returns notes on what could not be written. Raises `ArchiveError`."""
    archive = Written(root)
    counts: dict[str, int] = {}
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql" and alone:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        names = Names()
        chosen = exported_models()
        progress.begin("Records", sum(model._base_manager.count() for model in chosen))
        for model in chosen:

            def lines(model: type[models.Model] = model) -> Iterator[bytes]:
                counts[model._meta.label] = 0
                for record in dump(model, names):
                    counts[model._meta.label] += 1
                    progress.advance()
                    yield json_line(record)

            archive.write(records_name(model), lines())
        progress.end()
        archive.write_json(PEOPLE, people())
        notes = _media(archive, progress)
        _readable(archive, progress)
    archive.finish(counts, notes)
    return notes


def people() -> dict[str, Any]:
    """Roles with their rights, and people with their roles; passwords are in no export."""
    roles = [
        {
            "name": group.name,
            "permissions": sorted(f"{permission.content_type.app_label}.{permission.codename}" for permission in group.permissions.all()),
        }
        for group in Group.objects.order_by("name").prefetch_related("permissions__content_type")
    ]
    users = [
        {
            "email": user.email,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "active": user.is_active,
            "administrator": user.is_superuser,
            "roles": sorted(group.name for group in user.groups.all()),
        }
        for user in get_user_model()._default_manager.order_by("email").prefetch_related("groups")
    ]
    return {"roles": roles, "people": users}


def _media(archive: Written, progress: Reports) -> list[str]:
    found: dict[str, models.FileField] = {}
    for model, field in file_fields():
        for name in model._base_manager.exclude(**{field.name: ""}).order_by("pk").values_list(field.name, flat=True):
            if name:
                found[name] = field
    progress.begin("Files", len(found))
    notes = []
    for name, field in found.items():
        try:
            with field.storage.open(name) as file:
                archive.write(f"media/{name}", pieces(file))
        except FileNotFoundError:
            notes.append(f"The file {name} is missing in the storage.")
        progress.advance()
    progress.end()
    return notes


def _readable(archive: Written, progress: Reports) -> None:
    taken: set[str] = set()
    for site in Site.objects.select_related("root_page").order_by("pk"):
        progress.begin(site.hostname, 0)
        for name, text in readable(site):
            if name in taken:
                raise ArchiveError(f"Two contents have the file name {name}.")
            taken.add(name)
            archive.write(name, iter([text.encode("utf-8", "replace")]))
        progress.end()
