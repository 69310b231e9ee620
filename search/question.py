"""A query on its way to an index: what its words are, what they are names of, and how generous it is with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from search import names
from search.engines import Group, Matching, Pages
from search.parsing import Piece, Query
from search.ranking import Wanted

#: How generous it is to be content with any of the words.
ANY = 3


@dataclass
class Question:
    """One query in one language.

    `generous` is 0 for the words as typed, 1 with an unfinished last word, 2 with the parts of compounds apart, 3 with any of the words.
    """

    query: Query
    language: str
    site_id: int = 0
    narrowed: tuple[frozenset[str], ...] = ()
    among: Pages | None = None
    readable: Pages | None = None
    keys: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fields: tuple[frozenset[str], ...] = ()
    generous: int = 0

    def look_up(self) -> None:
        """Read what the words are names of, and what the fields of the query mean."""
        self.keys = names.keys_by_stem(
            (piece.stems(self.language)[0] for piece in self.query.pieces if len(piece.tokens) == 1), self.language
        )
        self.fields = tuple(names.keys_called(name, names.words_of(value), self.language) for name, value in self.query.fields)

    @property
    def matching(self) -> Matching:
        groups: list[Group] = []
        for piece in self.query.important(self.language):
            groups += self._groups(piece)
        return Matching(
            site_id=self.site_id,
            language=self.language,
            groups=tuple(groups),
            without=tuple(Group(piece.stems(self.language)) for piece in self.query.without),
            narrowed=(*self.fields, *self.narrowed),
            any_group=self.generous >= ANY,
            among=self.among,
            readable=self.readable,
        )

    def _groups(self, piece: Piece) -> Iterable[Group]:
        stems = piece.stems(self.language)
        prefix = piece.tokens[-1] if piece.unfinished and (self.generous or piece.text.endswith("*")) else ""
        if len(stems) == 1:
            return [Group(stems, prefix, self.keys.get(stems[0], frozenset()))]
        is_typed_as_phrase = " " in piece.text
        if self.generous < 2 or is_typed_as_phrase:
            return [Group(stems, prefix)]
        return [*(Group((stem,)) for stem in stems[:-1]), Group(stems[-1:], prefix)]

    @property
    def leads_nowhere(self) -> bool:
        """Whether it is known without looking: nothing is asked for, or something that there is not."""
        matching = self.matching
        return matching.is_empty or not all(matching.narrowed)

    @property
    def steps(self) -> list[int]:
        """How generous it may become, while it leads to little."""
        steps = [0, *([1] if any(piece.unfinished for piece in self.query.pieces) else [])]
        return steps + ([2] if any(piece.is_phrase and " " not in piece.text for piece in self.query.pieces) else [])

    @property
    def wanted(self) -> Wanted:
        pieces = self.query.important(self.language)
        stems = tuple(stem for piece in pieces for stem in piece.stems(self.language))
        prefix = pieces[-1].tokens[-1] if pieces and pieces[-1].unfinished else ""
        return Wanted(stems, prefix if self.generous else "", self.keys)
