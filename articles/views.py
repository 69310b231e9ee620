"""Public pages of authors, series and tags. Who may call them: everybody; drafts and expired ones do not exist here."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.lists import article_list
from articles.loaders import URLCONF, author_value, series_value
from articles.models import Author, Series, Tag
from articles.seo import author_seo, authors_seo, series_seo, tag_seo
from articles.values import AuthorPageValue
from cms import answers, tags
from cms.content.blocks.base import stream_content
from cms.content.rendering import moved, scope_for
from cms.content.sites import SiteParts


def author_context(request: HttpRequest, author: Author) -> dict[str, Any]:
    """The context of an author's page, for a live author or a draft."""
    scope = scope_for(request, author.locale.language_code if author.locale_id else None)
    tags.record(tags.author(author.pk))
    parts = SiteParts(scope)
    scope.want(author.references())
    scope.resolve()
    biography = stream_content(author.biography.stream_block, author.biography.raw_data, scope)
    value = author_value(author, scope)
    return {
        "content": AuthorPageValue(value, biography, scope.footnotes),
        "seo": author_seo(value, scope.get("image", author.portrait_id), biography, scope),
        "list": article_list(scope, request, "author", author.pk or 0),
        "site": parts.value(),
        "is_preview": getattr(request, "is_preview", False),
    }


def series_context(request: HttpRequest, series: Series) -> dict[str, Any]:
    """The context of a series' page, for a live series or a draft."""
    scope = scope_for(request, series.locale.language_code if series.locale_id else None)
    tags.record(tags.series(series.pk))
    parts = SiteParts(scope)
    scope.want(series.references())
    scope.resolve()
    value = series_value(series, scope)
    return {
        "content": value,
        "seo": series_seo(value, scope.get("image", series.image_id), scope),
        "list": article_list(scope, request, "series", series.pk or 0),
        "site": parts.value(),
        "is_preview": getattr(request, "is_preview", False),
    }


@require_safe
@answers.stored
def author(request: HttpRequest, slug: str) -> HttpResponse:
    scope = scope_for(request)
    found = scope.viewer.published(Author.objects.filter(slug=slug, locale__language_code=scope.language)).select_related("locale").first()
    if found is None:
        return moved(scope, f"/authors/{slug}/")
    return render(request, "pages/author.html", author_context(request, found))


@require_safe
@answers.stored
def authors(request: HttpRequest) -> HttpResponse:
    """Everybody who writes here."""
    scope = scope_for(request)
    tags.record(tags.listing("authors"))
    parts = SiteParts(scope)
    everybody = scope.viewer.published(Author.objects.filter(locale__language_code=scope.language)).order_by("name")
    pks = list(everybody.values_list("pk", flat=True))
    scope.want(("author", pk) for pk in pks)
    scope.resolve()
    people = [person for pk in pks if (person := scope.get("author", pk))]
    seo = authors_seo(_("Authors"), f"{scope.prefix()}{reverse('authors', urlconf=URLCONF)}", people, scope)
    return render(request, "pages/authors.html", {"authors": people, "seo": seo, "site": parts.value()})


@require_safe
@answers.stored
def series(request: HttpRequest, slug: str) -> HttpResponse:
    scope = scope_for(request)
    found = scope.viewer.published(Series.objects.filter(slug=slug, locale__language_code=scope.language)).select_related("locale").first()
    if found is None:
        return moved(scope, f"/series/{slug}/")
    return render(request, "pages/series.html", series_context(request, found))


@require_safe
@answers.stored
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """Articles with a keyword; a keyword that no visible article has does not exist."""
    scope = scope_for(request)
    found = Tag.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    tags.record(tags.tag(found.pk), tags.listing("tags"))
    parts = SiteParts(scope)
    articles = article_list(scope, request, "tag", found.pk)
    if not articles.total:
        raise Http404
    scope.want([("tag", found.pk)])
    scope.resolve()
    value = scope.get("tag", found.pk)
    context = {"content": value, "seo": tag_seo(value, scope), "list": articles, "site": parts.value()}
    return render(request, "pages/tag.html", context)
