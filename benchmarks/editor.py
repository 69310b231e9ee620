"""The editor with 100 blocks: from a key to the screen, and saving; beside Wagtail's own editor with the same blocks.

Both sides are served by the same server from SQLite, and driven by the same Chromium, by turns. A key counts from the moment
the browser gets it until the next frame is painted, so whatever keeps the main thread busy meanwhile (looking for changes,
keeping them on the device, autosave) counts too.
"""

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks import report

KEYS = 200
PAUSE = 70  # milliseconds between two keys: a fast typist
BUDGETS = {"key": 50.0, "save": 1000.0}
ROOT = Path(__file__).resolve().parent.parent

_WATCH = """() => {
  window.keys = [];
  document.addEventListener('keydown', (event) => {
    const began = event.timeStamp;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.keys.push(performance.now() - began);
      channel.port2.postMessage(0);
    });
  }, true);
}"""


@contextmanager
def served(side: str) -> Iterator[dict[str, str]]:
    """One side in a process and a folder of its own."""
    with socket.socket() as free, tempfile.TemporaryDirectory(prefix=f"masthead-bench-{side}-") as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        (Path(folder) / "static").mkdir()
        environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "SECRET_KEY": "only for a benchmark, and gone with its folder in a minute or two",
            "SITE_URL": f"http://localhost:{port}",
            "VAR_DIR": folder,
            "LOG_LEVEL": "ERROR",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.serving", side, str(port)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        try:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            line = process.stdout.readline()
            if not line:
                raise SystemExit(f"The server of “{side}” ended before it was ready.")
            yield json.loads(line)
        finally:
            process.terminate()
            process.wait(10)


def measure(browser: Browser, side: dict[str, str]) -> dict[str, float]:
    """One sitting: open, type in the middle of the article, wait for autosave, save by hand. Milliseconds."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": side["name"], "value": side["value"], "url": side["url"]}])
    page = context.new_page()
    page.set_default_timeout(60_000)
    saves: dict[str, list[float]] = {"autosave": [], "save": []}

    def finished(request: Any) -> None:
        if request.method == "POST" and request.url.split("?")[0] == side["editor"]:
            kind = "autosave" if "application/json" in request.headers.get("accept", "") else "save"
            saves[kind].append(request.timing["responseStart"] - request.timing["requestStart"])

    page.on("requestfinished", finished)
    page.goto(side["editor"])
    texts = page.locator(".public-DraftEditor-content")
    texts.nth(40).scroll_into_view_if_needed()
    opened = page.evaluate("performance.now()")
    page.wait_for_timeout(3_500)  # Wagtail begins to look for changes after two seconds
    texts.nth(40).click()
    page.keyboard.press("Control+End")
    page.evaluate(_WATCH)
    for number in range(KEYS):
        page.keyboard.press(" " if number % 6 == 5 else "abcdefghij"[number % 10])
        page.wait_for_timeout(PAUSE)
    keys = sorted(page.evaluate("window.keys"))
    page.wait_for_timeout(4_000)
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    page.wait_for_selector(".messages .success")
    context.close()
    return {
        "open": opened,
        "median": statistics.median(keys),
        "key": keys[int(len(keys) * 0.95)],
        "worst": keys[-1],
        "autosave": statistics.median(saves["autosave"]) if saves["autosave"] else float("nan"),
        "save": statistics.median(saves["save"]),
    }


def chromium() -> str:
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit("There is no Chromium: put one on the PATH or name it in CHROMIUM.")
    return found


def run(arguments: Namespace) -> int:
    """Measure both sides by turns, print the table; 1 when a budget is missed."""
    results: dict[str, list[dict[str, float]]] = {"ours": [], "stock": []}
    with served("ours") as ours, served("stock") as stock, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for number in range(arguments.runs):
            for name, side in (("ours", ours), ("stock", stock)):
                results[name].append(measure(browser, side))
                print(
                    f"run {number + 1}, {name}: {json.dumps({key: round(value, 1) for key, value in results[name][-1].items()})}",
                    flush=True,
                )
        browser.close()
    labels = {
        "key": "key to screen, 95th percentile",
        "median": "key to screen, median",
        "worst": "key to screen, slowest of 200",
        "autosave": "autosave, the server's answer",
        "save": "“Save draft”, the server's answer",
        "open": "opening, until the text can be reached",
    }
    medians = {name: {key: statistics.median(run[key] for run in runs) for key in labels} for name, runs in results.items()}
    rows = [
        (
            label,
            f"{medians['ours'][key]:.0f} ms",
            f"{medians['stock'][key]:.0f} ms",
            f"{medians['ours'][key] / medians['stock'][key]:.2f}",
            f"≤ {BUDGETS[key]:.0f} ms" if key in BUDGETS else "",
        )
        for key, label in labels.items()
    ]
    text = report.table(("100 blocks in one article", "Masthead", "stock Wagtail", "ratio", "budget"), rows)
    text += f"\n\nMedians of {arguments.runs} runs, by turns, on {report.machine()}. {report.load()}"
    print(text)
    if arguments.write:
        report.write("editor", text)
    return int(any(medians["ours"][key] > budget for key, budget in BUDGETS.items()))
