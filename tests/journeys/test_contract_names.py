"""Names that clients, permissions and content types hold on to: they never change, and a new one is seen in review."""

from django.apps import apps
from wagtail.snippets.models import get_snippet_models

from cms.content.blocks.body import body_blocks
from cms.content.models.base import BasePage

PAGES = {
    "home.HomePage",
    "content.StandardPage",
    "articles.ArticleIndexPage",
    "articles.ArticlePage",
    "articles.TopicIndexPage",
    "articles.TopicPage",
}
SNIPPETS = {
    "articles.Author",
    "articles.Series",
    "content.Term",
    "content.ReusableContent",
    "content.SiteIdentity",
    "content.Navigation",
    "content.BreakingNews",
    "content.Participation",
    "content.Discovery",
}
OTHERS = {"accounts.User", "media.Image", "media.Rendition", "media.Document", "content.Comment", "content.SourceReference"}
BLOCKS = [
    "paragraph",
    "heading",
    "pull_quote",
    "callout",
    "divider",
    "image",
    "gallery",
    "embed",
    "audio",
    "video",
    "code",
    "table",
    "step_list",
    "faq",
    "definition_list",
    "fact_list",
    "teaser",
    "button",
    "download",
    "reusable",
]


def names(models: object) -> set[str]:
    return {f"{model._meta.app_label}.{model.__name__}" for model in models}  # type: ignore[attr-defined]


def test_page_types(db: None) -> None:
    assert names(model for model in apps.get_models() if issubclass(model, BasePage)) == PAGES
    for model in apps.get_models():
        if issubclass(model, BasePage):
            assert f"{model._meta.app_label}.{model.__name__}" == model().kind


def test_snippets() -> None:
    assert names(get_snippet_models()) == SNIPPETS


def test_models_that_are_named_elsewhere() -> None:
    assert names(apps.get_models()) >= OTHERS


def test_blocks_in_the_order_of_the_picker() -> None:
    assert list(body_blocks()) == BLOCKS
