from django.apps import AppConfig
from django.db.models.signals import post_delete, pre_delete


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Articles"

    def ready(self) -> None:
        from articles import api, building, freshness, loaders, overviews, signals, syndication, viewsets
        from articles.models import ArticleIndexPage, ArticlePage, Author, Series, TopicIndexPage, TopicPage
        from cms.accounts import desks
        from cms.content import batches, former_slugs, scope

        loaders.register_all(scope.register)
        batches.register(ArticlePage, building.prepare)
        batches.register(TopicPage, overviews.prepare_topics)
        batches.register(TopicIndexPage, overviews.prepare_indexes)
        batches.register(ArticleIndexPage, overviews.prepare_indexes)
        register_names()
        former_slugs.register("authors", Author, "author")
        former_slugs.register("series", Series, "series")
        api.register()
        syndication.register()
        freshness.watch_all()
        viewsets.register()
        pre_delete.connect(desks.page_is_deleted, sender="articles.ArticleIndexPage", dispatch_uid="articles.desk_was_deleted")
        for model in signals.FACETS:
            post_delete.connect(signals.facet_was_deleted, sender=model, dispatch_uid=f"articles.{model.__name__}_was_deleted")


def register_names() -> None:
    """What readers may call authors, topics, series and tags."""
    from articles.models import Author, Series, Tag, TopicPage
    from cms.content.names import Named, register

    register(Named("author", Author, facet="author", suggested=True))
    register(Named("page", TopicPage, facet="topic", suggested=True, names=lambda topic: (topic.title, topic.other_names)))
    register(Named("series", Series, facet="series"))
    register(Named("tag", Tag, facet="tag"))
