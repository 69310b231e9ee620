"""How good results are: judged queries over the demonstration, beside Wagtail's own backend in the same database.

nDCG@10 compares the order of ten results with the best one there is; success@1 is how often the first one is the best.
JUDGED_EXPORT may name WordPress's theme unit test data (an export file, not part of this repository): it is imported, and searched too.
"""

import math
import os
import secrets
import tempfile
import tomllib
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import report

JUDGED = Path(__file__).with_name("judged.toml")
DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "search.md"
BUDGETS = {"ndcg": 0.85, "success": 0.85}

Judgement = Mapping[str, int]
Engine = Callable[[str], Sequence[str]]


def judgements(part: str) -> dict[str, Judgement]:
    """Query -> slug of a page -> what it is worth, in a part of the file."""
    found: dict[str, Judgement] = tomllib.loads(JUDGED.read_text("utf-8"))[part]
    return found


def ndcg(found: Sequence[str], judged: Judgement, most: int = 10) -> float:
    """Normalised discounted cumulative gain of the first results, from 0 to 1."""

    def gain(values: Sequence[int]) -> float:
        return sum((2**value - 1) / math.log2(place + 2) for place, value in enumerate(values[:most]))

    return gain([judged.get(slug, 0) for slug in found]) / gain(sorted(judged.values(), reverse=True))


def success(found: Sequence[str], judged: Judgement) -> float:
    """1 if the first result is one of the best there are."""
    return float(bool(found) and judged.get(found[0], 0) == max(judged.values()))


def measured(engine: Engine, part: str) -> dict[str, tuple[float, float]]:
    """Query -> nDCG@10 and success@1."""
    return {query: (ndcg(found := engine(query), judged), success(found, judged)) for query, judged in judgements(part).items()}


def ours(query: str) -> list[str]:
    """The slugs that the API of this process finds."""
    from django.test import Client

    answer = Client().get("/api/v2/search/", {"q": query, "limit": 10}, headers={"host": _host()})
    return [item["meta"]["slug"] for item in answer.json()["items"]]


def stock(query: str) -> list[str]:
    """The slugs that Wagtail's backend finds among the same pages."""
    from wagtail.models import Page

    pages = Page.objects.live().public().filter(depth__gt=1)
    return [page.slug for page in pages.search(query)[:10]]


def _host() -> str:
    from urllib.parse import urlsplit

    from django.conf import settings

    return urlsplit(settings.SITE_URL).netloc


def prepare(folder: str) -> None:
    """Masthead in this process, with an empty database: SQLite in `folder`, or what DATABASE_URL names."""
    (Path(folder) / "static").mkdir()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "SITE_URL": "http://localhost",
        "VAR_DIR": folder,
        "LOG_LEVEL": "ERROR",
        "SEARCH_RATE_LIMIT": "0",
        "API_RATE_LIMIT": "0",
        "SEARCH_TIME_LIMIT": "60000",
    }
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def both(part: str) -> dict[str, dict[str, tuple[float, float]]]:
    """What both find, when their indexes know all there is."""
    from django.core.management import call_command

    from search import jobs

    jobs.learn_words()
    call_command("update_index", verbosity=0)  # Wagtail's
    return {"Masthead": measured(ours, part), "stock Wagtail": measured(stock, part)}


def run(arguments: Namespace) -> int:
    """Load the demonstration, ask both, print the table; 1 when a budget is missed."""
    with tempfile.TemporaryDirectory(prefix="masthead-bench-") as folder:
        prepare(folder)
        from django.conf import settings
        from django.core.management import call_command

        call_command("load_demo", verbosity=0)
        results = {"the demonstration": both("queries")}
        if export := os.environ.get("JUDGED_EXPORT"):
            call_command("import_wordpress", export, "--no-address-check", verbosity=0)
            results["an imported publication beside it"] = both("imported")
        vendor = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    text = table(results, vendor)
    print(text)
    for name, found in results.items():
        weak = [query for query, (gain, first) in found["Masthead"].items() if gain < 0.75 or not first]
        print(f"\nNot as judged over {name}: {', '.join(weak) or 'none'}.")
    if arguments.write:
        report.write(f"judged-{vendor}", text, DOCUMENT)
    means = [_mean(found["Masthead"]) for found in results.values()]
    return int(any(gain < BUDGETS["ndcg"] or first < BUDGETS["success"] for gain, first in means))


def _mean(results: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    return tuple(sum(column) / len(results) for column in zip(*results.values(), strict=True))  # type: ignore[return-value]


def table(results: Mapping[str, Mapping[str, Mapping[str, tuple[float, float]]]], vendor: str) -> str:
    rows = []
    for name, sides in results.items():
        for side, found in sides.items():
            gain, first = _mean(found)
            rows.append((f"{len(found)} over {name}", side, f"{gain:.3f}", f"{first:.0%}"))
    return report.table((f"judged queries, {vendor}", "", "nDCG@10", "success@1"), rows)
