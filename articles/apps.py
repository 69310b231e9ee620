from django.apps import AppConfig
from django.db.models.signals import post_delete, pre_delete


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Articles"

    def ready(self) -> None:
        from articles import api, building, loaders, overviews, signals, viewsets
        from articles.models import ArticleIndexPage, ArticlePage, TopicIndexPage, TopicPage
        from cms.accounts import desks
        from cms.content import batches, scope

        loaders.register_all(scope.register)
        batches.register(ArticlePage, building.prepare)
        batches.register(TopicPage, overviews.prepare_topics)
        batches.register(TopicIndexPage, overviews.prepare_indexes)
        batches.register(ArticleIndexPage, overviews.prepare_indexes)
        api.register()
        viewsets.register()
        pre_delete.connect(desks.page_is_deleted, sender="articles.ArticleIndexPage", dispatch_uid="articles.desk_was_deleted")
        for model in signals.FACETS:
            post_delete.connect(signals.facet_was_deleted, sender=model, dispatch_uid=f"articles.{model.__name__}_was_deleted")
