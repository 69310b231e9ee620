"""Articles, topics, and the people and series behind them."""

from articles.desk.models import SavedFilter
from articles.models.articles import ArticleAuthor, ArticleIndexPage, ArticlePage, ArticleTag, ArticleTopic, Correction, RelatedArticle, Tag
from articles.models.people import Author, Series
from articles.models.topics import PinnedArticle, RelatedTopic, TopicIndexPage, TopicPage

__all__ = [
    "ArticleAuthor",
    "ArticleIndexPage",
    "ArticlePage",
    "ArticleTag",
    "ArticleTopic",
    "Author",
    "Correction",
    "PinnedArticle",
    "RelatedArticle",
    "RelatedTopic",
    "SavedFilter",
    "Series",
    "Tag",
    "TopicIndexPage",
    "TopicPage",
]
