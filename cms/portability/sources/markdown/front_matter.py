"""Front matter as Hugo, Jekyll and Astro write it: YAML between `---`, TOML between `+++`, or JSON."""

import json
import tomllib
from datetime import UTC, date, datetime, time
from typing import Any

import yaml
from django.utils import timezone

#: Larger ones are data, not front matter. It also bounds what aliases of YAML can unfold to.
_LONGEST = 64 * 1024


class FrontMatterError(ValueError):
    """The message says what is wrong and on which line."""


def split(text: str) -> tuple[dict[str, Any], str, int]:
    """The front matter, the text behind it, and the line on which that begins. Keys are in lower case."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    for fence, read in (("---", _yaml), ("+++", _toml)):
        if text.startswith(f"{fence}\n"):
            end = text.find(f"\n{fence}", len(fence))
            if end < 0:
                raise FrontMatterError(f"the front matter that begins with {fence} on line 1 does not end")
            head = text[len(fence) + 1 : end + 1]
            if len(head) > _LONGEST:
                raise FrontMatterError("the front matter is larger than 64 KB")
            rest = text[end + 1 + len(fence) :].partition("\n")[2]
            return _lower(read(head)), rest, head.count("\n") + 3
    if text.startswith(("{\n", '{"')):
        try:
            found, end = json.JSONDecoder().raw_decode(text[:_LONGEST])
        except (ValueError, RecursionError) as error:
            raise FrontMatterError(f"the front matter is no JSON: {error}") from error
        return _lower(found), text[end:].lstrip("\n"), text[:end].count("\n") + 2
    return {}, text, 1


def _yaml(head: str) -> Any:
    if head.count("*") > 200 and "&" in head:
        raise FrontMatterError("the front matter has more aliases than anybody writes")
    try:
        return yaml.safe_load(head)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" on line {mark.line + 2}" if mark is not None else ""
        raise FrontMatterError(f"the front matter is no YAML{where}: {getattr(error, 'problem', None) or error}") from error


def _toml(head: str) -> Any:
    try:
        return tomllib.loads(head)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FrontMatterError(f"the front matter is no TOML: {error}") from error


def _lower(found: Any) -> dict[str, Any]:
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise FrontMatterError("the front matter is not a list of names and values")
    return {str(key).lower(): value for key, value in found.items()}


# --- values -----------------------------------------------------------------------------------------------------------------


def text(facts: dict[str, Any], *names: str) -> str:
    """The first of these that is a text or a number."""
    for name in names:
        value = facts.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def words(facts: dict[str, Any], *names: str) -> list[str]:
    """The first of these that is there, as a list: one text may name several with commas or (Jekyll) spaces between them."""
    for name in names:
        value = facts.get(name)
        if isinstance(value, str) and value.strip():
            parts = value.split(",") if "," in value else value.split() if name in ("categories", "tags") else [value]
            return [part.strip() for part in parts if part.strip()]
        if isinstance(value, list):
            return [found for item in value[:500] if (found := _name(item))]
        if isinstance(value, dict) and (found := _name(value)):
            return [found]
    return []


def _name(item: Any) -> str:
    if isinstance(item, dict):
        return text({str(key).lower(): value for key, value in item.items()}, "name", "title", "slug", "id")
    return str(item).strip() if isinstance(item, str | int | float) else ""


def flag(facts: dict[str, Any], name: str) -> bool | None:
    value = facts.get(name)
    if isinstance(value, str):
        return {"true": True, "yes": True, "false": False, "no": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def moment(value: Any) -> str:
    """ISO 8601 in UTC; without a zone the time is that of the site. Empty for what is no date."""
    try:
        if isinstance(value, str):
            value = datetime.fromisoformat(value.strip().replace("Z", "+00:00").replace("/", "-"))
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime.combine(value, time())
        if not isinstance(value, datetime):
            return ""
        found = value if value.tzinfo else value.replace(tzinfo=timezone.get_default_timezone())
        return found.astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return ""
