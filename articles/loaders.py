"""How a scope fetches authors, series and tags, so that other rooms need not know them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.urls import reverse

from articles.models import Author, Series, Tag
from articles.values import AuthorValue, SeriesValue, TagValue
from cms import prepared, tags
from cms.content.loaders import Register
from cms.content.scope import Scope
from cms.media.picture import picture

URLCONF = "articles.urls"
#: What is read of an author.
_AUTHOR = ("pk", "name", "slug", "role", "portrait_id", "website", "mastodon", "public_email")


def register_all(register: Register) -> None:
    register("author", load_authors, 2)
    register("series", load_series, 2)
    register("tag", load_tags)


def load_authors(scope: Scope, pks: set[int]) -> dict[int, Callable[[Scope], AuthorValue]]:
    tags.record(*(tags.author(pk) for pk in pks))
    viewer = scope.viewer

    def wanted(pks: Any) -> Any:
        return viewer.published(Author.objects.filter(pk__in=pks)).values_list(*_AUTHOR, named=True)

    authors = prepared.fetch("authors", wanted, list(pks))
    scope.want([("image", author.portrait_id) for author in authors if author.portrait_id])
    return {author.pk: partial(author_value, author) for author in authors}


def author_value(author: Any, scope: Scope) -> AuthorValue:
    """The value of an author, or of what `load_authors` reads of one."""
    portrait = scope.get("image", author.portrait_id)
    return AuthorValue(
        id=author.pk,
        type="articles.Author",
        title=author.name,
        slug=author.slug,
        url=scope.prefix() + reverse("author", args=(author.slug or "-",), urlconf=URLCONF),
        role=author.role,
        portrait=picture(portrait, "thumb", alt=author.name) if portrait else None,
        website=author.website,
        mastodon=author.mastodon,
        email=author.public_email,
    )


def load_series(scope: Scope, pks: set[int]) -> dict[int, Callable[[Scope], SeriesValue]]:
    tags.record(*(tags.series(pk) for pk in pks))
    found = list(scope.viewer.published(Series.objects.filter(pk__in=pks)))
    scope.want([("image", series.image_id) for series in found if series.image_id])
    return {series.pk: partial(series_value, series) for series in found}


def series_value(series: Series, scope: Scope) -> SeriesValue:
    image = scope.get("image", series.image_id)
    return SeriesValue(
        id=series.pk,
        type="articles.Series",
        title=series.name,
        slug=series.slug,
        url=scope.prefix() + reverse("series", args=(series.slug or "-",), urlconf=URLCONF),
        description=series.description,
        image=picture(image, "card") if image else None,
    )


def load_tags(scope: Scope, pks: set[int]) -> dict[int, TagValue]:
    tags.record(*(tags.tag(pk) for pk in pks))
    return {tag.pk: tag_value(tag.pk, tag.name, tag.slug, scope) for tag in Tag.objects.filter(pk__in=pks)}


def tag_value(pk: int, name: str, slug: str, scope: Scope) -> TagValue:
    return TagValue(pk, name, slug, scope.prefix() + reverse("tag", args=(slug,), urlconf=URLCONF))
