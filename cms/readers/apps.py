from django.apps import AppConfig


class ReadersConfig(AppConfig):
    name = "cms.readers"
    label = "readers"
    verbose_name = "Readers"

    def ready(self) -> None:
        from cms.readers import api

        api.register()
