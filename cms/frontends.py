"""Frontends of others: what `FRONTENDS` says of each. A leaf: previews, revalidation and checks read it."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

_KEYS = {"name", "origin", "preview_path", "revalidate_path", "site"}
_PATH = re.compile(r"/[\w\-.~/%]*")
_LONGEST = 80
#: Behind it a secret is base64 (https://www.standardwebhooks.com).
ENCODED = "whsec_"


@dataclass(frozen=True)
class Frontend:
    """One frontend. `origin` is scheme, host and port; `site` the host name of the only site that it shows, if there is one."""

    name: str
    origin: str
    preview_path: str = "/api/preview"
    revalidate_path: str = "/api/revalidate"
    site: str = ""

    @property
    def key(self) -> str:
        """Its name where only plain characters may stand."""
        return slug(self.name)

    def shows(self, hostname: str) -> bool:
        """Whether it shows the site with this host name."""
        return not self.site or self.site == hostname.lower()


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def is_local(host: str) -> bool:
    """Whether a host is this machine, by its name."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def read(entries: Any) -> tuple[list[Frontend], list[str]]:
    """The frontends that a parsed `FRONTENDS` names, and a sentence for everything that is wrong with it."""
    if not isinstance(entries, list):
        return [], ["FRONTENDS must be a JSON list of objects: see docs/preview.md."]
    frontends: list[Frontend] = []
    problems: list[str] = []
    for number, entry in enumerate(entries, 1):
        wrong = list(_faults(entry))
        problems += [f"FRONTENDS, entry {number}: {fault}" for fault in wrong]
        if not wrong:
            frontends.append(Frontend(**{key: value.strip() for key, value in entry.items()}))
    for key in sorted({frontend.key for frontend in frontends}):
        named = [frontend.name for frontend in frontends if frontend.key == key]
        if len(named) > 1:
            problems.append(f"FRONTENDS: {' and '.join(map(repr, named))} are the same name to a program. Give each its own.")
    return frontends, problems


def _faults(entry: Any) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield "it must be an object with name and origin."
        return
    unknown = sorted(entry.keys() - _KEYS)
    if unknown:
        yield f"{', '.join(unknown)} is not known; there are {', '.join(sorted(_KEYS))}."
        return
    if not all(isinstance(value, str) for value in entry.values()):
        yield "every value must be a text."
        return
    name = entry.get("name", "").strip()
    if not slug(name) or len(name) > _LONGEST:
        yield f"name must have letters or digits, and at most {_LONGEST} characters."
    fault = _origin_fault(entry.get("origin", "").strip())
    if fault:
        yield f"origin {fault}"
    for key in ("preview_path", "revalidate_path"):
        path = entry.get(key, "/").strip()
        if not _PATH.fullmatch(path) or path.startswith("//"):
            yield f"{key} must be a path such as /api/preview, without a query."
    if "/" in entry.get("site", "") or ":" in entry.get("site", "") or entry.get("site", "") != entry.get("site", "").lower():
        yield "site must be a host name in small letters, without scheme and port."


def _origin_fault(origin: str) -> str:
    try:
        parts = urlsplit(origin)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "cannot be read."
    if parts.scheme not in ("http", "https") or not host or origin != f"{parts.scheme}://{parts.netloc}" or "@" in parts.netloc:
        return "must be scheme, host and port and nothing else, for example https://app.example.org."
    if origin != origin.lower() or not re.fullmatch(r"[a-z0-9.\-_:\[\]]+", parts.netloc):
        return "must be in small letters; write an international name in its xn-- form."
    if parts.port == {"http": 80, "https": 443}[parts.scheme]:
        return f"must leave out the usual port: {parts.scheme}://{host}."
    if parts.scheme == "http" and not is_local(host):
        return "must begin with https:// (http:// is for this machine alone)."
    return ""


def is_signing_key(secret: str) -> bool:
    """Whether calls can be signed with it: base64 behind `whsec_`, or any text."""
    try:
        return bool(signing_key(secret))
    except ValueError:
        return False


def signing_key(secret: str) -> bytes:
    """The bytes of a Standard Webhooks secret. Raises `ValueError`."""
    if secret.startswith(ENCODED):
        return base64.b64decode(secret.removeprefix(ENCODED), validate=True)
    return secret.encode()
