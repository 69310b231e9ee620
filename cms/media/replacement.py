"""What happens to the old file when an image or a document gets a new one."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import models, transaction


def stored_values(instance: models.Model, names: Iterable[str]) -> dict[str, Any] | None:
    """The values that the database has now; None if the row does not exist yet."""
    if instance.pk is None:
        return None
    return type(instance)._base_manager.filter(pk=instance.pk).values(*names).first()


def is_upload(file: Any) -> bool:
    """Whether a file was uploaded and is not in its storage yet."""
    return bool(file) and not file._committed


def has_new_file(instance: Any, before: dict[str, Any] | None) -> bool:
    """Whether saving the instance gives it another file than the row has."""
    return bool(instance.file) and (before is None or is_upload(instance.file) or before["file"] != instance.file.name)


def forget_file(instance: Any, name: str) -> None:
    """Delete a file that was replaced, once the replacement is certain."""
    if name and name != instance.file.name:
        transaction.on_commit(partial(instance.file.storage.delete, name), robust=True)
