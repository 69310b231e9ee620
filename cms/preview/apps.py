from django.apps import AppConfig
from django.core import checks as system_checks


class PreviewConfig(AppConfig):
    name = "cms.preview"
    label = "preview"
    verbose_name = "Previews"

    def ready(self) -> None:
        from cms.api import registry
        from cms.content import previews
        from cms.preview import checks, freshness
        from cms.preview.exchanging import EXCHANGE
        from cms.preview.opening import FrontendOpener
        from cms.preview.reading import DRAFT

        freshness.declare()
        previews.register_opener(FrontendOpener())
        registry.add_endpoints([DRAFT, EXCHANGE])
        for check in checks.ALL:
            system_checks.register(check, "preview")
