"""What is stored of a page, as far as one process can know: what lies in its own memory, and its page in the shared cache."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from cms.delivery.stored import process
from cms.delivery.stored.entries import Entry
from cms.delivery.stored.log import LogUnreachableError


@dataclass(frozen=True)
class Answer:
    """A stored answer that is true now. `url` has scheme, host and query; `place` is "memory" or "cache"."""

    url: str
    status: str
    fresh_since: datetime
    ends: datetime | None
    size: int
    tags: tuple[str, ...]
    place: str


def made_from(tag: str) -> list[Answer]:
    """Everything in the memory of this process that was made from what has this tag."""
    stored = process.stored
    if stored is None:
        return []
    try:
        now = stored.follower.catch_up()
    except LogUnreachableError:
        return []
    found = [_answer(key, entry, "memory") for key, entry in stored.memory.entries() if tag in entry.tags and entry.stands(now)]
    return sorted(found, key=lambda answer: answer.url)


def in_shared_cache(urls: Iterable[str], environ: dict[str, Any]) -> list[Answer]:
    """What other processes have stored under these addresses, if it is still true. `environ` is of a request to this server."""
    stored = process.stored
    if stored is None:
        return []
    found = []
    for url in urls:
        parts = urlsplit(url)
        asked = {
            "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
            "HTTP_HOST": parts.netloc,
            "SERVER_PORT": environ.get("SERVER_PORT", ""),
            "wsgi.url_scheme": parts.scheme,
        }
        keys = stored.reader.keys(asked)
        entry = stored.shared.get(keys.narrow) if keys is not None else None
        if keys is None or entry is None or entry.whole_query:
            continue
        try:
            now = stored.follower.catch_up()
            moved = stored.follower.moved_since(entry.seq)
        except LogUnreachableError:
            return []
        if entry.stands(now) and moved.is_gapless and not entry.depends_on(moved.tags):
            found.append(_answer(keys.narrow, entry, "cache"))
    return found


def _answer(key: Any, entry: Entry, place: str) -> Answer:
    scheme, host, _port, path, _origin, query = key
    with suppress(UnicodeError):
        path = path.encode("latin-1").decode()  # WSGI's way of writing bytes
    query = query.removeprefix("?")
    return Answer(
        f"{scheme}://{host}{path}{f'?{query}' if query else ''}",
        entry.status,
        datetime.fromtimestamp(entry.made, UTC),
        datetime.fromtimestamp(entry.until, UTC) if entry.until is not None else None,
        entry.size,
        tuple(sorted(entry.tags)),
        place,
    )
