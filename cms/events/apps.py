from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EventsConfig(AppConfig):
    name = "cms.events"
    label = "events"
    verbose_name = "Events"

    def ready(self) -> None:
        from cms.events import reading, signals, states
        from cms.tags import unshown
        from cms.tags.moving import before_commit

        states.register_all()
        before_commit(reading.read)
        unshown("It is the record itself.", "events")
        post_migrate.connect(signals.after_migrations, dispatch_uid="events.after_migrations", sender=self)
