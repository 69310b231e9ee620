"""Make the front page, desk, topic index, identity and menu of a new publication."""

from typing import Any

from django.core.management.base import BaseCommand

from home.setup import set_up_default_site


class Command(BaseCommand):
    help = "Make what a new publication needs: front page, desk, topic index, identity, menu. Changes nothing that is there."

    def handle(self, *args: Any, **options: Any) -> None:
        home = set_up_default_site()
        self.stdout.write(f"The front page is page {home.pk}.")
