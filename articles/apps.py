from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Articles"

    def ready(self) -> None:
        from articles import loaders, viewsets
        from cms.content import scope

        loaders.register_all(scope.register)
        viewsets.register()
