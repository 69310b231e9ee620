"""The TypeScript client: generated from what is served and strict; and what a change of the contract breaks."""

import fcntl
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cms.api.schema import VERSION, document
from cms.api.schema.released import breaking

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "clients" / "typescript"
RELEASED = ROOT / "docs" / "api" / "released.json"
NOTICE = "SKIPPED: there is no Node with npm on the PATH, so the TypeScript client is not tested. Install nodejs (18 or newer) and npm."


# --- the contract -----------------------------------------------------------------------------------------------------


def test_the_committed_contract_is_the_one_that_is_served() -> None:
    committed = json.loads((CLIENT / "openapi.json").read_text("utf-8"))
    assert committed == document.contract(), "the schema has changed: run `make client` and look at the difference"


def test_the_client_has_the_version_of_the_contract() -> None:
    assert json.loads((CLIENT / "package.json").read_text("utf-8"))["version"] == VERSION


def test_what_breaks_clients_raises_the_version() -> None:
    released = json.loads(RELEASED.read_text("utf-8"))
    broken = breaking(released, document.contract())
    if broken and int(VERSION.split(".")[0]) <= int(released["info"]["version"].split(".")[0]):
        pytest.fail(
            "\n".join(
                [f"Clients of version {released['info']['version']} would break:", *broken, "Raise VERSION in cms/api/schema/__init__.py."]
            )
        )


def schemas(contract: dict[str, Any]) -> Any:
    return contract["components"]["schemas"]


def parameter(contract: dict[str, Any], name: str) -> Any:
    return next(found for found in contract["paths"]["/articles/"]["get"]["parameters"] if found["name"] == name)


def forget(contract: dict[str, Any], name: str) -> None:
    found = contract["paths"]["/articles/"]["get"]["parameters"]
    found.remove(parameter(contract, name))


BREAKING: dict[str, Any] = {
    "GET /site/ is gone": lambda new: new["paths"].pop("/site/"),
    "GET /articles/: parameter topic is gone": lambda new: forget(new, "topic"),
    "GET /articles/: parameter limit has the maximum 50 now": lambda new: parameter(new, "limit")["schema"].update(maximum=50),
    "GET /articles/: parameter topic is required now": lambda new: parameter(new, "topic").update(required=True),
    "GET /articles/: parameter image_preset does not take card any more": lambda new: parameter(new, "image_preset")["schema"][
        "enum"
    ].remove("card"),
    "Picture.alt is gone": lambda new: schemas(new)["Picture"]["properties"].pop("alt"),
    "Picture.alt may be absent": lambda new: schemas(new)["Picture"]["required"].remove("alt"),
    "Picture.alt may be null": lambda new: schemas(new)["Picture"]["properties"]["alt"].update(type=["string", "null"]),
    "Picture.width may be string": lambda new: schemas(new)["Picture"]["properties"]["width"].update(type="string"),
    "Block is never TableBlock any more": lambda new: schemas(new)["Block"]["oneOf"].remove({"$ref": "#/components/schemas/TableBlock"}),
    "HeadingBlock.type is title instead of heading": lambda new: schemas(new)["HeadingBlock"]["properties"]["type"].update(const="title"),
    "GET /resolve/: there is no answer 410 any more": lambda new: new["paths"]["/resolve/"]["get"]["responses"].pop("410"),
}


@pytest.mark.parametrize("sentence", BREAKING)
def test_a_change_that_breaks_clients_is_named(sentence: str) -> None:
    old, new = document.contract(), document.contract()
    BREAKING[sentence](new)
    assert sentence in breaking(old, new)


def test_what_is_only_added_breaks_nobody() -> None:
    old, new = document.contract(), document.contract()
    assert breaking(old, new) == []
    forget(old, "topic")
    old["paths"].pop("/site/")
    schemas(old)["Picture"]["properties"].pop("alt")
    schemas(old)["Picture"]["required"].remove("alt")
    schemas(old)["Block"]["oneOf"].remove({"$ref": "#/components/schemas/TableBlock"})
    schemas(old)["Link"]["properties"]["title"]["type"] = ["string", "null"]
    assert breaking(old, new) == []


def test_nothing_in_the_client_is_of_any_type() -> None:
    written = [*CLIENT.glob("src/*.ts"), *CLIENT.glob("examples/*.ts")]
    assert len(written) >= 6
    code = {file.name: re.sub(r"/\*.*?\*/|//[^\n]*|\"[^\"\n]*\"", "", file.read_text("utf-8"), flags=re.DOTALL) for file in written}
    assert {name: found for name, text in code.items() if (found := re.findall(r"[:<|,(]\s*any\b|\bas any\b|@ts-\w+", text))} == {}


# --- with Node --------------------------------------------------------------------------------------------------------


def npm(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["npm", *words], cwd=CLIENT, env=environment(), capture_output=True, text=True, timeout=240, check=False)


def environment(**more: str) -> dict[str, str]:
    settings = {
        name: value for name, value in os.environ.items() if name.lower().startswith("npm_config_") or name.lower().endswith("_proxy")
    }
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "NO_UPDATE_NOTIFIER": "1", **settings, **more}


@pytest.fixture(scope="module")
def node() -> None:
    """Node with what package-lock.json names."""
    if not (shutil.which("node") and shutil.which("npm")):
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail(NOTICE)
        pytest.skip(NOTICE)
    installed, lock = CLIENT / "node_modules" / ".package-lock.json", CLIENT / "package-lock.json"
    with lock.open() as only_one_process_installs:
        fcntl.flock(only_one_process_installs, fcntl.LOCK_EX)
        if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
            done = npm("ci")
            if done.returncode and re.search(r"ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|network", done.stderr):
                pytest.skip("SKIPPED: npm's registry cannot be reached, so the TypeScript client is not tested.")
            assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.once
@pytest.mark.usefixtures("node")
def test_the_committed_types_are_those_of_the_contract(tmp_path: Path) -> None:
    written = tmp_path / "schema.ts"
    done = npm("exec", "--no", "--", "openapi-typescript", "openapi.json", "--output", str(written))
    assert done.returncode == 0, done.stdout + done.stderr
    assert written.read_text("utf-8") == (CLIENT / "src" / "schema.ts").read_text("utf-8"), "run `make client`"
