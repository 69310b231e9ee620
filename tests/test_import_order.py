"""import-linter checks the rooms that it is told about; this checks that it is told about all of them."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: An owner's own app may import everything, and nothing imports it.
OUTSIDE = {"tests", "local", "benchmarks"}


def test_every_room_has_its_place_in_the_import_order() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]
    placed = [name.strip() for layer in contract["layers"] for name in layer.split("|")]

    apps = {file.parent.name for file in ROOT.glob("*/__init__.py")} - OUTSIDE - {"cms"}
    rooms = {f"cms.{file.parent.name}" for file in ROOT.glob("cms/*/__init__.py")}
    modules = {f"cms.{file.stem}" for file in ROOT.glob("cms/*.py")} - {"cms.__init__"}
    assert sorted(placed) == sorted(apps | rooms | modules)
