"""A cache that can be away, as a server of its own is."""

from typing import Any, ClassVar

from django.core.cache.backends.locmem import LocMemCache


class FickleCache(LocMemCache):
    is_away: ClassVar[bool] = False

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__("fickle", params)

    def _answer(self) -> None:
        if FickleCache.is_away:
            raise ConnectionError("There is no cache.")

    def get(self, *args: Any, **kwargs: Any) -> Any:
        self._answer()
        return super().get(*args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._answer()
        super().set(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        self._answer()
        return super().add(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        self._answer()
        return super().delete(*args, **kwargs)
