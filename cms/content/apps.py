from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete, pre_save


class ContentConfig(AppConfig):
    name = "cms.content"
    label = "content"
    verbose_name = "Content"

    def ready(self) -> None:
        from django.urls import register_converter
        from wagtail.models import PageViewRestriction, Site

        from cms.content import loaders, scope, signals, slugs, viewsets
        from cms.content.editor.saving.checks import check_editors

        checks.register(check_editors)
        register_converter(slugs.UnicodeSlugConverter, "unicode_slug")
        loaders.register_all(scope.register)
        viewsets.register()

        pre_save.connect(signals.page_will_be_saved, dispatch_uid="content.page_will_be_saved")
        post_save.connect(signals.page_was_saved, dispatch_uid="content.page_was_saved")
        pre_delete.connect(signals.page_will_be_deleted, dispatch_uid="content.page_will_be_deleted")
        for receiver_signal in (post_save, post_delete):
            receiver_signal.connect(signals.restriction_changed, sender=PageViewRestriction, dispatch_uid="content.restriction")
            receiver_signal.connect(signals.site_changed, sender=Site, dispatch_uid="content.site")
        post_migrate.connect(signals.after_migrations, sender=self, dispatch_uid="content.after_migrations")
