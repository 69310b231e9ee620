"""What this process stores and how often that answered, for operators. Other processes have memories and counts of their own."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from cms.delivery.stored.application import Stored


@dataclass
class Counts:
    """Requests since `since`, by where their answers came from. Threads may miss each other's: a few may be missing.

    `hits`: this process's memory; `shared`: the cache that processes share; `rendered`: made and stored; `passed_on`: somebody's own,
    or not the same for everybody.
    """

    hits: int = 0
    shared: int = 0
    rendered: int = 0
    passed_on: int = 0
    since: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def stored_share(self) -> int | None:
        """Of a hundred answers that could be stored, how many were not rendered."""
        made = self.hits + self.shared + self.rendered
        return round(100 * (self.hits + self.shared) / made) if made else None


#: The application in front of Django in this process (`cms.wsgi` puts it here); None where nothing is stored.
stored: Optional["Stored"] = None
