"""Collects the static files when they have changed: doing it at every start would cost ten seconds."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def fingerprint() -> str:
    """Changes when a static file is added, removed or edited, or when they are stored in another way."""
    digest = hashlib.sha256(repr((settings.STORAGES["staticfiles"], settings.STATIC_URL)).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static_files(say: Callable[[str], None]) -> None:
    """Fill STATIC_ROOT unless what it was made from is unchanged."""
    root = Path(settings.STATIC_ROOT)
    stamp = root.with_name(f"{root.name}.fingerprint")
    current = fingerprint()
    if root.is_dir() and stamp.is_file() and stamp.read_text("ascii") == current:
        return
    say("Collecting the static files")
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(current, "ascii")
