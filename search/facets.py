"""What results can be narrowed by, with how many of them: topic, type, author, year."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from cms.content.kinds import page_kinds
from cms.content.scope import Scope

FACETS = ("topic", "type", "author", "year")
MOST = 10
#: Facets whose values are objects -> the scope's kind of them.
_KINDS = {"topic": "page", "author": "author"}
_SPARE = 5  # some may not be seen


@dataclass(frozen=True)
class FacetValue:
    """A value of a facet: what to ask for, what to call it, how many results have it (of the first thousand)."""

    value: str
    title: str
    count: int
    selected: bool


class Facets:
    """Facet values of results: made before the scope resolves, read after."""

    def __init__(self, keys: Mapping[str, int], narrowed: Mapping[str, frozenset[str]], scope: Scope) -> None:
        self.scope, self.narrowed = scope, narrowed
        self.counts: dict[str, list[tuple[str, int]]] = {name: [] for name in FACETS}
        for key, count in sorted(keys.items(), key=lambda item: (-item[1], item[0])):
            name, _, value = key.partition(":")
            if name in self.counts:
                self.counts[name].append((value, count))
        self.counts["year"].sort(reverse=True)
        for name, kind in _KINDS.items():
            self.counts[name] = self.counts[name][: MOST + _SPARE]
            scope.want((kind, int(value)) for value, _count in self.counts[name])

    def values(self, name: str) -> tuple[FacetValue, ...]:
        found = []
        for raw, count in self.counts[name]:
            named = self._named(name, raw)
            if named is not None:
                chosen = f"{name}:{raw}" in self.narrowed.get(name, ())
                found.append(FacetValue(*named, count, chosen))
            if len(found) == MOST:
                break
        return tuple(found)

    def _named(self, name: str, raw: str) -> tuple[str, str] | None:
        """What to ask for, and what to call it; None for what may not be seen."""
        if name in _KINDS:
            item = self.scope.get(_KINDS[name], int(raw))
            return (unquote(item.url).rstrip("/").rpartition("/")[2], item.title) if item else None
        if name == "type":
            kind = kinds_by_key().get(raw)
            return (kind, str(page_kinds()[kind]._meta.verbose_name_plural).capitalize()) if kind else None
        return raw, raw


def kinds_by_key() -> dict[str, str]:
    """Page types by what rows are keyed with."""
    return {kind.lower(): kind for kind in page_kinds()}
