"""Parameters of a query string: each says what it means, how it is read, and (for the schema) what it may be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from cms.api.problems import Problem, nearest, shown


@dataclass(frozen=True)
class Parameter:
    """A text of at most `longest` characters."""

    name: str
    description: str
    default: Any = None
    required: bool = False
    longest: int = 255

    @property
    def schema(self) -> dict[str, Any]:
        """JSON Schema of the parameter's value."""
        return {"type": "string", "maxLength": self.longest}

    def read(self, raw: str) -> Any:
        """The value. Raises `Problem`."""
        if len(raw) > self.longest or "\x00" in raw:
            raise self.problem(f"must be a text of at most {self.longest:,} characters.")
        try:
            raw.encode()
        except UnicodeEncodeError as error:
            raise self.problem("must be written in UTF-8.") from error
        return raw

    def problem(self, sentence: str) -> Problem:
        return Problem(400, f"'{self.name}' {sentence}", self.name)


@dataclass(frozen=True)
class Whole(Parameter):
    """A whole number."""

    low: int = 1
    high: int = 2**31 - 1

    @property
    def schema(self) -> dict[str, Any]:
        return {
            "type": "integer",
            "minimum": self.low,
            "maximum": self.high,
            **({} if self.default is None else {"default": self.default}),
        }

    def read(self, raw: str) -> int:
        if not (raw.isascii() and raw.isdigit() and len(raw) <= 10 and self.low <= int(raw) <= self.high):
            raise self.problem(f"must be a whole number from {self.low} to {self.high}.")
        return int(raw)


@dataclass(frozen=True)
class Choice(Parameter):
    """One of a few words."""

    options: tuple[str, ...] = ()

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.options), **({} if self.default is None else {"default": self.default})}

    def read(self, raw: str) -> str:
        if raw not in self.options:
            hint = nearest(raw, self.options) if len(self.options) > 8 else ""
            raise self.problem(f"must be one of {', '.join(self.options)}. {hint}".rstrip())
        return raw


@dataclass(frozen=True)
class Language(Parameter):
    """One of the publication's languages."""

    @property
    def _choice(self) -> Choice:
        return Choice(self.name, self.description, default=self.default, options=tuple(code for code, _name in settings.LANGUAGES))

    @property
    def schema(self) -> dict[str, Any]:
        return self._choice.schema

    def read(self, raw: str) -> str:
        return self._choice.read(raw)


@dataclass(frozen=True)
class Flag(Parameter):
    """true or false; 1 and 0 are understood too."""

    @property
    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"type": "boolean"}, {"type": "integer", "enum": [0, 1]}]}

    def read(self, raw: str) -> bool:
        if raw not in ("true", "false", "1", "0"):
            raise self.problem("must be true or false.")
        return raw in ("true", "1")


@dataclass(frozen=True)
class Moment(Parameter):
    """A date or a point in time, ISO 8601; without an offset in the publication's time zone."""

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}

    def read(self, raw: str) -> datetime:
        moment = None
        try:
            if len(raw) <= 40 and raw.isascii():
                # A plus sign that was not escaped arrives as a space.
                moment = parse_datetime(raw.replace(" ", "+") if raw.count(" ") == 1 and "T" in raw else raw)
                if moment is None and (day := parse_date(raw)) is not None:
                    moment = datetime.combine(day, time.min)
            if moment is not None and not 1000 <= moment.year <= 9000:
                moment = None
            if moment is not None and timezone.is_naive(moment):
                moment = timezone.make_aware(moment)
        except (ValueError, OverflowError):
            moment = None
        if moment is None:
            raise self.problem("must be a date or a point in time, for example 2026-03-01 or 2026-03-01T12:00:00Z.")
        return moment


@dataclass(frozen=True)
class Words(Parameter):
    """A list of texts, separated by commas."""

    most: int = 10

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": 1000, "description": f"At most {self.most}, separated by commas."}

    def read(self, raw: str) -> tuple[str, ...]:
        words = tuple(word for part in Parameter(self.name, "", longest=1000).read(raw).split(",") if (word := part.strip()))
        if not words or len(words) > self.most:
            raise self.problem(f"must name one to {self.most}, separated by commas.")
        return words


@dataclass(frozen=True)
class Place(Parameter):
    """The primary key of a page, or `root`."""

    @property
    def schema(self) -> dict[str, Any]:
        return {"oneOf": [{"type": "integer", "minimum": 1, "maximum": 2**31 - 1}, {"type": "string", "const": "root"}]}

    def read(self, raw: str) -> int | str:
        return raw if raw == "root" else Whole(self.name, "").read(raw)


@dataclass(frozen=True)
class Values:
    """The parameters of one request, read."""

    values: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    def given(self, name: str) -> bool:
        return name in self.values and self.values[name] is not None


#: Known to every endpoint and without meaning: jQuery's cache-busting, the browsable API's.
IGNORED = ("_", "format")


def read(query: QueryDict, parameters: tuple[Parameter, ...]) -> Values:
    """Read a query string. Raises `Problem` for what is unknown, repeated, missing or malformed."""
    by_name = {parameter.name: parameter for parameter in parameters}
    found: dict[str, Any] = {parameter.name: parameter.default for parameter in parameters}
    for name, raws in query.lists():
        if name in IGNORED and (name == "_" or raws == ["json"]):
            continue
        if name not in by_name:
            raise Problem(400, f"Unknown parameter '{shown(name)}'. {nearest(name, by_name)}", shown(name))
        if len(raws) > 1:
            raise Problem(400, f"The parameter '{name}' is given more than once.", name)
        found[name] = by_name[name].read(raws[0])
    for parameter in parameters:
        if parameter.required and found[parameter.name] is None:
            raise Problem(400, f"'{parameter.name}' is required. {parameter.description}", parameter.name)
    return Values(found)
