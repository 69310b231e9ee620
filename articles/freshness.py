"""Which changes of this room's tables move which content tags (its pages are watched already), and what is public by itself.

See docs/freshness.md.
"""

from collections.abc import Collection
from datetime import datetime

from articles.models import Author, SavedFilter, Series, Tag
from articles.overviews import ARTICLE, DESK, TOPIC
from cms.content import freshness
from cms.events import kinds
from cms.events.states import snippets
from cms.tags import Rule, deadlines, unshown, watch


def watch_all() -> None:
    """Called once, when the app is ready."""
    freshness.name_list(ARTICLE, "articles")
    freshness.name_list(TOPIC, "topics")
    freshness.name_list(DESK, "desks")
    freshness.watch_snippet(Author, "author", "authors")
    freshness.watch_snippet(Series, "series", "series")
    tagged = "SELECT 'page:' || content_object_id AS tag FROM articles_articletag WHERE tag_id = {id:int}"
    watch(Tag, "tag:{id}", "list:tags", Rule(select=tagged))
    kinds.register("author", lambda pks: snippets(Author, "author", "articles.urls", pks))
    kinds.register("series", lambda pks: snippets(Series, "series", "articles.urls", pks))
    deadlines.register(deadline)
    unshown("An editor's own filters of the desk.", SavedFilter)


def deadline(names: Collection[str], since: datetime) -> datetime | None:
    """When an author or a series that a rendering shows expires."""
    ends = (
        freshness.snippet_deadline(Author, "author", "authors", names, since),
        freshness.snippet_deadline(Series, "series", "series", names, since),
    )
    return min((moment for moment in ends if moment is not None), default=None)
