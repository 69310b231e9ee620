from django.apps import AppConfig
from django.db.models.signals import post_delete


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Articles"

    def ready(self) -> None:
        from articles import loaders, signals, viewsets
        from cms.content import scope

        loaders.register_all(scope.register)
        viewsets.register()
        for model in signals.FACETS:
            post_delete.connect(signals.facet_was_deleted, sender=model, dispatch_uid=f"articles.{model.__name__}_was_deleted")
