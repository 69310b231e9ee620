"""The names under which files are stored."""

import hashlib
import re
import secrets
from pathlib import PurePosixPath
from uuid import UUID

from django.utils.text import slugify
from wagtail.coreutils import string_to_ascii


def stored_name(filename: str, *, limit: int = 80, ascii_only: bool = False) -> str:
    """A safe file name that still resembles the uploaded one, at most `limit` characters, its extension in lower case."""
    name = PurePosixPath(filename.replace("\\", "/")).name.strip(". ")
    if ascii_only:
        name = string_to_ascii(name)
    extension = re.sub(r"[^a-z0-9.]", "", PurePosixPath(name).suffix.lower())[:10]
    stem = re.sub(r"[^\w-]+", "-", PurePosixPath(name).stem).strip("-_") or "file"
    return stem[: limit - len(extension)] + extension


def folder_of(folder: str, uuid: UUID) -> str:
    """The folder of one object's files. Two letters above it keep any one folder small."""
    return f"{folder}/{uuid.hex[:2]}/{uuid.hex}"


def rendition_key(file_hash: str, spec: str, focal_point_key: str) -> str:
    """What a rendition was made from, in ten letters: another original, size or focal point gives another key."""
    return hashlib.sha256(f"{file_hash}|{spec}|{focal_point_key}".encode()).hexdigest()[:10]


def rendition_name(uuid: UUID, original: str, key: str, extension: str) -> str:
    """A new name for a rendition, never used before: files are immutable, and a late deletion cannot hit a later file."""
    stem = slugify(PurePosixPath(original).stem)[:40].strip("-") or "image"
    return f"{folder_of('images', uuid)}/{stem}.{key}-{secrets.token_hex(3)}{extension}"


def is_made_from(name: str, key: str) -> bool:
    """Whether the rendition with this name has this key."""
    return f".{key}-" in name
