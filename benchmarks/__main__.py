"""`python -m benchmarks` runs every benchmark; `python -m benchmarks editor` one; `--list` says which there are.

A benchmark is a module in this folder with `run(arguments) -> int` (0 when its budgets hold). The first line of its docstring
is its description.
"""

import argparse
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

SHORT = ("budgets",)


def discover() -> dict[str, ModuleType]:
    """The benchmarks by name."""
    folder = Path(__file__).parent
    # Modules that are no benchmarks may need settings to be imported.
    names = sorted(file.stem for file in folder.glob("[!_]*.py") if "\ndef run(" in file.read_text("utf-8"))
    return {name: import_module(f"benchmarks.{name}") for name in names}


def main() -> int:
    found = discover()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*found, []], metavar="name", help=", ".join(found))
    parser.add_argument("--list", action="store_true", help="only say which benchmarks there are")
    parser.add_argument("--runs", type=int, default=3, help="how often each side is measured (default: 3)")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/performance.md")
    parser.add_argument("--short", action="store_true", help="few articles and runs: minutes; without names only the budgets")
    arguments = parser.parse_args()
    if arguments.list:
        for name, module in found.items():
            print(f"{name:<12} {(module.__doc__ or '').splitlines()[0]}")
        return 0
    return max([found[name].run(arguments) for name in arguments.names or (SHORT if arguments.short else found)], default=0)


if __name__ == "__main__":
    sys.exit(main())
