"""What this process keeps: bounded in bytes, the least recently used goes first; a moved tag finds what it makes untrue."""

from collections import OrderedDict, defaultdict
from collections.abc import Hashable, Iterable
from contextlib import suppress
from threading import RLock

from cms.delivery.stored.entries import Entry
from cms.tags import EVERYTHING


class Memory:
    """Entries by key. `add` and `forget` are called with the follower's lock held, so that no change comes between."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._entries: OrderedDict[Hashable, Entry] = OrderedDict()
        self._sizes: dict[Hashable, int] = {}
        self._by_tag: defaultdict[str, set[Hashable]] = defaultdict(set)
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Hashable) -> Entry | None:
        entry = self._entries.get(key)
        if entry is not None:
            with suppress(KeyError):  # another thread has taken it away
                self._entries.move_to_end(key)
        return entry

    def entries(self) -> list[tuple[Hashable, Entry]]:
        """What is kept now, for somebody to look at."""
        with self._lock:
            return list(self._entries.items())

    def add(self, key: Hashable, entry: Entry) -> None:
        with self._lock:
            self._remove(key)
            self._entries[key] = entry
            self._sizes[key] = entry.size
            self.size += entry.size
            for name in entry.tags:
                self._by_tag[name].add(key)
            while self.size > self.limit and self._entries:
                self._remove(next(iter(self._entries)))

    def forget(self, moved: Iterable[str] | None) -> None:
        """These tags have moved; None: anything may have."""
        with self._lock:
            if moved is None or EVERYTHING in (moved := frozenset(moved)):
                for entry in self._entries.values():
                    entry.is_valid = False
                self._entries.clear()
                self._sizes.clear()
                self._by_tag.clear()
                self.size = 0
                return
            for name in moved:
                for key in list(self._by_tag.get(name, ())):
                    self._remove(key)

    def _remove(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        # Whoever holds it in hand must not serve it: from now on it hears of no change.
        entry.is_valid = False
        self.size -= self._sizes.pop(key, 0)
        for name in entry.tags:
            keys = self._by_tag.get(name)
            if keys is not None:
                keys.discard(key)
                if not keys:
                    del self._by_tag[name]
