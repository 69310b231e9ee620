from django.apps import AppConfig


class PortabilityConfig(AppConfig):
    name = "cms.portability"
    label = "portability"
    verbose_name = "Moving in and out"
