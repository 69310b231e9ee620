"""How often one address may do what writes something. Counted in the cache like the API's requests; numbers, never names."""

from dataclasses import dataclass

from django.http import HttpRequest

from cms.api import limits


@dataclass(frozen=True)
class Quota:
    """So many times in so many seconds."""

    name: str
    number: int
    window: int

    def exceeded(self, request: HttpRequest) -> int | None:
        """Count one more. The seconds until somebody may try again when this is one too many, else None."""
        used, reset = limits.spend(request, f"readers:{self.name}", self.window)
        return reset if used > self.number else None


#: Sending a comment without JavaScript takes two requests: the second one has seen it.
COMMENTS = (Quota("comments", 20, 600), Quota("comments-a-day", 100, 24 * 3600))
TOKENS = (Quota("tokens", 60, 600),)
SUBSCRIPTIONS = (Quota("subscriptions", 10, 3600),)
READINGS = (Quota("readings", 60, 60),)


def count(name: str, window: int) -> int:
    """Count one more of something that is no address on the network; how many there are in this window."""
    return limits.count_in_window(f"readers:{name}", window)


def exceeded(request: HttpRequest, quotas: tuple[Quota, ...]) -> int | None:
    """Count one more of each; the longest wait of those that are used up."""
    return max((wait for quota in quotas if (wait := quota.exceeded(request)) is not None), default=None)
