"""How far an import is: a bar on a terminal, a line now and then elsewhere. With rate and time left."""

import time
from typing import TextIO

_WIDTH = 28
_PAUSE_ON_TERMINAL, _PAUSE_ELSEWHERE = 0.2, 15.0


class Progress:
    """Say `begin()`, then `advance()`, then `end()`; writes nothing when `quiet`."""

    def __init__(self, out: TextIO, *, quiet: bool = False) -> None:
        self.out, self.quiet = out, quiet
        self.is_terminal = out.isatty()
        self.label, self.total, self.done = "", 0, 0
        self.began = self.said = 0.0

    def begin(self, label: str, total: int) -> None:
        self.label, self.total, self.done = label, total, 0
        self.began = self.said = time.monotonic()
        if self.is_terminal:
            self._write()

    def advance(self, number: int = 1) -> None:
        self.done += number
        pause = _PAUSE_ON_TERMINAL if self.is_terminal else _PAUSE_ELSEWHERE
        if time.monotonic() - self.said >= pause:
            self._write()

    def end(self) -> None:
        self._write()
        if self.is_terminal and not self.quiet:
            self.out.write("\n")
        self.out.flush()

    @property
    def rate(self) -> float:
        """So many a second."""
        return self.done / max(time.monotonic() - self.began, 1e-6)

    def line(self) -> str:
        share = min(self.done / self.total, 1.0) if self.total else 1.0
        bar = "█" * round(share * _WIDTH)
        left = (self.total - self.done) / self.rate if self.done and self.total > self.done else 0
        counts = f"{self.done:,} of {self.total:,}"
        return f"{self.label:<10} {bar:<{_WIDTH}} {share:4.0%}  {counts}  {self.rate:,.0f}/s" + (f"  {duration(left)} left" if left else "")

    def _write(self) -> None:
        self.said = time.monotonic()
        if self.quiet or not self.total:
            return
        self.out.write(f"\r\x1b[2K{self.line()}" if self.is_terminal else f"{self.line()}\n")
        self.out.flush()


def duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
