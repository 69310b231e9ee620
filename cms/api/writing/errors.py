"""What is wrong in a stream, block by block. Wagtail's forms show that beside each block; v3 says "Validation error in StreamBlock"."""

from collections.abc import Iterator
from typing import Any

from wagtail.utils.forms import FormValidationError


def sentences(error: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Each sentence of a block's error with its place below the block, for example `("0.level", "…")`."""
    inner = getattr(error, "block_errors", None) or getattr(error, "cell_errors", None)
    parts = list(inner.items() if isinstance(inner, dict) else enumerate(inner or ()))
    others = list(getattr(error, "non_block_errors", None) or ())
    for place, found in [*parts, *(("", other) for other in others)]:
        if found is not None:
            yield from sentences(found, ".".join(step for step in (where, str(place)) if step))
    if isinstance(error, dict):  # a row of a table
        for place, found in error.items():
            yield from sentences(found, f"{where}.{place}")
    elif not parts and not others:
        yield from ((where, str(message)) for message in (error.messages if hasattr(error, "messages") else [error]))


def in_blocks(form: Any, error: FormValidationError) -> dict[Any, list[Any]]:
    """The form's errors as `FormValidationError` takes them, those of streams at their blocks."""
    found: dict[Any, list[Any]] = dict(error.loc_errors)
    for name, errors in form.errors.as_data().items():
        inside = [said for one in errors if hasattr(one, "block_errors") for said in sentences(one)]
        if inside:
            found.pop((name,), None)
        for where, message in inside:
            found.setdefault((name, *(where.split(".") if where else ())), []).append((message, "invalid"))
    return found
