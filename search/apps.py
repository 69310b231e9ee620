from django.apps import AppConfig
from django.core import checks as system_checks
from django.db.models.signals import post_migrate, post_save


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        from wagtail import hooks

        from cms import answers
        from cms.content import listing
        from cms.tags import moving
        from search import api, asking, checks, freshness, indexing, jobs, preparing
        from search.drafts import rows, signals

        api.register()
        system_checks.register(checks.check_similarity, system_checks.Tags.database)
        for job in jobs.JOBS:
            hooks.register("register_periodic_job", lambda job=job: job)
        listing.follow(indexing.index_pages)
        listing.follow_updates(rows.index)
        freshness.watch_all()
        moving.before_commit(freshness.follow)
        post_save.connect(signals.page_saved, dispatch_uid="search.page_saved")
        answers.allow_query("q", "sort", "cursor", *asking.names())
        post_migrate.connect(preparing.after_migrations, sender=self, dispatch_uid="search.after_migrations")
