"""What a feed follows: the publication, a topic, a desk, an author, a series, a tag. What a visitor may not see has no feed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.http import Http404

from articles.loaders import author_value, series_value
from articles.models import ArticleIndexPage, Author, Series, Tag, TopicPage
from articles.overviews import ARTICLE
from cms import tags
from cms.content import listing
from cms.content.models.listing import Listing, ListingQuerySet
from cms.content.routing import Answer, Found, resolve
from cms.content.scope import Scope
from cms.content.slugs import normalised_slug


@dataclass(frozen=True)
class Source:
    """A list to be followed: `facet` "" is everything. `path` is that of its page; `since` when it came to be."""

    facet: str
    key: int
    title: str
    description: str
    path: str
    id: str
    since: datetime | None

    def rows(self, scope: Scope) -> ListingQuerySet:
        """Its articles, newest first."""
        site, language = scope.viewer.site.pk, scope.language
        tags.record(tags.listed_by(self.facet, self.key) if self.facet else tags.listing("articles"))
        found = Listing.objects.on(site, language).of_kind(ARTICLE)
        return (found.with_facet(self.facet, self.key) if self.facet else found).newest_first()


def urn(key: UUID, *parts: object) -> str:
    """An address that never changes, whatever name, place or host the thing gets."""
    return f"urn:uuid:{uuid5(key, '/'.join(map(str, parts)))}"


def find(scope: Scope, path: str) -> Source | Answer:
    """The list whose page is at `path`, or what is there instead. Raises Http404 for a snippet that is not there."""
    parts = [part for part in path.split("/") if part]
    if not parts:
        return _publication(scope)
    if len(parts) == 2 and parts[0] in ("authors", "series", "tags"):
        return _SNIPPETS[parts[0]](scope, normalised_slug(parts[1]))
    answer = resolve(scope.viewer, scope.language, f"/{'/'.join(parts)}/")
    page = answer.page if isinstance(answer, Found) else None
    if isinstance(page, TopicPage | ArticleIndexPage):
        facet = "topic" if isinstance(page, TopicPage) else "desk"
        words = page.standfirst if isinstance(page, TopicPage) else page.introduction
        tags.record(tags.page(page.pk))
        url = scope.url(page.url_path, page.path)
        return Source(facet, page.pk, page.title, words, url, urn(page.translation_key, scope.language, "feed"), page.first_published_at)
    return answer


def _publication(scope: Scope) -> Source:
    root = next((root for root in scope.viewer.roots.values() if root.locale.language_code == scope.language), None)
    if root is None or root.pk not in scope.viewer.visible_page_ids([root.pk]):
        raise Http404
    tags.record(tags.page(root.pk))
    return Source("", 0, "", "", f"{scope.prefix()}/", urn(root.translation_key, scope.language, "feed"), root.first_published_at)


def _author(scope: Scope, slug: str) -> Source:
    found = _snippet(scope, Author, slug)
    tags.record(tags.author(found.pk))
    value = author_value(found, scope)
    return Source("author", found.pk, value.title, value.role, value.url, _id(scope, found), found.first_published_at)


def _series(scope: Scope, slug: str) -> Source:
    found = _snippet(scope, Series, slug)
    tags.record(tags.series(found.pk))
    value = series_value(found, scope)
    return Source("series", found.pk, value.title, value.description, value.url, _id(scope, found), found.first_published_at)


def _tag(scope: Scope, slug: str) -> Source:
    """Only a keyword that a visible article has."""
    found = Tag.objects.filter(slug=slug).first()
    if found is None or not listing.count(scope.viewer.site.pk, scope.language, ARTICLE, "tag", found.pk):
        raise Http404
    scope.want([("tag", found.pk)])
    scope.resolve()
    value = scope.get("tag", found.pk)
    root: Any = next(iter(scope.viewer.roots.values()))
    return Source("tag", found.pk, value.name, "", value.url, urn(root.translation_key, scope.language, "tag", found.pk, "feed"), None)


def _snippet(scope: Scope, model: Any, slug: str) -> Any:
    found = scope.viewer.published(model.objects.filter(slug=slug, locale__language_code=scope.language)).first()
    if found is None:
        raise Http404
    return found


def _id(scope: Scope, found: Any) -> str:
    return urn(found.translation_key, scope.language, "feed")


_SNIPPETS = {"authors": _author, "series": _series, "tags": _tag}
