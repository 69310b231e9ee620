"""Typed reading of environment variables.

Every variable that the software understands is read through one `Environment`, so that a bad value is reported once, as a
sentence that names the variable, what it holds and what it should hold.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_MISSING = object()
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


class Environment:
    """Reads variables from a mapping and collects what is wrong with them.

    Call the reader that fits the type, then `check()`: it raises one `ImproperlyConfigured` that lists every problem.
    A variable that is set to the empty string counts as not set.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.problems: list[str] = []
        self.read: set[str] = set()

    def _raw(self, name: str, default: Any) -> str | None:
        self.read.add(name)
        value = self._values.get(name, "").strip()
        if value:
            return value
        if default is _MISSING:
            self.problems.append(f"{name} is not set. It is required: see .env.example.")
        return None

    def _refuse(self, name: str, value: str, wanted: str) -> None:
        shown = value if len(value) <= 60 else value[:57] + "..."
        self.problems.append(f"{name} is '{shown}', but it must be {wanted}.")

    def text(self, name: str, default: Any = _MISSING) -> str:
        value = self._raw(name, default)
        return value if value is not None else ("" if default is _MISSING else default)

    def secret(self, name: str, *, min_length: int) -> str:
        """A required secret; its value is never repeated in an error."""
        value = self._raw(name, _MISSING) or ""
        if value and (len(value) < min_length or len(set(value)) < 5):
            self.problems.append(f"{name} is too weak: it must have at least {min_length} random characters.")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self._raw(name, default)
        if value is None:
            return default
        if value.lower() in _TRUE:
            return True
        if value.lower() not in _FALSE:
            self._refuse(name, value, "on or off")
        return False

    def integer(self, name: str, *, default: int, low: int, high: int) -> int:
        value = self._raw(name, default)
        if value is None:
            return default
        try:
            number = int(value)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            self._refuse(name, value, f"a whole number from {low} to {high}")
            return default
        return number

    def choice(self, name: str, options: tuple[str, ...], *, default: str) -> str:
        value = self._raw(name, default)
        if value is None:
            return default
        if value not in options:
            self._refuse(name, value, "one of " + ", ".join(options))
            return default
        return value

    def words(self, name: str, default: Any = _MISSING) -> list[str]:
        value = self._raw(name, default)
        if value is None:
            return [] if default is _MISSING else list(default)
        return [word.strip() for word in value.split(",") if word.strip()]

    def url(self, name: str, *, schemes: tuple[str, ...], default: Any = _MISSING) -> str:
        value = self._raw(name, default)
        if value is None:
            return "" if default is _MISSING else default
        try:
            parts = urlsplit(value)
            well_formed = parts.scheme in schemes and (bool(parts.netloc) or parts.scheme in ("sqlite", "file"))
            _ = parts.port
        except ValueError:
            well_formed = False
        if not well_formed:
            # A URL may hold a password: only the scheme is repeated.
            wanted = " or ".join(f"{scheme}://" for scheme in schemes)
            self.problems.append(f"{name} is not a usable URL: it must begin with {wanted} and name a host.")
        return value

    def path(self, name: str, *, default: Path) -> Path:
        value = self._raw(name, default)
        return default if value is None else Path(value).expanduser().resolve()

    def json(self, name: str, *, default: Any, kind: type) -> Any:
        value = self._raw(name, default)
        if value is None:
            return default
        try:
            parsed = json.loads(value)
        except ValueError as error:
            self.problems.append(f"{name} is not valid JSON: {error}.")
            return default
        if not isinstance(parsed, kind):
            self._refuse(name, value, f"a JSON {'list' if kind is list else 'object'}")
            return default
        return parsed

    def check(self) -> None:
        """Raise one `ImproperlyConfigured` with a sentence a line if any variable was missing or bad."""
        if self.problems:
            raise ImproperlyConfigured("\n".join(self.problems))


def from_file(path: Path) -> dict[str, str]:
    """The process's environment, completed (never overridden) by a `.env` file of `NAME=value` lines."""
    from dotenv import dotenv_values

    values = {name: value or "" for name, value in dotenv_values(path, interpolate=False).items()} if path.is_file() else {}
    return {**values, **os.environ}
