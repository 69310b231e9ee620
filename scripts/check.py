"""Every check and every test, one after the other: `python scripts/check.py [--lint]`.

A failing step does not hide the ones after it. The last lines say what failed and what was skipped, and sum up the tests.
With REQUIRE_ALL=1 a skipped step counts as a failed one.
"""

import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from throwaway_postgres import throwaway_postgres

ROOT = Path(__file__).resolve().parent.parent
#: More failures than this are not run again.
AGAIN = 12
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def production_environment(var: str) -> dict[str, str]:
    """A production process's environment with the two required variables and a folder of its own, whatever this shell or `.env` says."""
    known = re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    required = {"SECRET_KEY": secrets.token_urlsafe(64), "SITE_URL": "https://example.org"}
    return {**inherited, **dict.fromkeys(known, ""), **required, "VAR_DIR": var}


@dataclass(frozen=True)
class Report:
    """What pytest wrote about a run."""

    tests: int
    skipped: int
    failed: list[str]

    @classmethod
    def read(cls, path: Path) -> "Report":
        tests = skipped = 0
        failed: list[str] = []
        for suite in ElementTree.parse(path).iter("testsuite"):  # noqa: S314 - written by our own pytest
            tests += int(suite.get("tests", 0))
            skipped += int(suite.get("skipped", 0))
            failed += [
                f"{case.get('classname')}::{case.get('name')}"
                for case in suite.iter("testcase")
                if case.find("failure") is not None or case.find("error") is not None
            ]
        return cls(tests, skipped, list(dict.fromkeys(failed)))


@dataclass
class Outcome:
    """What became of the steps so far."""

    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    tests_passed: int = 0
    tests_failed: int = 0
    tests_skipped: int = 0
    #: Tests that failed among the others and passed alone.
    only_alone: list[str] = field(default_factory=list)

    def add(self, report: Report) -> None:
        self.tests_failed += len(report.failed)
        self.tests_skipped += report.skipped
        self.tests_passed += report.tests - len(report.failed) - report.skipped


class Check:
    """Runs steps and remembers their outcomes."""

    def __init__(self, var: str) -> None:
        self.outcome = Outcome()
        self._environment = production_environment(var)

    def step(self, name: str, *words: str, **environment: str) -> int:
        """Run `python -m words` and show what it says; returns the exit code."""
        print(f"\n=== {name}", flush=True)
        started = time.monotonic()
        command = [sys.executable, *words]
        code = subprocess.run(command, cwd=ROOT, env={**self._environment, **environment}, check=False).returncode
        print(f"--- {name}: {'ok' if code == 0 else f'FAILED (exit code {code})'} in {time.monotonic() - started:.1f} s", flush=True)
        if code:
            self.outcome.failed.append(name)
        return code

    def skip(self, name: str, why: str) -> None:
        print(f"\n=== {name}\n--- SKIPPED: {why}", flush=True)
        self.outcome.skipped.append(f"{name}: {why}")

    def pytest(self, name: str, *words: str, **environment: str) -> None:
        """Run tests and count them. A few that fail are run once more, alone: a busy machine is no mistake in the program, and the
        last lines name them.
        """
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.xml"
            code = self.step(name, "-m", "pytest", "-q", f"--junitxml={report}", *words, **environment)
            if not report.exists():
                return
            first = Report.read(report)
            self.outcome.add(first)
            if code == 1 and 0 < len(first.failed) <= AGAIN:
                marker = words[words.index("-m") :]
                code = self.step(
                    f"{name}, again", "-m", "pytest", "-q", "--last-failed", "--last-failed-no-failures=none", *marker, **environment
                )
                if code == 0:
                    self.outcome.failed.remove(name)
                    self.outcome.tests_failed -= len(first.failed)
                    self.outcome.tests_passed += len(first.failed)
                    self.outcome.only_alone += first.failed

    def lint(self) -> None:
        self.step("ruff check", "-m", "ruff", "check", ".")
        self.step("ruff format", "-m", "ruff", "format", "--check", ".")
        self.step("mypy", "-m", "mypy")
        self.step("import order", "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")
        self.step("djlint", "-m", "djlint", "--lint", "--quiet", "templates")
        self.step("missing migrations", "manage.py", "makemigrations", "--check", "--dry-run")
        self.step("check --deploy", "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    def tests(self) -> None:
        self.pytest("tests on SQLite", "-n", "2", "--dist", "worksteal", "-m", "not browser and not postgres", TEST_DATABASE_URL="")
        with ExitStack() as stack:
            url = os.environ.get("TEST_DATABASE_URL", "")
            try:
                url = url or stack.enter_context(throwaway_postgres())
            except RuntimeError as error:
                self.skip("tests on PostgreSQL", f"TEST_DATABASE_URL is not set and {error}")
            else:
                self.pytest("tests on PostgreSQL", "-n", "2", "--dist", "worksteal", "-m", "not browser", TEST_DATABASE_URL=url)
        chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
        if chromium:
            self.pytest("browser tests", "-m", "browser", TEST_DATABASE_URL="", CHROMIUM=chromium)
        else:
            self.skip("browser tests", f"none of {', '.join(CHROMIUM)} is on the PATH")

    def summary(self) -> int:
        """Print the last lines; returns the exit code of the whole."""
        outcome = self.outcome
        print("\n" + "=" * 80)
        for name in outcome.skipped:
            print(f"SKIPPED  {name}")
        for name in outcome.failed:
            print(f"FAILED   {name}")
        wrong = bool(outcome.failed)
        if outcome.skipped and os.environ.get("REQUIRE_ALL") == "1":
            print("FAILED   REQUIRE_ALL=1, and something was skipped")
            wrong = True
        if not wrong:
            print("Everything that ran is green." if outcome.skipped else "Everything ran and is green.")
        if outcome.tests_skipped:
            print(f"{outcome.tests_skipped} skipped inside the test runs")
        for name in outcome.only_alone:
            print(f"passed only alone: {name}")
        print(f"{outcome.tests_passed} passed, {outcome.tests_failed} failed")
        return int(wrong)


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the database server is stopped too
    with tempfile.TemporaryDirectory(prefix="masthead-check-") as var:
        check = Check(var)
        check.lint()
        if "--lint" not in sys.argv[1:]:
            check.tests()
        return check.summary()


if __name__ == "__main__":
    sys.exit(main())
