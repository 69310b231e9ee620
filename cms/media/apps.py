from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "cms.media"
    label = "media"
    verbose_name = "Media"

    def ready(self) -> None:
        from datetime import timedelta

        import PIL.Image
        from django.conf import settings
        from django.db.models.signals import post_delete, post_save
        from wagtail import hooks
        from wagtail.models import Collection, CollectionViewRestriction

        from cms.media import checks, freshness, signals
        from cms.media.sweep import sweep_renditions

        # Ours is checked in decoding.py; this is for whatever else opens an image in this process.
        PIL.Image.MAX_IMAGE_PIXELS = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS

        checks.register_all()
        freshness.watch_all()
        for changed in (post_save, post_delete):
            changed.connect(signals.restriction_changed, sender=CollectionViewRestriction, dispatch_uid="media.restriction_changed")
        post_save.connect(signals.collection_saved, sender=Collection, dispatch_uid="media.collection_saved")
        hooks.register("register_periodic_job", lambda: ("media.sweep_renditions", timedelta(minutes=2), sweep_renditions))
