"""Make the front page, desk, topic index, identity and menu of a new publication."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand

from home.setup import set_up_site


class Command(BaseCommand):
    help = "Make what a new publication needs: front page, desk, topic index, identity, menu. Changes nothing that is there."

    def handle(self, *args: Any, **options: Any) -> None:
        parts = urlsplit(settings.SITE_URL)
        home = set_up_site(parts.hostname or "localhost", parts.port or (443 if parts.scheme == "https" else 80))
        self.stdout.write(f"The front page is page {home.pk}.")
