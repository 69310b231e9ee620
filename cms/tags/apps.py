from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class TagsConfig(AppConfig):
    name = "cms.tags"
    label = "tags"
    verbose_name = "Content tags"

    def ready(self) -> None:
        from cms.tags import triggers, unshown

        unshown("It is the record itself.", "tags")
        pre_migrate.connect(triggers.before_migrations, sender=self, dispatch_uid="tags.before_migrations")
        post_migrate.connect(triggers.after_migrations, sender=self, dispatch_uid="tags.after_migrations")
