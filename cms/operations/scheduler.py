"""Wakes at the right moment: for scheduled publications, for expiries, and for periodic jobs."""

from datetime import timedelta

from cms.operations import periodic, publication
from cms.operations.backoff import PUBLICATION, Backoff
from cms.operations.due import seconds_until_next
from cms.operations.heartbeat import new_token
from cms.operations.models import LEASE
from cms.operations.service import StopSign

LONGEST_SLEEP = 0.5  # seconds; what is scheduled meanwhile is seen after it
_SHORTEST_SLEEP = 0.1  # seconds, while somebody else holds what is due
_JOBS_PAUSE = 2.0  # seconds between two looks at the periodic jobs


class Scheduler:
    """Two steps for two loops, so that a long job never delays a publication. Any number of schedulers may run at once."""

    def __init__(self, stop: StopSign, token: str | None = None, *, lease: timedelta = LEASE, backoff: Backoff = PUBLICATION) -> None:
        self.token = token or new_token()
        self._stop, self._lease, self._backoff = stop, lease, backoff

    def publish(self) -> float:
        """Carry out what is due. The pause in seconds before the next step, which ends when the next one is due."""
        pause = seconds_until_next(LONGEST_SLEEP)
        if pause > 0:
            return pause
        changed = publication.carry_out_due(backoff=self._backoff, stopping=self._stopping)
        return 0.0 if changed else _SHORTEST_SLEEP

    def run_jobs(self) -> float:
        """Run the periodic jobs that are due. The pause in seconds before the next step."""
        periodic.run_due(self.token, lease=self._lease, stopping=self._stopping)
        return _JOBS_PAUSE

    def run_once(self) -> int:
        """Carry out everything that is due now; how many objects were published or unpublished."""
        changed = publication.carry_out_due(backoff=self._backoff, stopping=self._stopping)
        self.run_jobs()
        return changed

    def _stopping(self) -> bool:
        return self._stop.is_set
