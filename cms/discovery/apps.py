from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    name = "cms.discovery"
    label = "discovery"
    verbose_name = "Discovery"

    def ready(self) -> None:
        from cms.discovery import sections

        sections.register("terms", sections.terms)
