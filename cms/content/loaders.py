"""How a scope fetches the kinds of objects that this room and the rooms below own."""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from django.db.models import F, Q
from django.urls import reverse
from wagtail.models import Page

from cms import prepared, tags
from cms.content.blocks.base import stream_content
from cms.content.models.base import reading_time
from cms.content.models.listing import CARD_FACETS, Listing, ListingFacet
from cms.content.models.snippets import ReusableContent, Term
from cms.content.pages import page_type
from cms.content.scope import Ancestor, Loader, Scope
from cms.content.values import Block, Card, File, Link, Term as TermValue, link
from cms.media.models import Document
from cms.media.picture import load_images, picture


class Register(Protocol):
    def __call__(self, kind: str, loader: Loader, rank: int = ..., *, own_to_page: bool = ...) -> None: ...


def register_all(register: Register) -> None:
    register("reusable", load_reusable, 0, own_to_page=True)
    register("card", load_cards, 1)
    register("term", load_terms, 2)
    register("image", load_image_batch)
    register("page", load_pages)
    register("document", load_documents)


def load_image_batch(scope: Scope, pks: set[int]) -> dict[int, Any]:
    tags.record(*(tags.image(pk) for pk in pks))
    images = load_images(pks, scope.viewer)
    if scope.image_preset is not None:
        for image in images.values():
            image.asked_preset = scope.image_preset
    return images


def load_pages(scope: Scope, pks: set[int]) -> dict[int, Link]:
    """Visible pages as links, and the ancestors that the scope wants. One query."""
    tags.record(*(tags.page(pk) for pk in pks if pk))
    paths, scope.paths = scope.paths, set()
    viewer = scope.viewer

    def wanted(pks: Any, *paths: Any) -> Any:
        asked = Page.objects.filter(Q(pk__in=pks) | Q(path__in=paths[0]) if paths else Q(pk__in=pks))
        return viewer.pages(asked.annotate(hue=F("listing__hue"))).values_list(*Ancestor._fields, "hue")

    found = {}
    for *columns, hue in prepared.fetch(("links", viewer.obstacles), wanted, list(pks), *([list(paths)] if paths else [])):
        page = Ancestor(*columns)
        if page.path in paths:
            scope.ancestors[page.path] = page
        found[page.pk] = link(page.pk, page_type(page), page.title, scope.url(page.url_path, page.path), hue)
    return found


def load_cards(scope: Scope, pks: set[int]) -> dict[int, Callable[[Scope], Card]]:
    """Teasers of publicly visible pages. One query, and what their pictures, topics and authors need."""
    tags.record(*(tags.page(pk) for pk in pks))
    site = scope.viewer.site.pk

    def wanted(pks: Any) -> Any:
        return Listing.objects.visible().filter(pk__in=pks, site_id=site).for_cards()

    rows = prepared.fetch(("cards", site), wanted, list(pks))
    return {pk: partial(_made, make) for pk, make in cards_from(scope, rows).items()}


def _made(make: Callable[[], Card], _scope: Scope) -> Card:
    return make()


#: What a card reads of a row of `for_cards()`, beside its key: for those who want no instances.
CARD_FIELDS = (
    *("kind", "title", "standfirst", "lead_image_id", "lead_image_alt", "published_at", "updated_at", "featured", "word_count"),
    *("comment_count", "facet_keys", "page_url_path", "page_path"),
)


def cards_from(scope: Scope, rows: list[Any]) -> dict[int, Callable[[], Card]]:
    """Cards of listing rows (`for_cards()`, their `CARD_FIELDS` alone, or with `page` selected).

    They are given as functions, to be called when the scope has resolved.
    """
    tags.record(*(tags.page(row.pk) for row in rows))
    facets = _keys_of(rows)
    for row in rows:
        found = facets[row.pk]
        scope.want([("author", key) for key in found.get("author", ())])
        scope.want([("page", key) for key in found.get("topic", ())[:1]])
        if row.lead_image_id:
            scope.want([("image", row.lead_image_id)])
    return {row.pk: partial(_card, scope, row, facets[row.pk]) for row in rows}


def _keys_of(rows: list[Listing]) -> dict[int, dict[str, list[int]]]:
    """The keys of each row's authors and topics, in their order. No query for rows that bring them."""
    facets: dict[int, dict[str, list[int]]] = {row.pk: {} for row in rows}
    known: list[tuple[int, int, str, int]] = []
    lacking: list[int] = []
    for row in rows:
        if not hasattr(row, "facet_keys"):
            lacking.append(row.pk)
            continue
        for line in (row.facet_keys or "").splitlines():
            facet, position, key = line.split(" ")
            known.append((row.pk, int(position), facet, int(key)))
    if lacking:
        shown = ListingFacet.objects.filter(listing_id__in=lacking, facet__in=CARD_FACETS)
        known += shown.values_list("listing_id", "position", "facet", "key")
    for pk, _position, facet, key in sorted(known):
        facets[pk].setdefault(facet, []).append(key)
    return facets


def _place(row: Listing) -> tuple[str, str]:
    """The URL path and the tree path of a row's page."""
    known: Any = row
    return (known.page_url_path, known.page_path) if hasattr(row, "page_path") else (row.page.url_path, row.page.path)


def _card(scope: Scope, row: Listing, facets: dict[str, list[int]]) -> Card:
    image = scope.get("image", row.lead_image_id)
    authors = (scope.get("author", key) for key in facets.get("author", ()))
    return Card(
        id=row.pk,
        type=row.kind,
        title=row.title,
        url=scope.url(*_place(row)),
        standfirst=row.standfirst,
        published_at=row.published_at,
        updated_at=row.updated_at,
        featured=row.featured,
        reading_time=reading_time(row.word_count),
        comment_count=row.comment_count,
        lead_image=picture(image, "card", alt=row.lead_image_alt or None) if image else None,
        primary_topic=next((topic for key in facets.get("topic", ())[:1] if (topic := scope.get("page", key))), None),
        authors=tuple(Link(author.id, author.type, author.title, author.url) for author in authors if author),
    )


def load_documents(scope: Scope, pks: set[int]) -> dict[int, File]:
    tags.record(*(tags.document(pk) for pk in pks))
    return {document.pk: file_value(document) for document in scope.viewer.documents(Document.objects.filter(pk__in=pks))}


def file_value(document: Document) -> File:
    return File(
        id=document.pk,
        uuid=str(document.uuid),
        title=document.title,
        url=document.url,
        filename=document.filename,
        size=document.file_size or 0,
        content_type=document.content_type,
    )


def load_terms(scope: Scope, pks: set[int]) -> dict[int, Callable[[Scope], TermValue]]:
    tags.record(*(tags.term(pk) for pk in pks))
    terms = list(scope.viewer.published(Term.objects.filter(pk__in=pks)).select_related("locale"))
    scope.want([("page", term.home_topic_id) for term in terms if term.home_topic_id])
    return {term.pk: partial(term_value, term) for term in terms}


def term_value(term: Term, scope: Scope) -> TermValue:
    return TermValue(
        id=term.pk,
        name=term.name,
        url=scope.prefix() + reverse("term", args=(term.slug or "-",), urlconf="cms.content.urls"),
        definition=term.definition,
        also_known_as=term.other_names,
        home=scope.get("page", term.home_topic_id),
    )


def load_reusable(scope: Scope, pks: set[int]) -> dict[int, Callable[[Scope], tuple[Block, ...]]]:
    tags.record(*(tags.reusable(pk) for pk in pks))
    found = list(scope.viewer.published(ReusableContent.objects.filter(pk__in=pks)))
    for content in found:
        scope.want(content.references())
    return {content.pk: partial(_reusable, content) for content in found}


def _reusable(content: ReusableContent, scope: Scope) -> tuple[Block, ...]:
    return stream_content(content.body.stream_block, content.body.raw_data, scope)
