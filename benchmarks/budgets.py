"""The budgets of the project: pages and API without and with stored answers, beside stock Wagtail with the same 10,000 articles.

BENCHMARK_ARTICLES is another number of them; see benchmarks/sides.py for databases that are kept. Sides are asked by turns, round for
round, so that whatever else the machine does meets both. The tables and the picture come from one run.
"""

import json
import os
import re
import statistics
import subprocess
import sys
from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from benchmarks import load, picture, report, sides

SCREENS = {
    "list": "list of 20 articles with body, as JSON",
    "detail": "one article as JSON",
    "article": "article as HTML",
    "topic": "topic page as HTML",
    "resolve": "from a path to its content, as JSON",
}
#: Most queries, and the part of stock's time, without stored answers.
COLD = {"list": (8, 1 / 12), "detail": (8, 1 / 3), "article": (10, 1 / 2), "topic": (10, 1 / 2)}
#: How many times what stock answers, when stored; and the part of a constant body's rate.
STORED = {"list": 300, "detail": 60, "article": 60, "topic": 100}
OF_CONSTANT = 1 / 8
MEMORY = 250
CONNECTIONS = (16, 64)


def run(arguments: Namespace) -> int:
    """Measure, print, write; 1 when a budget is missed."""
    short = bool(arguments.short)
    count = int(os.environ.get("BENCHMARK_ARTICLES", "1000" if short else "10000"))
    rounds, seconds = (2, 2.0) if short else (5, 2.0)
    with sides.both(count) as (found, database):
        head = f"{count:,} articles, {database}"
        missed = _cold(found, head, arguments, rounds, 8 if short else 12)
        if not load.is_possible():
            print("wrk is not installed: stored answers are not measured.")
            return int(missed)
        return int(_stored(found, head, arguments, 1 if short else 3, seconds) or missed)


def _verdict(is_kept: bool) -> str:
    return "kept" if is_kept else "**missed**"


# --- nothing stored ---------------------------------------------------------------------------------------------------


def _cold(found: Mapping[str, sides.Side], head: str, arguments: Namespace, rounds: int, runs: int) -> bool:
    taken: dict[str, list[Any]] = {name: [] for name in sides.SIDES}
    for _ in range(rounds):
        for name, side in found.items():
            taken[name].append(side.ask("cold", str(runs)))
    rows, missed = [], []
    for screen, title in SCREENS.items():
        ours, stock = (statistics.median(one[screen]["ms"] for one in taken[name]) for name in sides.SIDES)
        our_busy, stock_busy = (statistics.median(one[screen]["busy"] for one in taken[name]) for name in sides.SIDES)
        ours_queries, stock_queries = (taken[name][-1][screen]["queries"] for name in sides.SIDES)
        most, part = COLD.get(screen, (8, None))
        kept = ours_queries <= most and (part is None or ours / stock <= part)
        if not kept:
            missed.append(screen)
        budget = f"≤ {most} queries" + (f", ≤ 1/{round(1 / part)}" if part else "")
        cells = (f"{ours:.1f} ms", f"{stock:.1f} ms", f"1/{stock / ours:.1f}")
        cells += (f"{our_busy:.1f} : {stock_busy:.1f} ms", f"1/{stock_busy / our_busy:.1f}", str(ours_queries), str(stock_queries))
        rows.append((title, *cells, budget, _verdict(kept)))
    columns = ("Masthead", "stock Wagtail", "ratio", "processor", "ratio", "queries", "stock's", "budget", "")
    text = report.table((f"nothing stored: {head}", *columns), rows)
    text += (
        f"\n\nMedians of {rounds} rounds of {runs} requests a side, in one process each, by turns. “processor” is what the web process used"
    )
    text += f" itself: on a shared machine the rest is mostly waiting for a turn. {report.where()}"
    for screen in missed:
        profile = found["ours"].ask("profile", str(runs))[screen]
        text += f"\n\nWhere the time of the {SCREENS[screen]} goes:\n\n```text\n{_shortened(profile)}\n```"
    report.tell(arguments, "cold", text)
    return bool(missed)


def _shortened(profile: str) -> str:
    """The lines of a profile, without the folders of this machine."""
    lines = [line.rstrip() for line in profile.splitlines() if line.strip() and "Ordered by" not in line and "List reduced" not in line]
    folders = re.compile(rf"/\S*(?:site-packages|python3\.\d+)/|{re.escape(str(sides.ROOT))}/")
    return "\n".join(folders.sub("", line) for line in lines)


# --- stored -----------------------------------------------------------------------------------------------------------


def _stored(found: Mapping[str, sides.Side], head: str, arguments: Namespace, rounds: int, seconds: float) -> bool:
    ours, stock = found["ours"], found["stock"]
    paths = {name: side.ask("paths", "0") for name, side in found.items()}
    missed = False
    with (
        sides.served("ours", ours.environment) as stored,
        sides.served("ours", ours.environment, STORED_RESPONSES_MB="0") as made,
        sides.served("stock", stock.environment) as other,
        sides.served("constant", ours.environment) as constant,
    ):
        rows, bars = [], {}
        for screen in STORED:
            asked = paths["ours"][screen]
            answers = {path: stored.get(path) for path in asked}
            for path in asked * 3:  # every process has them then
                stored.get(path)
            tags = {path: answer[1]["etag"] for path, answer in answers.items()}
            size = statistics.median_low(len(answer[2]) for answer in answers.values())
            same = [f"/?bytes={size}"]
            for connections in CONNECTIONS[:1] if arguments.short else CONNECTIONS:
                rates: dict[str, list[load.Load]] = {"stored": [], "304": [], "constant": [], "made": [], "stock": []}
                for _ in range(rounds):
                    options: dict[str, Any] = {"connections": connections, "seconds": seconds}
                    rates["stored"].append(load.load(stored.url, asked, **options))
                    rates["304"].append(load.load(stored.url, tags, **options))
                    rates["constant"].append(load.load(constant.url, same, **options))
                    if connections == CONNECTIONS[0]:
                        rates["made"].append(load.load(made.url, asked, **options))
                    rates["stock"].append(load.load(other.url, paths["stock"][screen], **{**options, "seconds": seconds * 2}))
                    other.settle("/topic-0/")
                median = {name: statistics.median(one.rate for one in taken) for name, taken in rates.items() if taken}
                times, part = median["stored"] / max(median["stock"], 0.1), median["stored"] / median["constant"]
                kept = times >= STORED[screen] and part >= OF_CONSTANT and median["304"] >= median["stored"]
                missed = missed or not kept
                wrong = sum(one.wrong for name in ("stored", "304") for one in rates[name])
                last = statistics.median(one.p99 for one in rates["stored"])
                cells = [f"{median[name]:,.0f}" for name in ("stored", "304", "constant")]
                cells += [f"{median['made']:,.0f}" if "made" in median else "", f"{median['stock']:,.1f}"]
                cells += [
                    f"{times:,.0f} times" if median["stock"] else "stock answered nothing in time",
                    f"1/{1 / part:.1f}",
                    f"{last:.1f} ms",
                    str(wrong),
                    f"≥ {STORED[screen]} times, ≥ 1/8",
                ]
                rows.append((f"{SCREENS[screen]}, c={connections}", *cells, _verdict(kept)))
                if connections == CONNECTIONS[0]:
                    bars[SCREENS[screen]] = median
        memory = {"Masthead": stored.memory(), "stock Wagtail": other.memory()}
        report.tell(arguments, "stored", _table_of_rates(head, rows, rounds, seconds))
        if arguments.write:
            picture.draw(bars)
        publishing = _publishing(ours, stored, paths["ours"], seconds)
    kept = publishing["rate"] >= publishing["quiet"] / 2 and not publishing["stale"]
    low = memory["Masthead"] <= MEMORY
    rows = [
        ("16 clients read, nothing is published", f"{publishing['quiet']:,.0f}/s", f"p99 {publishing['quiet_p99']:.1f} ms", "", ""),
        (
            f"16 clients read, an article is published every second ({publishing['published']} in all)",
            f"{publishing['rate']:,.0f}/s",
            f"p99 {publishing['p99']:.1f} ms, {publishing['wrong']} errors",
            "≥ 1/2 of the rate",
            _verdict(publishing["rate"] >= publishing["quiet"] / 2),
        ),
        ("answers that were stale right after a publication", str(publishing["stale"]), "", "0", _verdict(not publishing["stale"])),
        ("one publication, its commit included", f"{publishing['ms']:.0f} ms", "while 16 clients read", "", ""),
        ("memory of the server's processes after the load (PSS)", f"{memory['Masthead']:.0f} MiB",
         f"stock {memory['stock Wagtail']:.0f} MiB", f"≤ {MEMORY} MB", _verdict(low)),
    ]  # fmt: skip
    report.tell(
        arguments, "publishing", report.table((f"while editors publish: {head}", "", "", "budget", ""), rows) + f"\n\n{report.where()}"
    )
    return missed or not kept or not low


def _table_of_rates(head: str, rows: list[tuple[str, ...]], rounds: int, seconds: float) -> str:
    columns = (
        "stored",
        "304",
        "constant body",
        "not stored",
        "stock",
        "stored : stock",
        "stored : constant",
        "p99",
        "errors",
        "budget",
        "",
    )
    text = report.table((f"requests a second: {head}", *columns), rows)
    text += (
        f"\n\nMedians of {rounds} rounds of {seconds:.0f} seconds, by turns, asked by `wrk` on the same machine."
        f" Every server is granian with {sides.WORKERS} processes of four threads; “constant body” answers as many bytes"
        f" without a framework or database. “errors” counts answers that were none. {report.where()}"
    )
    return text


def _publishing(side: sides.Side, server: sides.Served, paths: Mapping[str, list[str]], seconds: float) -> dict[str, Any]:
    """One publication a second while sixteen clients read articles, lists and topics."""
    asked = [*paths["article"][:20], *paths["detail"][:20], *paths["topic"], *paths["list"]]
    seconds = max(5.0, seconds * 3)
    for path in asked * 2:
        server.get(path)
    quiet = load.load(server.url, asked, connections=16, seconds=seconds)
    command = [sys.executable, "-m", "benchmarks.publication", "ours", "publish", str(round(seconds) + 6), server.url]
    publisher = subprocess.Popen(command, cwd=sides.ROOT, env=side.environment, stdout=subprocess.PIPE, text=True)
    try:
        while not server.get(paths["list"][0])[2].count(b"Published as number 0 "):
            if publisher.poll() is not None:
                raise SystemExit("The publisher ended before it published anything.")
        busy = load.load(server.url, asked, connections=16, seconds=seconds)
        out, _ = publisher.communicate(timeout=120)
    finally:
        if publisher.poll() is None:
            publisher.kill()
    told = json.loads(out.rsplit("RESULT", 1)[1])
    return {**told, "quiet": quiet.rate, "quiet_p99": quiet.p99, "rate": busy.rate, "p99": busy.p99, "wrong": busy.wrong}
