"""Model fields of the content core."""

from typing import Any

from wagtail.blocks import Block
from wagtail.fields import StreamField

from cms.content.blocks.body import body_block


class BlocksField(StreamField):
    """A StreamField whose blocks migrations do not hold: changing them needs no migration."""

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        super().__init__(block_types if isinstance(block_types, Block | type) else list(block_types), **{"blank": True, **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs


class BodyField(BlocksField):
    """The body of a page or a snippet. `without` leaves out blocks by name."""

    def __init__(self, *, without: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.without = tuple(without)
        kwargs.pop("block_types", None)
        super().__init__(body_block(self.without), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, **({"without": self.without} if self.without else {})}
