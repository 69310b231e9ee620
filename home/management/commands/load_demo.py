"""Fill a publication with a small magazine, or take it away again."""

import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from home.demo.loading import load
from home.demo.removal import remove
from home.setup import set_up_default_site


class Command(BaseCommand):
    help = "Make a small magazine to look around in. Touches nothing that is not its own; run again, it makes what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="take away everything that this command has made")

    def handle(self, *args: Any, **options: Any) -> None:
        def say(line: str) -> None:
            if options["verbosity"]:
                self.stdout.write(line)
                self.stdout.flush()

        # Three lines of Wagtail's for each page would hide the progress.
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        began = time.monotonic()
        home = set_up_default_site()
        if options["remove"]:
            stays = remove(home, say)
            say("The magazine is gone." if not stays else f"The magazine is gone, but for {stays} objects that something else needs.")
        else:
            count = load(home, say)
            spent = time.monotonic() - began
            say(f"The magazine is there: {count} objects, {spent:.1f} seconds. The worker makes its pictures in all sizes.")
