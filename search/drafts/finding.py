"""From what an editor types to pages, drafts included.

Only pages of the queryset that is searched are found. Of pages that the editor may neither change nor publish the title is searched
(the admin shows it to everybody) and what is public.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from search import spelling
from search.engines import COUNTED, DRAFTS, Found, Hit, Pages, either, engine
from search.parsing import LONGEST, MOST_WORDS, Query, TooLongError, parse
from search.question import Question
from search.ranking import scores

#: Fewer results than these are little.
FEW = 3
_ALL = 1_000_000
#: Who may do one of these with a page may read its draft.
_READING = {"change", "publish"}


def read(text: str) -> Query:
    """What an editor typed, cut to what a query may be."""
    try:
        return parse(text[:LONGEST])
    except TooLongError:
        return parse(" ".join(text[:LONGEST].replace('"', " ").split()[:MOST_WORDS])[:LONGEST].replace("-", " "))


def pages_of(queryset: QuerySet[Any]) -> Pages | None:
    """The primary keys of a queryset as a statement; None if there are none."""
    try:
        sql, values = queryset.order_by().values("pk").query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    except EmptyResultSet:
        return None
    return Pages(sql, tuple(values))


@dataclass
class DraftSearch:
    """One query of an editor's among the pages of a queryset. Nothing is asked before it has to be, and nothing twice."""

    query: Query
    queryset: QuerySet[Any]
    editor: Any
    by_relevance: bool = True

    @cached_property
    def _found(self) -> list[tuple[Question, Found]]:
        """What finds something, in each language that pages are written in; as generous as it has to be."""
        among = pages_of(self.queryset)
        if among is None or self.query.is_empty:
            return []
        readable = self._readable()
        languages = Locale.objects.order_by("pk").values_list("language_code", flat=True)
        questions = [Question(self.query, language, among=among, readable=readable) for language in languages]
        for question in questions:
            question.look_up()
        found = self._generously(questions)
        if not found and self.query.pieces:
            found = self._generously([question for question in questions if _mended(question)])
        return found

    def _readable(self) -> Pages | None:
        """Pages whose drafts the editor may read; None for all."""
        if self.editor.is_superuser:
            return None
        pages = PagePermissionPolicy(Page).instances_user_has_any_permission_for(self.editor, _READING)
        return pages_of(pages) or Pages("SELECT NULL WHERE 1 = 0", ())

    def _generously(self, questions: Sequence[Question]) -> list[tuple[Question, Found]]:
        """What each finds, more and more generously while it is little together."""
        found: list[tuple[Question, Found]] = []
        for step in max((question.steps for question in questions), key=len, default=[]):
            found = []
            for question in questions:
                question.generous = step
                if not question.leads_nowhere:
                    found.append((question, self._ask(question)))
            if sum(its.total for _question, its in found) >= FEW:
                break
        return [(question, its) for question, its in found if its.total]

    def _ask(self, question: Question) -> Found:
        matching = question.matching
        is_ranked = self.by_relevance and matching.groups
        return engine(DRAFTS).ranked(matching) if is_ranked else engine(DRAFTS).counted(matching)

    # --- answers ------------------------------------------------------------------------------------------------------

    def count(self) -> int:
        totals = [found.total for _question, found in self._found]
        return sum(totals) if all(total <= COUNTED for total in totals) else self.matching().order_by().count()

    def matching(self) -> QuerySet[Any]:
        """The queryset with nothing but what is found, in its own order."""
        # The queryset narrows by itself what becomes part of it.
        parts = [engine(DRAFTS).keys(replace(question.matching, among=None)) for question, _found in self._found]
        if not parts:
            return self.queryset.none()
        found = either(parts)
        return self.queryset.filter(pk__in=RawSQL(found.sql, found.values))  # noqa: S611 - made from constants

    def best(self, start: int, stop: int | None) -> list[int]:
        """The primary keys of results from `start` to `stop`, the best first; behind the ranked ones, what was changed last."""
        today = timezone.now().date()
        ranked: list[tuple[float, int, int]] = []
        for question, found in self._found:
            worths = zip(scores(found.hits, question.wanted, today), found.hits, strict=True)
            ranked += [(worth, hit.place, hit.pk) for worth, hit in worths]
        pks = [pk for _score, _place, pk in sorted(ranked, reverse=True)]
        rest = any(found.boundary is not None or not found.hits for _question, found in self._found)
        if not rest or (stop is not None and stop <= len(pks)):
            return pks[start:stop]
        known, hits = set(pks), list[Hit]()
        for question, _found in self._found:
            hits += engine(DRAFTS).by_time(question.matching, newest_first=True, limit=_ALL if stop is None else stop, after=None)
        pks += [hit.pk for hit in sorted(hits, key=lambda hit: -hit.place) if hit.pk not in known]
        return pks[start:stop]


def _mended(question: Question) -> bool:
    """Take words that occur nowhere for the nearest that do; whether there are such."""
    corrected = spelling.corrected(question, DRAFTS)
    if corrected is None:
        return False
    question.query = corrected
    question.look_up()
    return True
