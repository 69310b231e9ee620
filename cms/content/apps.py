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

        from cms.content import former_slugs, freshness, loaders, marks, names, scope, signals, slugs, viewsets
        from cms.content.cards import keeping
        from cms.content.editor.saving.checks import check_editors
        from cms.content.models import Comment, Participation, SocialCard, Term
        from cms.media import renditions

        checks.register(check_editors)
        register_converter(slugs.UnicodeSlugConverter, "unicode_slug")
        loaders.register_all(scope.register)
        viewsets.register()
        renditions.want_presets(marks.presets_of_marks)
        freshness.watch_all()
        former_slugs.register("terms", Term, "term")
        names.register(names.Named("term", Term, suggested=True, names=lambda term: (term.name, term.other_names)))

        post_delete.connect(keeping.card_was_deleted, sender=SocialCard, dispatch_uid="content.card_was_deleted")
        pre_save.connect(signals.page_will_be_saved, dispatch_uid="content.page_will_be_saved")
        post_save.connect(signals.page_was_saved, dispatch_uid="content.page_was_saved")
        pre_delete.connect(signals.page_will_be_deleted, dispatch_uid="content.page_will_be_deleted")
        for receiver_signal in (post_save, post_delete):
            receiver_signal.connect(signals.restriction_changed, sender=PageViewRestriction, dispatch_uid="content.restriction")
            receiver_signal.connect(signals.site_changed, sender=Site, dispatch_uid="content.site")
            receiver_signal.connect(signals.comment_changed, sender=Comment, dispatch_uid="content.comment")
            receiver_signal.connect(signals.participation_changed, sender=Participation, dispatch_uid="content.participation")
        post_migrate.connect(signals.after_migrations, sender=self, dispatch_uid="content.after_migrations")
