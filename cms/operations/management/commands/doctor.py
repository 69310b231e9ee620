import sys
from typing import Any

from django.core.management.base import BaseCommand

from cms.operations.doctor import MARKS, examine


class Command(BaseCommand):
    help = "Say what is configured and whether it can be reached. Ends with 1 if something is wrong."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        wrong = 0
        for finding in examine():
            wrong += finding.good is False
            self.stdout.write(f"{MARKS[finding.good]}  {finding.subject:<10} {finding.text}")
        if wrong:
            sys.exit(1)
