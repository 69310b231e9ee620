"""docs/api.md, carried out: each example runs against the demonstration, and nothing that can be called is left out."""

import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from cms.api.schema import document
from tests.api.serving import Served, serve
from tests.api.test_client import CLIENT, environment, node
from tests.home.conftest import loaded_once

__all__ = ["loaded_once", "node"]

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text("utf-8")
SITE = "https://example.org"
TITLE = "Six queries where one would do"


def examples(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


def test_every_endpoint_and_every_parameter_is_described() -> None:
    words = set(re.findall(r"[\w-]+", GUIDE))
    paths = document.document()["paths"]
    assert {path.split("/")[1] for path in paths} - words - {""} == set()
    assert {parameter["name"] for item in paths.values() for parameter in next(iter(item.values()))["parameters"]} - words - {
        "html_path",
        "old_path",
    } == set()


@pytest.fixture
def served(loaded_once: None, db: None, settings: LazySettings) -> Iterator[Served]:
    with serve(settings) as served:
        yield served


def run(served: Served, *command: str, cwd: Path) -> str:
    done = served.run(*command, cwd=cwd, environment=environment(PYTHONDONTWRITEBYTECODE="1"))
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.once
def test_the_examples_for_the_shell(served: Served, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("SKIPPED: curl is not on the PATH, so the guide's first examples are not tested.")
    said = [run(served, "bash", "-euc", example.replace(SITE, served.url), cwd=tmp_path) for example in examples("sh")]
    assert len(json.loads(said[0])["items"]) == 3
    assert json.loads(said[1])["page"]["title"] == TITLE
    assert json.loads(said[2])["navigation"]
    assert said[3].strip() == "304"
    (shown,) = examples("json")
    assert json.loads(said[4]) == json.loads(shown)


@pytest.mark.once
def test_the_example_for_flask(served: Served, tmp_path: Path) -> None:
    (example,) = examples("python")
    (tmp_path / "app.py").write_text(example.replace(SITE, served.url), "utf-8")
    ask = "from app import app; c = app.test_client(); print(c.get('/articles/workshop/six-queries/').text, c.get('/nowhere/').status_code)"
    said = run(served, sys.executable, "-c", ask, cwd=tmp_path)
    assert f"<h1>{TITLE}</h1><p>" in said
    assert said.endswith("404\n")


@pytest.fixture
def frontend(node: None, served: Served, tmp_path: Path) -> Path:
    """A folder with the examples in TypeScript compiled under strict, and the packages that they import."""
    shutil.copytree(CLIENT / "src", tmp_path / "client")
    (tmp_path / "page.ts").write_text(examples("ts")[0].replace(SITE, served.url), "utf-8")
    (tmp_path / "page.tsx").write_text(examples("tsx")[0].replace(SITE, served.url), "utf-8")
    (tmp_path / "List.vue").write_text(examples("vue")[0].replace(SITE, served.url), "utf-8")
    options: dict[str, Any] = json.loads((CLIENT / "tsconfig.json").read_text("utf-8"))["compilerOptions"]
    options |= {"rootDir": ".", "outDir": "out", "paths": {"masthead-client": ["./client/index.ts"]}}
    (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "include": ["client", "page.ts"]}), "utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    packages = tmp_path / "out" / "node_modules"
    stubs = {
        "masthead-client": ("index.js", 'export * from "../../client/index.js";'),
        # What Next does with these belongs to Next.
        "next": (
            "navigation.js",
            'export const redirect = (to) => { throw new Error(to); }; export const notFound = () => redirect("not found");',
        ),
    }
    for name, (file, code) in stubs.items():
        (packages / name).mkdir(parents=True)
        (packages / name / file).write_text(code, "utf-8")
        exports = {".": "./index.js", "./navigation": "./navigation.js"}
        (packages / name / "package.json").write_text(json.dumps({"name": name, "type": "module", "exports": exports}), "utf-8")
    for name in ("react", "vue"):
        (packages / name).symlink_to(CLIENT / "node_modules" / name)
    return tmp_path


@pytest.mark.once
def test_the_examples_for_javascript_and_its_frameworks(frontend: Path, served: Served) -> None:
    (script,) = examples("js")
    (frontend / "list.mjs").write_text(script.replace(SITE, served.url), "utf-8")
    said = run(served, "node", "list.mjs", cwd=frontend)
    assert re.search(r"<h2><a href=\"http.*<p>\d of \d+</p>", said, re.DOTALL)

    run(served, "node", str(CLIENT / "node_modules" / "typescript" / "bin" / "tsc"), cwd=frontend)
    said = run(served, "node", "out/page.js", cwd=frontend)
    assert f"<h1>{TITLE}</h1>" in said
    assert re.search(r"\d\d articles", said)
    assert "There is no such article." in said

    renderer = str(CLIENT / "test" / "frontends.mjs")
    said = run(served, "node", renderer, "next", str(frontend / "page.tsx"), str(frontend / "out"), cwd=frontend)
    assert f"<main><h1>{TITLE}</h1><div><p>" in said
    assert said.endswith("not found\n")
    said = run(served, "node", renderer, "vue", str(frontend / "List.vue"), str(frontend / "out"), cwd=frontend)
    assert re.search(r"<ul>.*<li><a href=\"http[^>]*>[^<]+</a><p>", said, re.DOTALL)


@pytest.mark.django_db
def test_the_documentation_in_the_browser_is_whole_and_asks_nobody_else(client: Client) -> None:
    answer = client.get("/api/v2/docs/")
    html = answer.content.decode()
    for path in document.document()["paths"]:
        assert f"<code>/api/v2{path}</code>" in html
    for name in document.document()["components"]["schemas"]:
        assert f'id="shape-{name}"' in html
    assert set(re.findall(r'href="#(shape-\w+)"', html)) <= set(re.findall(r'id="(shape-\w+)"', html))
    loaded = re.findall(r'<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)="([^"]*)"', html)
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert not re.findall(r"<script>|<style|\son\w+=|\sstyle=", html)
