from django.apps import AppConfig


class PortabilityConfig(AppConfig):
    name = "cms.portability"
    label = "portability"
    verbose_name = "Moving in and out"

    def ready(self) -> None:
        from cms.portability.models import ImportRun
        from cms.tags import unshown

        unshown("A report for those who import.", ImportRun)
