"""Model fields of the content core."""

import json
import logging
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import JSONField
from django.utils.functional import cached_property
from wagtail.blocks import Block, StreamValue
from wagtail.fields import StreamField

from cms.content.blocks.body import body_block

logger = logging.getLogger(__name__)


class BlocksField(StreamField):
    """A StreamField whose blocks migrations do not hold: changing them needs no migration."""

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        super().__init__(block_types if isinstance(block_types, Block | type) else list(block_types), **{"blank": True, **kwargs})

    @cached_property
    def json_field(self) -> JSONField:
        """Wagtail makes one for every value that is read."""
        return JSONField(encoder=DjangoJSONEncoder)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs

    def to_python(self, value: Any) -> Any:
        """Whatever the database or a revision holds becomes a stream: one page with broken data must not break a list."""
        readable, lost = _readable(value, self)
        stream = super().to_python(readable)
        if lost:
            stream.unreadable = tuple(lost)
        return stream


def _readable(value: Any, field: StreamField) -> tuple[Any, list[str]]:
    """A value that a StreamBlock can take, without what is no block; and names of what was left out."""
    name = getattr(field, "attname", "body")
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            if value.strip():
                logger.error("%s holds no JSON and is shown empty: %.100r", field, value)
            return value, [name] if value.strip() else []  # Wagtail keeps it as text for migrations that read it
    if value is None or isinstance(value, StreamValue):
        return value, []
    if not isinstance(value, list):
        logger.error("%s holds no list of blocks and is shown empty: %.100r", field, value)
        return [], [name]
    if any(isinstance(item, tuple | StreamValue.StreamChild) for item in value):
        return value, []  # written by a program
    blocks = [item for item in value if isinstance(item, dict) and isinstance(item.get("type"), str) and "value" in item]
    if len(blocks) < len(value):
        logger.error("%s holds %d things that are no blocks; they are left out.", field, len(value) - len(blocks))
        return blocks, [f"{name}[{place}]" for place, item in enumerate(value) if not any(item is block for block in blocks)]
    return blocks, []


class BodyField(BlocksField):
    """The body of a page or a snippet. `without` leaves out blocks by name."""

    def __init__(self, *, without: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.without = tuple(without)
        kwargs.pop("block_types", None)
        super().__init__(body_block(self.without), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, **({"without": self.without} if self.without else {})}

    def get_searchable_content(self, value: StreamValue) -> list[str]:
        """What Wagtail's own index keeps: the words that stand in it, without the names of choices that nobody wrote."""
        from cms.content.searching import everything_in

        return everything_in(value.stream_block, value.raw_data)
