"""The form of an article in the admin."""

from typing import Any

from cms.content.forms import PageForm


class ArticleForm(PageForm):
    """A new article begins with its writer's name, an empty body with a paragraph to write in, and its first topic is the primary one."""

    def __init__(self, data: Any = None, files: Any = None, parent_page: Any = None, *args: Any, **kwargs: Any) -> None:
        article, user = kwargs.get("instance"), kwargs.get("for_user")
        if data is None and article is not None:
            if not article.pk and user is not None and parent_page is not None:
                _sign(article, user, parent_page.locale_id)
            if not article.body:
                article.body = [("paragraph", "")]
        super().__init__(data, files, parent_page, *args, **kwargs)

    def save(self, commit: bool = True) -> Any:
        topics = self.formsets.get("article_topics")
        if topics is not None:
            for position, form in enumerate(topics.ordered_forms):
                form.instance.is_primary = position == 0
        article = super().save(commit=False)
        if topics is not None:
            # A formset gives back only the rows in which something was typed; the others may have changed their rank.
            article.article_topics.add(*(form.instance for form in topics.ordered_forms))
        return super().save(commit=commit)


def _sign(article: Any, user: Any, locale_id: int) -> None:
    """Put the user's own author into the byline."""
    from articles.models import ArticleAuthor, Author

    author = Author.objects.filter(account=user, locale_id=locale_id).first()
    if author is not None and not article.article_authors.all():
        article.article_authors.add(ArticleAuthor(author=author))
