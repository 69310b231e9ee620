"""The magazine's collection, its pictures and its files."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.models import Collection

from cms.media.models import Document, Image
from home.demo import drawings
from home.demo.files import FILES
from home.demo.texts import facts
from home.demo.work import Work

COLLECTION = "magazine"


def load_collection(work: Work) -> None:
    if work.ledger.has("collection", COLLECTION):
        return
    with transaction.atomic():
        root: Any = Collection.get_first_root_node()
        made = root.add_child(name=facts("identity")["name"])
        work.ledger.remember(COLLECTION, made, fingerprint="made")


def load_pictures(work: Work) -> None:
    about = facts("pictures")
    missing = [name for name in about if not work.ledger.has("image", name)]
    for number, name in enumerate(missing, start=1):
        work.say(f"Drawing {number} of {len(missing)}: {about[name]['title']}")
        filename, content = drawings.drawn(name)
        image = Image(
            title=about[name]["title"],
            description=about[name].get("alt", ""),
            caption=about[name].get("caption", ""),
            credit=about[name].get("credit", ""),
            collection_id=work.ledger.pk("collection", COLLECTION),
            **_focal_point(about[name].get("focal")),
        )
        with _stored(image, filename, content), transaction.atomic():
            image.save()
            work.ledger.remember(name, image, fingerprint="made")


def load_files(work: Work) -> None:
    about = facts("files")
    missing = [name for name in about if not work.ledger.has("document", name)]
    for name in missing:
        work.say(f"Making {name}")
        document = Document(title=about[name]["title"], collection_id=work.ledger.pk("collection", COLLECTION))
        with _stored(document, name, FILES[name]()), transaction.atomic():
            document.save()
            work.ledger.remember(name, document, fingerprint="made")


def _focal_point(centre: list[float] | None) -> dict[str, int]:
    """A focal point from x, y, width and height in the units of the drawing."""
    if centre is None:
        return {}
    x, y, width, height = (round(value * drawings.SCALE) for value in centre)
    return {"focal_point_x": x, "focal_point_y": y, "focal_point_width": width, "focal_point_height": height}


@contextmanager
def _stored(made: Image | Document, filename: str, content: bytes) -> Iterator[None]:
    """Put the file where the object wants it; take it away again if the object is not saved."""
    made.file.save(filename, ContentFile(content), save=False)
    try:
        yield
    except BaseException:
        made.file.storage.delete(str(made.file.name))
        raise
    finally:
        made.file.close()
