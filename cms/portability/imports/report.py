"""What an import says when it has ended: counts in and out, and everything that was lost, put right or left alone."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from cms.portability.sources.records import Level, Problem

#: Kept word for word; beyond that only counted, so that memory stays flat.
MOST = 20_000
OUTCOMES = ("created", "updated", "unchanged", "kept", "removed", "failed", "left_out")


@dataclass
class Report:
    """`counts` has for each kind how many came in and what became of them."""

    source: str = ""
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    levels: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    unresolved_links: Counter[str] = field(default_factory=Counter)
    unresolved_media: Counter[str] = field(default_factory=Counter)
    addresses: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)

    def count(self, kind: str, outcome: str, number: int = 1) -> None:
        self.counts.setdefault(kind, Counter())[outcome] += number

    def add(self, problem: Problem) -> None:
        self.levels[problem.level] += 1
        self.kinds[f"{problem.level}: {problem.kind}"] += 1
        if len(self.problems) < MOST:
            self.problems.append(problem)

    def say(self, level: Level, kind: str, text: str, position: str = "", item: str = "") -> None:
        self.add(Problem(level, kind, text, position, item))

    def miss(self, counter: Counter[str], address: str) -> None:
        if len(counter) < MOST or address in counter:
            counter[address[:500]] += 1

    @property
    def has_errors(self) -> bool:
        return self.levels["error"] > 0

    def as_json(self) -> dict[str, Any]:
        return {
            "version": 1,
            "source": self.source,
            "counts": {kind: dict(counter) for kind, counter in self.counts.items()},
            "levels": dict(self.levels),
            "kinds": dict(self.kinds.most_common()),
            "problems": [asdict(problem) for problem in self.problems],
            "problems_left_out": sum(self.levels.values()) - len(self.problems),
            "unresolved_links": dict(self.unresolved_links.most_common()),
            "unresolved_media": dict(self.unresolved_media.most_common()),
            "addresses": self.addresses,
            "figures": self.figures,
        }
