"""Moving in: a WordPress export of 10,000 articles, killed twice on the way; a file of 200 MB; the rate of ordinary articles.

Every import runs in a process of its own with an empty SQLite database, or with the one that DATABASE_URL names (it is made empty: name
one that may be). `IMPORT_BENCHMARK=1000` takes a tenth of everything, `--short` leaves the large file out.
"""

import argparse
import os
import random
import re
import resource
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from benchmarks import report

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = int(os.environ.get("IMPORT_BENCHMARK", "10000"))
MEMORY = 300  # MB
WORDS = (
    *("harbour", "tide", "pilot", "chart", "compass", "lantern", "rope", "anchor", "ballast", "cargo", "channel", "current", "drift"),
    *("estuary", "ferry", "gale", "hull", "island", "jetty", "keel", "lighthouse", "mast", "north", "ocean", "pier", "quay", "reef"),
    *("sail", "strait", "trawler", "under", "vessel", "wave", "yard", "the", "of", "and", "a", "to", "in", "that", "it", "was", "for"),
)
COUNTED = """
from articles.models import ArticlePage
from search.models import SearchRow
from wagtail.models import Page
from cms.content.models.listing import Listing
articles = ArticlePage.objects.all()
bad = Page.find_problems()
print(articles.count(), articles.values("slug").distinct().count(), articles.filter(live=True).count(),
      Listing.objects.filter(kind="articles.ArticlePage").count(), SearchRow.objects.count(), sum(map(len, bad[:5])))
"""


@dataclass
class Result:
    """One import: how it ended, seconds on the clock, seconds of the processor, and the most memory it had."""

    code: int
    seconds: float
    processor: float
    megabytes: float
    output: str


def words(count: int, chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=count)).capitalize() + "."


def article(number: int, paragraphs: int, chance: random.Random) -> Iterator[str]:
    """An article with blocks: paragraphs with a link and emphasis, headings, a list, a quotation, a table, code."""
    yield f"<item><title>{words(6, chance)[:-1]} {number}</title><link>https://old.example.org/2024/story-{number}/</link>"
    yield "<dc:creator><![CDATA[ada]]></dc:creator><content:encoded><![CDATA["
    for place in range(paragraphs):
        link = f'<a href="https://old.example.org/2024/story-{max(1, number - 1 - place)}/">{words(2, chance)[:-1]}</a>'
        text = f"{words(45, chance)} <strong>{words(3, chance)}</strong> {link} {words(30, chance)}"
        yield f"<!-- wp:paragraph -->\n<p>{text}</p>\n<!-- /wp:paragraph -->\n\n"
        if place % 4 == 1:
            yield f'<!-- wp:heading -->\n<h2 class="wp-block-heading">{words(4, chance)}</h2>\n<!-- /wp:heading -->\n\n'
        if place % 6 == 2:
            entries = "".join(f"<!-- wp:list-item --><li>{words(8, chance)}</li><!-- /wp:list-item -->" for _ in range(4))
            yield f"<!-- wp:list -->\n<ul>{entries}</ul>\n<!-- /wp:list -->\n\n"
        if place % 8 == 3:
            quote = f'<blockquote class="wp-block-quote"><p>{words(15, chance)}</p><cite>{words(2, chance)}</cite></blockquote>'
            yield f"<!-- wp:quote -->\n{quote}\n<!-- /wp:quote -->\n\n"
        if place % 12 == 5:
            row = "<tr><td>1</td><td>two</td><td>iii</td></tr>"
            table = f'<figure class="wp-block-table"><table><tbody>{row * 4}</tbody></table></figure>'
            yield f"<!-- wp:table -->\n{table}\n<!-- /wp:table -->\n\n"
            code = '<pre class="wp-block-code"><code>for page in pages:\n    print(page)</code></pre>'
            yield f"<!-- wp:code -->\n{code}\n<!-- /wp:code -->\n\n"
    yield f"]]></content:encoded><excerpt:encoded><![CDATA[{words(12, chance)}]]></excerpt:encoded><wp:post_id>{number}</wp:post_id>"
    moment = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(1_400_000_000 + number * 3600))
    yield f"<wp:post_date>{moment}</wp:post_date><wp:post_date_gmt>{moment}</wp:post_date_gmt><wp:post_name>story-{number}</wp:post_name>"
    yield "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
    for name, slug in (("category", f"subject-{number % 20}"), ("post_tag", f"keyword-{number % 200}")):
        yield f'<category domain="{name}" nicename="{slug}"><![CDATA[{slug.replace("-", " ").capitalize()}]]></category>'
    yield "</item>\n"


def write_export(path: Path, articles: int, *, paragraphs: int) -> float:
    """A file as WordPress exports it. Its size in MB."""
    chance = random.Random(7)
    names = ("excerpt", "content", "wfw", "dc", "wp")
    places = (
        "http://wordpress.org/export/1.2/excerpt/",
        "http://purl.org/rss/1.0/modules/content/",
        "http://wellformedweb.org/CommentAPI/",
    )
    places = (*places, "http://purl.org/dc/elements/1.1/", "http://wordpress.org/export/1.2/")
    spaces = " ".join(f'xmlns:{name}="{place}"' for name, place in zip(names, places, strict=True))
    with path.open("w", encoding="utf-8") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {spaces}><channel><title>Old</title>')
        file.write("<link>https://old.example.org</link><wp:wxr_version>1.2</wp:wxr_version>")
        file.write(
            "<wp:base_site_url>https://old.example.org</wp:base_site_url><wp:base_blog_url>https://old.example.org</wp:base_blog_url>"
        )
        file.write("<wp:author><wp:author_id>1</wp:author_id><wp:author_login>ada</wp:author_login>")
        file.write("<wp:author_display_name><![CDATA[Ada Morgan]]></wp:author_display_name></wp:author>\n")
        for number in range(1, articles + 1):
            file.writelines(article(number, paragraphs, chance))
        file.write("</channel></rss>\n")
    return path.stat().st_size / 1e6


#: Nothing is left of a database, not even what migrations put into it.
EMPTIED = "from django.db import connection; connection.cursor().execute('DROP SCHEMA public CASCADE; CREATE SCHEMA public')"


def environment(folder: Path) -> dict[str, str]:
    own = {"SITE_URL": "https://www.example.org", "SECRET_KEY": secrets.token_urlsafe(50), "VAR_DIR": str(folder), "LOG_LEVEL": "ERROR"}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "DATABASE_URL") if name in os.environ}
    return {**kept, **own, "DJANGO_SETTINGS_MODULE": "cms.settings"}


def manage(folder: Path, *arguments: str, kill_at: int | None = None) -> Result:
    """Run a command, or let it run until it says that so many articles are in, and kill it."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=environment(folder), stdout=output, stderr=subprocess.STDOUT)
        most = 0.0
        while process.poll() is None:
            most = max(most, _resident(process.pid))
            if kill_at is not None and _said(output) >= kill_at:
                process.send_signal(signal.SIGKILL)
                process.wait()
            time.sleep(0.1)
        output.seek(0)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Result(process.returncode, time.monotonic() - begun, processor, most, output.read())


def _said(output: IO[str]) -> int:
    """How many articles are in, by the last line of progress."""
    said = os.pread(output.fileno(), 1_000_000, 0).decode(errors="replace")
    return max((int(number.replace(",", "")) for number in re.findall(r"^Articles .* ([\d,]+) of [\d,]+", said, re.MULTILINE)), default=0)


def _resident(pid: int) -> float:
    """The memory that a process has now, in MB."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]
    except (OSError, IndexError):
        return 0.0
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def counted(folder: Path) -> list[int]:
    """Articles, their different slugs, those that are public, rows in the list, rows in the search index, problems of the tree."""
    return [int(number) for number in manage(folder, "shell", "--no-imports", "-c", COUNTED).output.split()[-6:]]


def empty(folder: Path) -> None:
    folder.mkdir(parents=True)
    if "DATABASE_URL" in os.environ:
        manage(folder, "shell", "--no-imports", "-c", EMPTIED)
    made = manage(folder, "migrate", "--verbosity", "0")
    if made.code:
        raise SystemExit(made.output)


def run(arguments: argparse.Namespace) -> int:
    rows: list[tuple[str, ...]] = []
    fits = True
    plans = [
        (f"{ARTICLES // 10:,} ordinary articles", ARTICLES // 10, 6, 0),
        (f"{ARTICLES:,} ordinary articles, killed twice", ARTICLES, 6, 2),
    ]
    if not arguments.short:
        plans.append((f"{ARTICLES:,} long articles", ARTICLES, 36, 0))
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        for what, articles, paragraphs, kills in plans:
            folder, export = here / f"var-{len(rows)}", here / "export.xml"
            empty(folder)
            size = write_export(export, articles, paragraphs=paragraphs)
            command = ("import_wordpress", str(export), "--no-address-check")
            results = [manage(folder, *command, kill_at=articles // 3) for _ in range(kills)]
            stopped = counted(folder)[0] if kills else 0
            results.append(manage(folder, *command))
            last, found = results[-1], counted(folder)
            whole = last.code == 0 and found[:4] == [articles] * 4 and found[5] == 0
            processor = sum(result.processor for result in results)
            most = max(result.megabytes for result in results)
            fits &= whole and most <= MEMORY
            rows.append(
                (
                    what,
                    f"{size:,.0f} MB",
                    f"{kills} times, with {stopped:,} in" if kills else "no",
                    f"{found[0]:,} articles, {found[1]:,} addresses, {found[3]:,} listed, {found[5]} problems",
                    f"{articles / sum(result.seconds for result in results):.0f}",
                    f"{1000 * processor / articles:.1f} ms",
                    f"{most:.0f} MB",
                )
            )
            print(*rows[-1], sep=" | ", flush=True)
            if last.code:
                print(last.output[-2000:])
    head = ("What", "File", "Interrupted", "There in the end", "Articles a second", "Processor time each", "Most memory")
    engine = "PostgreSQL" if "DATABASE_URL" in os.environ else "SQLite"
    text = f"{report.machine()}, {engine}. {report.load()}\n\n{report.table(head, rows)}"
    print(text)
    if arguments.write:
        report.write(f"importing-{engine.lower()}", text)
    return int(not fits)
