from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.operations.heartbeat import heartbeat, new_token
from cms.operations.scheduler import Scheduler
from cms.operations.service import Loop, StopSign, listening_to_signals, repeat, wait_for


class Command(BaseCommand):
    help = "Publish and unpublish what is scheduled, and run the periodic jobs. Several schedulers share the work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")

    def handle(self, *, once: bool, **options: Any) -> None:
        stop = StopSign()
        scheduler = Scheduler(stop, new_token())
        with listening_to_signals(stop), heartbeat(scheduler.token, runs_schedule=True, brief=once):
            if once:
                scheduler.run_once()
                return
            jobs = Loop("jobs", scheduler.run_jobs, stop)
            jobs.start()
            repeat(scheduler.publish, stop)
            wait_for([jobs])
