"""Misconfiguration that starts but does not work, as system checks."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning as CheckWarning

#: A worker with its scheduler: tasks, publications, jobs and the heartbeat each hold a connection.
WORKER_CONNECTIONS = 4
_LOCAL = ("localhost", "127.0.0.1", "::1", "testserver")


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host in _LOCAL or host.endswith(".localhost")


def check_addresses(**kwargs: Any) -> list[CheckMessage]:
    messages: list[CheckMessage] = []
    for name in ("SITE_URL", "EDITING_URL"):
        url = urlsplit(getattr(settings, name))
        if url.scheme == "http" and not settings.DEBUG and not _is_local(url.geturl()):
            messages.append(
                CheckWarning(
                    f"{name} begins with http://, so passwords and session cookies travel in the clear.",
                    hint=f"Put a proxy with a certificate in front, set {name} to https://… and TRUSTED_PROXIES to 1.",
                    id="operations.W001",
                )
            )
            break  # EDITING_URL is SITE_URL by default: once is enough
    if urlsplit(settings.SITE_URL).path:
        messages.append(
            Error(
                "SITE_URL has a path, but a publication is served from the root of its host.",
                hint="Give the publication a host name of its own.",
                id="operations.E001",
            )
        )
    if "*" in settings.ALLOWED_HOSTS:
        messages.append(
            CheckWarning(
                "ALLOWED_HOSTS accepts every host, so a request decides which host links in its answer name.",
                hint="List the host names that readers and editors use.",
                id="operations.W002",
            )
        )
    return messages


def check_shared_state(**kwargs: Any) -> list[CheckMessage]:
    if settings.CMS_ROLE == "all" or "locmem" not in settings.CACHES["default"]["BACKEND"]:
        return []
    return [
        CheckWarning(
            f"CMS_ROLE is {settings.CMS_ROLE}, so there are several processes, but each has a cache of its own.",
            hint="Set CACHE_URL to a Redis or Valkey server that all of them share.",
            id="operations.W003",
        )
    ]


def check_pool(**kwargs: Any) -> list[CheckMessage]:
    pool = settings.DATABASES["default"].get("OPTIONS", {}).get("pool")
    size = pool.get("max_size", WORKER_CONNECTIONS) if isinstance(pool, dict) else WORKER_CONNECTIONS
    if size >= WORKER_CONNECTIONS:
        return []
    return [
        CheckWarning(
            f"DATABASE_POOL_SIZE is {size}, but a worker with its scheduler holds {WORKER_CONNECTIONS} connections.",
            hint=f"Set it to {WORKER_CONNECTIONS} or more for the worker, or leave it out.",
            id="operations.W004",
        )
    ]


def check_folder(**kwargs: Any) -> list[CheckMessage]:
    if settings.POSTGRESQL and settings.S3_BUCKET:
        return []  # nothing of this installation lives on this machine
    folder = Path(settings.VAR_DIR)
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if existing.is_dir() and os.access(existing, os.W_OK | os.X_OK):
        return []
    what = "is not a folder" if not existing.is_dir() else "cannot be written by this user"
    message = f"VAR_DIR cannot be used: {existing} {what}."
    return [Error(message, hint="Uploads and the default database live there. Set VAR_DIR to a folder of this user.", id="operations.E002")]


ALL: Sequence[Callable[..., list[CheckMessage]]] = (check_addresses, check_shared_state, check_pool, check_folder)
