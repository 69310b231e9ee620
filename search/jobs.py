"""Periodic jobs: what the index learns after the fact. Each may be ended at any point and is run again."""

from collections import Counter
from datetime import timedelta

from django.db import transaction

from search import indexing, missed
from search.analysis import stem, words
from search.engines import engine
from search.models import SearchName, SearchRow, SearchWord

BATCH = 100
#: Words that people mistype; what has digits in it, or is shorter, they read off.
SHORTEST, LONGEST = 4, 40


def learn_words() -> int:
    """Take up the words of rows that are new or have changed, so that whoever mistypes one is understood; the number of rows."""
    done = 0
    while rows := list(
        SearchRow.objects.filter(learned=False).order_by("place").values_list("pk", "digest", "language", "title", "text")[:BATCH]
    ):
        with transaction.atomic():
            counts: Counter[tuple[str, str]] = Counter()
            for _pk, _digest, language, title, text in rows:
                counts.update((language, word) for word in set(words(f"{title}\n{text}")) if _is_word(word))
            _learn(counts)
            for pk, digest, *_ in rows:
                # Unless it has changed meanwhile.
                SearchRow.objects.filter(pk=pk, digest=digest).update(learned=True)
        done += len(rows)
    if done:
        learn_names()
    return done


def learn_names() -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for language, its in SearchName.objects.exclude(language="").values_list("language", "words").iterator():
        counts.update((language, word) for word in its.strip("|").split("|") if _is_word(word))
    known = set(SearchWord.objects.filter(word__in={word for _language, word in counts}).values_list("language", "word"))
    _learn(Counter({key: number for key, number in counts.items() if key not in known}))


def _learn(counts: Counter[tuple[str, str]]) -> None:
    engine().learn((language, word, stem(word, language)[:LONGEST], number) for (language, word), number in counts.items())


def _is_word(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def catch_up() -> None:
    """Make the rows that are missing or that were made by other rules: after an upgrade, for example."""
    indexing.rebuild(anew=False)


#: Name, interval and function: what `register_periodic_job` wants.
JOBS = (
    ("search.learn_words", timedelta(seconds=30), learn_words),
    ("search.catch_up", timedelta(minutes=10), catch_up),
    ("search.flush_missed", timedelta(minutes=5), missed.flush),
)
