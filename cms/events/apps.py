from datetime import timedelta

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from wagtail import hooks


class EventsConfig(AppConfig):
    name = "cms.events"
    label = "events"
    verbose_name = "Events"

    def ready(self) -> None:
        from cms.api import registry
        from cms.events import feed, purging, reading, revalidation, signals, states
        from cms.tags import unshown
        from cms.tags.moving import before_commit

        states.register_all()
        before_commit(reading.read)
        before_commit(revalidation.enqueue)
        before_commit(purging.enqueue)
        unshown("It is the record itself.", "events")
        post_migrate.connect(signals.after_migrations, dispatch_uid="events.after_migrations", sender=self)
        registry.add_endpoints(feed.ENDPOINTS)
        hooks.register("register_periodic_job", lambda: ("events.tell_those_behind", timedelta(minutes=1), revalidation.tell_those_behind))
        hooks.register("register_periodic_job", lambda: ("events.purge_those_behind", timedelta(minutes=1), purging.purge_those_behind))
