from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class TagsConfig(AppConfig):
    name = "cms.tags"
    label = "tags"
    verbose_name = "Content tags"

    def ready(self) -> None:
        from datetime import timedelta

        from wagtail import hooks

        from cms.tags import triggers, unshown
        from cms.tags.thinning import thin_log

        unshown("It is the record itself.", "tags")
        hooks.register("register_periodic_job", lambda: ("tags.thin_log", timedelta(hours=6), thin_log))
        pre_migrate.connect(triggers.before_migrations, sender=self, dispatch_uid="tags.before_migrations")
        post_migrate.connect(triggers.after_migrations, sender=self, dispatch_uid="tags.after_migrations")
