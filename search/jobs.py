"""Periodic jobs: what the index learns after the fact. Each may be ended at any point and is run again."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from search import indexing, missed
from search.analysis import stem, words
from search.drafts import rows as drafts
from search.engines import DRAFTS, PUBLIC, Index, engine
from search.models import DraftRow, SearchName, SearchRow, SearchWord

BATCH = 100
#: Words that people mistype; what has digits in it, or is shorter, they read off.
SHORTEST, LONGEST = 4, 40


#: Drafts are learned from when nobody has worked on them for so long: autosave sees words that are half typed.
SETTLED = timedelta(minutes=5)


def learn_words(*, settled: timedelta = SETTLED) -> int:
    """Take up the words of rows that are new or have changed, so that whoever mistypes one is understood; the number of rows."""
    done = _learn_rows(SearchRow.objects.all(), PUBLIC)
    if done:
        learn_names()
    return done + _learn_rows(DraftRow.objects.filter(changed__lte=timezone.now() - settled), DRAFTS)


def _learn_rows(rows: Any, index: Index) -> int:
    done = 0
    while some := list(rows.filter(learned=False).order_by("pk").values_list("pk", "digest", "language", "title", "text")[:BATCH]):
        with transaction.atomic():
            counts: Counter[tuple[str, str]] = Counter()
            for _pk, _digest, language, title, text in some:
                counts.update((language, word) for word in set(words(f"{title}\n{text}")) if _is_word(word))
            _learn(counts, index)
            for pk, digest, *_ in some:
                # Unless it has changed meanwhile. Snippets are cut from the text of what is public; that of drafts has done its work.
                rows.model.objects.filter(pk=pk, digest=digest).update(learned=True, **({} if index.is_public else {"text": ""}))
        done += len(some)
    return done


def learn_names() -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for language, its in SearchName.objects.exclude(language="").values_list("language", "words").iterator():
        counts.update((language, word) for word in its.strip("|").split("|") if _is_word(word))
    known = set(SearchWord.objects.filter(word__in={word for _language, word in counts}).values_list("language", "word"))
    _learn(Counter({key: number for key, number in counts.items() if key not in known}), PUBLIC)


def _learn(counts: Counter[tuple[str, str]], index: Index) -> None:
    engine(index).learn((language, word, stem(word, language)[:LONGEST], number) for (language, word), number in counts.items())


def _is_word(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def catch_up() -> None:
    """Make the rows that are missing or that were made by other rules: after an upgrade, for example."""
    indexing.rebuild(anew=False)
    drafts.rebuild(anew=False)


#: Name, interval and function: what `register_periodic_job` wants.
JOBS = (
    ("search.learn_words", timedelta(seconds=30), learn_words),
    ("search.catch_up", timedelta(minutes=10), catch_up),
    ("search.flush_missed", timedelta(minutes=5), missed.flush),
)
