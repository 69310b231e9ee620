"""What the newsroom adds to Wagtail's admin."""

from typing import Any

from wagtail import hooks

from articles import review
from articles.desk import bulk, saved
from articles.desk.dashboard import replace_panels
from articles.desk.listing import article_listing
from articles.models import ArticleIndexPage
from articles.viewsets import topic_listing


@hooks.register("register_desks")
def register_desks() -> Any:
    return ArticleIndexPage.objects.filter(alias_of=None)


@hooks.register("register_admin_urls")
def register_review_urls() -> list[Any]:
    return review.urlpatterns


@hooks.register("register_admin_viewset")
def register_topic_listing() -> Any:
    return topic_listing


@hooks.register("register_admin_viewset")
def register_article_listing() -> Any:
    return article_listing


@hooks.register("register_admin_urls")
def register_saved_list_urls() -> list[Any]:
    return saved.urlpatterns


for action in bulk.ACTIONS:
    hooks.register("register_bulk_action", action)
hooks.register("construct_homepage_panels", replace_panels)
