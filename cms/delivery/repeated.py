"""What the log says when something is away that every request would like to have."""

import logging
import time


class OnceAMinute(logging.Filter):
    """Lets the first of several equal messages through, and then one a minute."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        now, last = time.monotonic(), self._last.get(record.msg)
        if last is not None and now - last < 60:
            return False
        self._last[record.msg] = now
        return True
