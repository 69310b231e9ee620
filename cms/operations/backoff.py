"""How long to wait before something that failed is tried again."""

from dataclasses import dataclass
from datetime import timedelta
from random import SystemRandom

_random = SystemRandom()


@dataclass(frozen=True)
class Backoff:
    """`delays`: the seconds before the second, third, ... attempt. After the last one there is no further attempt, or, with
    `endless`, one after each such delay. `jitter`: the part by which a delay may be shorter or longer, so that what failed
    together is not tried again together.
    """

    delays: tuple[float, ...]
    jitter: float = 0.2
    endless: bool = False

    @property
    def attempts(self) -> int:
        """How many attempts there are altogether."""
        return len(self.delays) + 1

    def after(self, attempts: int) -> timedelta | None:
        """The wait after the given number of failed attempts; None when there is to be no other."""
        if attempts >= self.attempts and not self.endless:
            return None
        delay = self.delays[min(attempts, len(self.delays)) - 1]
        return timedelta(seconds=delay * _random.uniform(1 - self.jitter, 1 + self.jitter))


#: A task: six attempts within a good hour, then it is a dead letter.
TASKS = Backoff((5, 30, 120, 600, 3600))
#: A scheduled publication was promised to an editor: it is tried until it works or is cancelled.
PUBLICATION = Backoff((1, 5, 30, 120, 600), endless=True)
