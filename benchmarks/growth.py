"""What ten and a hundred times as many articles cost, and a page far down a list. Nothing is stored.

Only ours: a publication of each size in a database of its own, asked by turns.
"""

import statistics
from argparse import Namespace
from typing import Any

from benchmarks import report, sides
from benchmarks.budgets import SCREENS

SIZES = (1_000, 10_000, 100_000)
#: Times the cost at the size before the last.
GROWTH = 1.3
#: Times the cost of the first page.
PAGING = 1.2


def run(arguments: Namespace) -> int:
    """Measure, print, write; 1 when a budget is missed."""
    sizes = SIZES[:2] if arguments.short else SIZES
    rounds, runs = (2, 8) if arguments.short else (5, 12)
    taken: dict[int, list[Any]] = {size: [] for size in sizes}
    paging: list[Any] = []
    with sides.ours(sizes) as (found, database):
        for _ in range(rounds):
            for size, side in found.items():
                taken[size].append(side.ask("cold", str(runs)))
            paging.append(found[sizes[-1]].ask("paging", str(sizes[-1] * 9 // 10)))
    small, large = sizes[-2:]
    missed, rows = False, []
    for screen, title in SCREENS.items():
        cost = {size: statistics.median(one[screen]["ms"] for one in taken[size]) for size in sizes}
        kept = cost[large] / cost[small] <= GROWTH
        missed = missed or not kept
        cells = [f"{cost[size]:.1f} ms" for size in sizes]
        rows.append((title, *cells, f"{cost[large] / cost[small]:.2f}", f"≤ {GROWTH}", _verdict(kept)))
    text = report.table((f"articles, {database}", *(f"{size:,}" for size in sizes), f"{large:,} : {small:,}", "budget", ""), rows)
    first, far = (statistics.median(one[name] for one in paging) for name in ("first", "far"))
    kept = far / first <= PAGING
    head = (f"list of 20 articles by cursor, of {large:,}", "the first page", f"behind {large * 9 // 10:,}", "ratio", "budget", "")
    text += "\n\n" + report.table(head, [("", f"{first:.1f} ms", f"{far:.1f} ms", f"{far / first:.2f}", f"≤ {PAGING}", _verdict(kept))])
    text += f"\n\nMedians of {rounds} rounds of {runs} requests (by cursor 40), in one process each, by turns. {report.where()}"
    report.tell(arguments, "growth", text)
    return int(missed or not kept)


def _verdict(is_kept: bool) -> str:
    return "kept" if is_kept else "**missed**"
