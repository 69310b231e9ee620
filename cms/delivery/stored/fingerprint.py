"""What the bytes of an answer depend on beside the content: this code, its templates and styles, its settings.

Processes with the same fingerprint share stored responses; a new release begins with none.
"""

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.conf import settings

_FOLDERS = ("cms", "home", "articles", "search", "local", "templates", "static", "locale")
_SUFFIXES = frozenset({".py", ".html", ".css", ".js", ".svg", ".mo", ".txt", ".json"})
#: Of the process or the machine, not of its answers.
_LEFT_OUT = frozenset({"DATABASES", "CACHES", "LOGGING", "TASKS", "STORAGES", "LOG_LEVEL", "DATABASE_POOL_SIZE", "CMS_ROLE", "CDN"})


@cache
def fingerprint() -> str:
    digest = blake2b(digest_size=12)
    root: Path = settings.BASE_DIR
    for file in sorted(_files(root)):
        digest.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes())
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.is_file():
        digest.update(manifest.read_bytes())
    for name in sorted(dir(settings)):
        if name.isupper() and name not in _LEFT_OUT:
            digest.update(f"{name}={_plain(getattr(settings, name))}\n".encode())
    return digest.hexdigest()


def _files(root: Path) -> list[Path]:
    found = [root / "requirements.txt"] if (root / "requirements.txt").is_file() else []
    for folder in _FOLDERS:
        found += [file for file in (root / folder).rglob("*") if file.suffix in _SUFFIXES and file.is_file()]
    return found


def _plain(value: Any) -> Any:
    """What of a setting is the same in every process that has it."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(map(repr, map(_plain, value)))
    if isinstance(value, dict):
        return sorted((str(key), repr(_plain(item))) for key, item in value.items())
    return type(value).__name__
