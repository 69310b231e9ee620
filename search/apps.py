from django.apps import AppConfig
from django.core import checks as system_checks
from django.db.models.signals import post_delete, post_migrate, post_save


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        from wagtail import hooks

        from cms.content import listing
        from search import api, checks, indexing, jobs, preparing, signals

        api.register()
        system_checks.register(checks.check_similarity, system_checks.Tags.database)
        for job in jobs.JOBS:
            hooks.register("register_periodic_job", lambda job=job: job)
        listing.follow(indexing.index_pages)
        post_save.connect(signals.object_was_saved, dispatch_uid="search.object_was_saved")
        post_delete.connect(signals.object_was_deleted, dispatch_uid="search.object_was_deleted")
        post_migrate.connect(preparing.after_migrations, sender=self, dispatch_uid="search.after_migrations")
