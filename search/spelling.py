"""What a reader may have meant: for words that occur nowhere, the nearest that do.

Only words that lead to something visible are proposed, whatever the list of words remembers of what was public once.
"""

from search.analysis import stem, unimportant
from search.engines import PUBLIC, Index, engine
from search.parsing import Query
from search.question import Question

SHORTEST = 4
_LOOKED_AT, _TRIED = 40, 3
#: From this length on, two mistakes are forgiven.
_LONG = 8


def distance(first: str, second: str, most: int) -> int:
    """How many letters to add, leave out, replace or swap with their neighbour (optimal string alignment); `most + 1` if more."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for at, letter in enumerate(first, start=1):
        before, last, row = row, before, [at]
        for other, its in enumerate(second, start=1):
            cost = min(before[other] + 1, row[other - 1] + 1, before[other - 1] + (letter != its))
            if at > 1 and other > 1 and letter == second[other - 2] and first[at - 2] == its:
                cost = min(cost, last[other - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def corrected(question: Question, index: Index = PUBLIC) -> Query | None:
    """The query with words that occur, or None if nothing is to be mended, or cannot be."""
    corrections: dict[str, str] = {}
    language = question.language
    for token in dict.fromkeys(question.query.tokens):
        root = stem(token, language)
        if len(token) < SHORTEST or not token.isalpha() or token in unimportant(language) or question.keys.get(root):
            continue
        if engine(index).occurs(root, question.site_id, language):
            continue
        nearest = _nearest(token, question, index)
        if nearest is None:
            return None
        corrections[token] = nearest
    return question.query.replaced(corrections) if corrections else None


def _nearest(word: str, question: Question, index: Index) -> str | None:
    most = 2 if len(word) >= _LONG else 1
    candidates = []
    for other, root, weight in engine(index).similar(word, question.language, _LOOKED_AT):
        far = distance(word, other, most)
        if 0 < far <= most:
            # Few people mistype the first letter.
            candidates.append((far + (word[0] != other[0]) * 0.5, -weight, other, root))
    for _far, _weight, other, root in sorted(candidates)[:_TRIED]:
        if engine(index).occurs(root, question.site_id, question.language) or engine().named([root], question.language):
            return other
    return None
