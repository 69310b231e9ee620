"""The periodic jobs of this room: records kept small."""

from datetime import timedelta

from cms.operations import publication, queue
from cms.operations.clock import database_now
from cms.operations.models import PeriodicRun, Process
from cms.operations.periodic import jobs

KEEP_SUCCESSFUL = timedelta(days=2)
KEEP_FAILED = timedelta(days=60)
_KEEP_SILENT = timedelta(days=1)


def prune() -> None:
    """Delete old results, processes that ended without saying so, and jobs that no room registers any more."""
    queue.prune(successful=KEEP_SUCCESSFUL, failed=KEEP_FAILED)
    now = database_now()
    Process.objects.filter(seen_at__lt=now - _KEEP_SILENT).delete()
    PeriodicRun.objects.exclude(name__in=jobs()).filter(next_run_at__lt=now - _KEEP_SILENT).delete()


#: Name, interval and function: what `register_periodic_job` wants.
JOBS = (
    ("operations.prune", timedelta(hours=1), prune),
    ("operations.forget_settled", timedelta(minutes=1), publication.forget_settled),
)
