from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "cms.api"
    label = "api"
    verbose_name = "Content API"

    def ready(self) -> None:
        from django.conf import settings
        from wagtail import hooks

        if not settings.WRITE_API:
            return  # v3 and what it is built with takes ten megabytes of every process
        from cms.api.writing import mounting, tokens

        mounting.prepare()
        hooks.register("register_periodic_job", lambda: ("api.note_use_of_tokens", tokens.EVERY, tokens.note_use))
