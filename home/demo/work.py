"""What every step of loading needs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.models import Locale

from home.demo.ledger import Ledger
from home.models import HomePage


@dataclass
class Work:
    """`home` is the front page below which the magazine is made; `say` shows progress."""

    home: HomePage
    say: Callable[[str], None]
    ledger: Ledger = field(default_factory=Ledger)

    @cached_property
    def started(self) -> datetime:
        """When the magazine was loaded for the first time: what is made again later gets the date that it had."""
        return self.ledger.began() or timezone.now()

    @property
    def locale(self) -> Locale:
        return self.home.locale

    def resolve(self, kind: str, name: str) -> int:
        return self.ledger.pk(kind, name)

    def day(self, days_ago: float) -> datetime:
        """Seven in the morning, so many days before the magazine was loaded; negative for days to come."""
        return (self.started - timedelta(days=days_ago)).replace(hour=7, minute=0, second=0, microsecond=0)
