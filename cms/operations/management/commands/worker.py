from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.operations.heartbeat import heartbeat, new_token
from cms.operations.scheduler import Scheduler
from cms.operations.service import Loop, StopSign, listening_to_signals, repeat, wait_for
from cms.operations.worker import Worker


class Command(BaseCommand):
    help = "Run the tasks that wait in the queue. SIGTERM or Ctrl-C finish the current task first; a second time they interrupt it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--with-scheduler", action="store_true", help="also do what `scheduler` does, in this process")
        parser.add_argument("--burst", "--batch", action="store_true", help="run what is due now, then end")

    def handle(self, *, with_scheduler: bool, burst: bool, **options: Any) -> None:
        stop = StopSign()
        token = new_token()
        worker = Worker(token)
        scheduler = Scheduler(stop, token) if with_scheduler else None
        with listening_to_signals(stop), heartbeat(token, runs_tasks=True, runs_schedule=with_scheduler, brief=burst):
            if burst:
                if scheduler is not None:
                    scheduler.run_once()
                worker.drain(stopping=lambda: stop.is_set)
                return
            loops = [Loop("publication", scheduler.publish, stop), Loop("jobs", scheduler.run_jobs, stop)] if scheduler else []
            for loop in loops:
                loop.start()
            repeat(worker.step, stop)
            wait_for(loops)
