"""What the demonstration serves, held against the contract, and read by two clients over HTTP."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.test import Client

from cms.api.schema import document
from cms.content.blocks.body import BLOCKS
from tests.api.contract import ROOT, component, faults, promised
from tests.api.serving import Served, serve
from tests.api.test_client import CLIENT, environment, node, npm
from tests.home.conftest import loaded_once

__all__ = ["loaded_once", "node"]


def every_item(client: Client, path: str, query: str = "") -> Iterator[Any]:
    """Every item of a list, by cursor."""
    url = f"{path}?limit=50{query}"
    while url:
        answer = client.get(url)
        assert answer.status_code == 200, (url, answer.content)
        data = answer.json()
        check(url, answer)
        yield from data["items"]
        cursor = data["meta"]["next_cursor"] if data["meta"].get("more", True) else None
        url = f"{path}?limit=50{query}&cursor={cursor}" if cursor else ""


def check(url: str, answer: Any) -> None:
    found = faults(promised(url, answer.status_code, answer["Content-Type"]), answer.json())
    assert not found, (url, found[:5])


LISTS = {
    path: {parameter["name"] for parameter in item["get"].get("parameters", ())}
    for path, item in document.document()["paths"].items()
    if any(parameter["name"] == "limit" for parameter in item.get("get", {}).get("parameters", ()))
    and not any(parameter.get("required") and parameter["name"] != "q" for parameter in item["get"]["parameters"])
}
#: Lists of what has no address of its own, or one that says less.
OTHERS = {path for path in LISTS if path.endswith(("/search/", "/changes/", "/suggest/"))}


@pytest.mark.once
@pytest.mark.usefixtures("loaded_once", "db")
def test_everything_the_demonstration_serves_is_as_promised(client: Client) -> None:
    checked, blocks = 0, set()
    assert len(LISTS) >= 9
    for path in OTHERS:
        assert list(every_item(client, ROOT + path, "&q=python" if "q" in LISTS[path] else "")), path
    for path in [ROOT + path for path in LISTS if path not in OTHERS]:
        for item in every_item(client, path):
            own = urlsplit(item["meta"]["detail_url"]).path
            for form in ("html", "markdown") if item["meta"]["type"].endswith("Page") else ("html",):
                answer = client.get(f"{own}?rich_text_format={form}") if "redirects" not in own else client.get(own)
                check(own, answer)
            page = answer.json()
            blocks |= {block["type"] for block in page.get("body", [])}
            if path == f"{ROOT}/pages/":
                assert not faults(component(page["meta"]["type"].rpartition(".")[2]), page)
                url = f"{ROOT}/resolve/?path={urlsplit(item['meta']['html_url']).path}"
                found = client.get(url)
                assert found.json()["kind"] == "page"
                check(url, found)
            checked += 1
    assert checked > 100
    assert blocks == set(BLOCKS), "the demonstration has every block"
    for path in ("/", "/site/", "/schema/", "/resolve/?path=/nowhere/", "/resolve/", "/pages/999999/", "/articles/?limt=1"):
        check(ROOT + path, client.get(ROOT + path))


@pytest.fixture
def served(loaded_once: None, db: None, settings: LazySettings) -> Iterator[Served]:
    with serve(settings) as served:
        yield served


@pytest.mark.once
@pytest.mark.usefixtures("node")
def test_both_clients_read_a_running_server(served: Served) -> None:
    """Ours (compiled under strict, with the example that knows every block), and npm's wagtail-js as it is."""
    compiled = npm("run", "--silent", "examples")
    assert compiled.returncode == 0, compiled.stdout + compiled.stderr
    files = sorted(str(file.relative_to(CLIENT)) for file in CLIENT.glob("test/*.test.mjs"))
    done = served.run("node", "--test", *files, cwd=CLIENT, environment=environment(MASTHEAD_URL=served.url))
    assert done.returncode == 0, done.stdout
    assert re.search(r"^. pass 1[0-9]$", done.stdout, re.MULTILINE), done.stdout
