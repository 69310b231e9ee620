from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = "Front page"

    def ready(self) -> None:
        from cms.tags import unshown
        from home.models import FirstSteps

        unshown("What the first steps of a new installation have asked for.", FirstSteps)
