"""Images and documents of public collections. Who may call them: everybody."""

from dataclasses import fields
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from taggit.models import TaggedItem

from cms import tags
from cms.api import paging
from cms.api.endpoints import SHAPE, Answer, Asked
from cms.api.listings import words_in
from cms.api.pages import envelope, found_at
from cms.api.paging import PAGING, Sorting, moment_key, number_key, text_key
from cms.api.parameters import Choice, Parameter, Whole, Words
from cms.api.payloads import DocumentItem, FileMeta, ImageItem
from cms.api.problems import Problem, not_found
from cms.content.loaders import file_value
from cms.media.models import Document, Image
from cms.media.picture import download_url, load_images, picture

IMAGE_SORTING = Sorting(
    {"id": number_key("pk"), "title": text_key("title"), "created_at": moment_key("created_at"), "width": number_key("width")}, "id"
)
DOCUMENT_SORTING = Sorting({"id": number_key("pk"), "title": text_key("title"), "created_at": moment_key("created_at")}, "id")

SEARCH = (
    Parameter("search", "Words in the title.", longest=100),
    Choice("search_operator", "Whether all words must occur or any.", default="and", options=("and", "or")),
)
FILTERS = (Parameter("title", "Only those with exactly this title."), Words("tags", "Only those with all of these tags."))
LIST_PARAMETERS = (*PAGING, *SHAPE, *FILTERS, *SEARCH)
FIND_PARAMETERS = (Whole("id", "The primary key.", required=True), *SHAPE)

IMAGE_TYPE, DOCUMENT_TYPE = "media.Image", "media.Document"


def _narrowed(asked: Asked, rows: QuerySet[Any]) -> QuerySet[Any]:
    values = asked.values
    if values.given("title"):
        rows = rows.filter(title=values["title"])
    for name in values["tags"] or ():
        rows = rows.filter(pk__in=_tagged(rows.model).filter(tag__name=name).values("object_id"))
    if values.given("search"):
        rows = rows.filter(words_in(values["search"], values["search_operator"], ("title",)))
    return rows


def _tagged(model: Any) -> QuerySet[Any]:
    # taggit's own joins use what Django 6.1 has deprecated.
    found: QuerySet[Any] = TaggedItem.objects.filter(content_type=ContentType.objects.get_for_model(model))
    return found


def _tags_of(model: Any, pks: list[int]) -> dict[int, tuple[str, ...]]:
    """The names of the tags of several objects. One query."""
    found: dict[int, list[str]] = {}
    for pk, name in _tagged(model).filter(object_id__in=pks).order_by("tag__name").values_list("object_id", "tag__name"):
        found.setdefault(pk, []).append(name)
    return {pk: tuple(names) for pk, names in found.items()}


def _images(asked: Asked, pks: list[int]) -> list[Any]:
    tags.record(*(tags.image(pk) for pk in pks))
    loaded, names = load_images(pks, asked.viewer), _tags_of(Image, pks)
    preset = asked.values["image_preset"] or "body"
    found = []
    for pk in pks:
        if (image := loaded.get(pk)) is None:
            continue
        shown = picture(image, preset)
        meta = FileMeta(IMAGE_TYPE, asked.address(f"images/{pk}/"), download_url(image), names.get(pk, ()))
        found.append(asked.write(ImageItem(**{field.name: getattr(shown, field.name) for field in fields(shown)}, meta=meta)))
    return found


def _documents(asked: Asked, rows: list[Document]) -> list[Any]:
    tags.record(*(tags.document(row.pk) for row in rows))
    names = _tags_of(Document, [row.pk for row in rows])
    found = []
    for row in rows:
        file = file_value(row)
        meta = FileMeta(DOCUMENT_TYPE, asked.address(f"documents/{row.pk}/"), file.url, names.get(row.pk, ()))
        found.append(asked.write(DocumentItem(**{field.name: getattr(file, field.name) for field in fields(file)}, meta=meta)))
    return found


def list_images(asked: Asked) -> Answer:
    asked.check_fields(ImageItem)
    tags.record(tags.listing("images"))
    rows = _narrowed(asked, asked.viewer.images(Image.objects.all()))
    page = paging.page(rows, IMAGE_SORTING, asked.values)
    return Answer(envelope(_images(asked, [row.pk for row in page.rows]), rows.count(), page.next_cursor))


def list_documents(asked: Asked) -> Answer:
    asked.check_fields(DocumentItem)
    tags.record(tags.listing("documents"))
    rows = _narrowed(asked, asked.viewer.documents(Document.objects.all()))
    page = paging.page(rows, DOCUMENT_SORTING, asked.values)
    return Answer(envelope(_documents(asked, page.rows), rows.count(), page.next_cursor))


def get_image(asked: Asked, pk: int) -> Answer:
    asked.check_fields(ImageItem)
    found = _images(asked, [pk]) if 0 < pk < 2**31 else []
    if not found:
        raise not_found("image")
    return Answer(found[0])


def get_document(asked: Asked, pk: int) -> Answer:
    asked.check_fields(DocumentItem)
    found = _documents(asked, list(asked.viewer.documents(Document.objects.filter(pk=pk)))) if 0 < pk < 2**31 else []
    if not found:
        raise not_found("document")
    return Answer(found[0])


def find_image(asked: Asked) -> Answer:
    return _find(asked, "images", asked.viewer.images(Image.objects.filter(pk=asked.values["id"])))


def find_document(asked: Asked) -> Answer:
    return _find(asked, "documents", asked.viewer.documents(Document.objects.filter(pk=asked.values["id"])))


def _find(asked: Asked, name: str, rows: QuerySet[Any]) -> Answer:
    if not rows.exists():
        raise Problem(404, f"There is no such {name.removesuffix('s')}.")
    return Answer(None, location=found_at(asked, f"{name}/{asked.values['id']}/", "id"))
