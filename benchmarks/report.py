"""The tables in docs/performance.md: each between two comments that name its benchmark."""

import os
import platform
from argparse import Namespace
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "performance.md"


def machine() -> str:
    """What the numbers were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def load() -> str:
    """How busy the machine was meanwhile, the benchmark included: a run beside other work measures that work too."""
    return f"Load average at the end: {os.getloadavg()[1]:.1f}."


def where() -> str:
    """The last sentence of a table."""
    return f"On {machine()}. {load()}"


def tell(arguments: Namespace, name: str, text: str) -> None:
    """Print what a benchmark found, and write it if that is wanted."""
    print(text, flush=True)
    if arguments.write:
        write(name, text)


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows))


def write(name: str, text: str, path: Path = DOCUMENT) -> None:
    """Put `text` between the comments of the benchmark `name`."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    document = path.read_text("utf-8")
    before, _, rest = document.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise SystemExit(f"{path.name} has no place for the benchmark {name}: put the two comments {begin} and {end} into it.")
    path.write_text(f"{before}{begin}\n{text}\n{end}{after}", "utf-8")
