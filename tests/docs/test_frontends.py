"""docs/frontends/, run: Flask with Jinja, and Vue with Vite in a browser."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.api.serving import Served, serve
from tests.api.test_client import environment
from tests.home.conftest import loaded_once

__all__ = ["loaded_once"]

RECIPES = Path(__file__).resolve().parents[2] / "docs" / "frontends"
NOTICE = "SKIPPED: there is no Node 20 with npm on the PATH, so the recipe for Vue is not tested. Install nodejs (20 or newer) and npm."
FLASK = """
import app
client = app.app.test_client()
for path in {paths!r}:
    answer = client.get(path)
    print(answer.status_code, answer.headers.get("Location", ""), answer.headers["Cache-Control"], answer.text)
before = len(app.kept)
client.get("/topics/http/")
assert len(app.kept) == before
"""
# A server for the built files that answers with the page itself where there is no file, and a browser that looks at two addresses.
VUE = """
import http.server, os, sys, threading
from playwright.sync_api import sync_playwright

class Files(http.server.SimpleHTTPRequestHandler):
    def translate_path(self, path):
        file = super().translate_path(path)
        return file if os.path.isfile(file) else os.path.join(os.getcwd(), "index.html")
    def log_message(self, *_): pass

os.chdir(sys.argv[1])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
threading.Thread(target=server.serve_forever, daemon=True).start()
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[2], args=["--no-sandbox", "--disable-gpu"])
    page = browser.new_page()
    page.on("pageerror", lambda error: print("ERROR", error))
    page.goto(f"http://127.0.0.1:{server.server_port}/articles/workshop/every-block/")
    print(page.locator("h1").inner_text(), "|", page.locator("table").count(), page.locator("picture").count(), page.locator("pre").count())
    page.locator("header a", has_text="All stories").click()
    page.locator("h1", has_text="Articles").wait_for()
    print(page.evaluate("location.pathname"), page.locator("main p a").count())
    page.goto(f"http://127.0.0.1:{server.server_port}/nowhere/")
    print(page.locator("h1").inner_text())
    browser.close()
"""


@pytest.fixture
def served(loaded_once: None, db: None, settings: LazySettings) -> Iterator[Served]:
    with serve(settings) as served:
        yield served


@pytest.mark.once
def test_flask_and_jinja(served: Served) -> None:
    paths = ["/", "/topics/http/", "/articles/?page=2", "/articles/workshop/every-block/", "/nowhere/", "/editors-room/"]
    variables = environment(MASTHEAD_URL=served.url, PYTHONDONTWRITEBYTECODE="1")
    done = served.run(sys.executable, "-c", FLASK.format(paths=paths), cwd=RECIPES / "flask", environment=variables)
    assert done.returncode == 0, done.stdout
    front, topic, articles, everything, missing, locked = re.split(r"^(?=\d{3}  )", done.stdout, flags=re.MULTILINE)[1:]
    assert [page[:24] for page in (front, topic, articles, everything)] == ["200  public, max-age=0, "] * 4, done.stdout
    assert "The hour that happens twice" in front
    assert "ETags, explained by a librarian" in topic
    assert re.search(r"\d+ articles", articles)
    kinds = ("figure", "table", "details", "pre", "audio", "video", "dl", "blockquote")
    assert [tag for tag in kinds if f"<{tag}" not in everything] == []
    # Pages are linked here, files where they are.
    assert f'href="{served.url}/' not in re.sub(rf'"{served.url}/(documents|media|static)/', '"', everything)
    assert missing.startswith("404")
    assert locked.startswith("401")


def chromium() -> str:
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("there is no Chromium")
    return found


@pytest.mark.browser
def test_vue_and_vite(served: Served, tmp_path: Path) -> None:
    browser, npm, node = chromium(), shutil.which("npm"), shutil.which("node")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout if node else "v0"
    if npm is None or int(re.findall("[0-9]+", version)[0]) < 20:
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail(NOTICE)
        pytest.skip(NOTICE)
    folder, variables = RECIPES / "vue", environment(VITE_MASTHEAD_URL=served.url)
    if not (folder / "node_modules" / ".package-lock.json").exists():
        done = served.run(npm, "ci", cwd=folder, environment=variables, timeout=240)
        if done.returncode and re.search(r"ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|network", done.stdout):
            pytest.skip("SKIPPED: npm's registry cannot be reached, so the recipe for Vue is not tested.")
        assert done.returncode == 0, done.stdout
    for command in (["check"], ["build", "--", "--outDir", str(tmp_path)]):
        done = served.run(npm, "run", "--silent", *command, cwd=folder, environment=variables, timeout=240)
        assert done.returncode == 0, done.stdout
    done = served.run(sys.executable, "-c", VUE, str(tmp_path), browser, cwd=tmp_path, environment=variables, timeout=240)
    assert done.returncode == 0, done.stdout
    article, articles, missing = done.stdout.splitlines()
    title, _, counts = article.partition(" | ")
    assert title == "A tour of every block"
    assert [int(count) > 0 for count in counts.split()] == [True, True, True]
    assert articles.split() == ["/articles/", "20"]
    assert missing == "There is nothing at this address."
