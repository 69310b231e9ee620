from typing import Any

from wagtail.management.commands.publish_scheduled import Command as WagtailCommand

from cms.operations.publication import carry_out_due


class Command(WagtailCommand):
    help = "Publish and unpublish what is due, once. The scheduler does this by itself; this is Wagtail's command, made crash-safe."

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dryrun"]:
            super().handle(*args, **options)
        else:
            carry_out_due()
