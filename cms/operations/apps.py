from django.apps import AppConfig
from django.core import checks as system_checks
from django.db.models.signals import post_migrate


class OperationsConfig(AppConfig):
    name = "cms.operations"
    label = "operations"
    verbose_name = "Operations"

    def ready(self) -> None:
        from wagtail import hooks

        from cms.operations import checks, housekeeping, indexes

        for check in checks.ALL:
            system_checks.register(check, "operations")
        for job in housekeeping.JOBS:
            hooks.register("register_periodic_job", lambda job=job: job)
        post_migrate.connect(indexes.index_expiry, sender=self, dispatch_uid="operations.index_expiry")
