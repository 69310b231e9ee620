from datetime import timedelta

from django.apps import AppConfig


class ReadersConfig(AppConfig):
    name = "cms.readers"
    label = "readers"
    verbose_name = "Readers"

    def ready(self) -> None:
        from wagtail import hooks

        from cms.readers import announcing, api, delivering, digests, freshness, most_read, subscribing

        api.register()
        freshness.watch_all()
        jobs = (
            ("readers.announce_comments", announcing.EVERY, announcing.announce),
            ("readers.deliver_digests", delivering.EVERY, delivering.deliver),
            ("readers.count_readings", most_read.EVERY, most_read.write_down),
            ("readers.rank_readings", most_read.RANKED_EVERY, most_read.rank),
            ("readers.forget_subscribers", timedelta(hours=6), subscribing.forget_the_silent),
            ("readers.forget_digests", timedelta(days=1), digests.forget_old),
        )
        for job in jobs:
            hooks.register("register_periodic_job", lambda job=job: job)
