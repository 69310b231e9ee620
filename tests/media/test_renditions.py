"""What is made of an original: every preset, upright, without metadata, once, and again when it is lost."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image as Pillow
from time_machine import travel

from cms.media import presets
from cms.media.models import Image, Rendition
from cms.media.picture import picture
from cms.media.renditions import enqueue_renditions, ensure_renditions
from cms.media.sweep import sweep_renditions
from tests.media import samples
from tests.media.conftest import Run, files_below

pytestmark = pytest.mark.django_db


def opened(rendition: Rendition) -> Pillow.Image:
    with rendition.file.open() as file:
        image = Pillow.open(BytesIO(file.read()))
    image.load()
    return image


def test_an_upload_gets_every_preset_in_every_format(make_image: Callable[..., Image]) -> None:
    image = make_image(samples.jpeg(2000, 1500))

    made = {row.filter_spec: (row.width, row.height) for row in image.prefetched_renditions}

    assert len(made) == 19
    assert made["fill-240x240|format-avif"] == (240, 240)
    assert made["fill-1600x900|format-webp"] == (1600, 900)
    assert made["max-1600x1600|format-jpeg"] == (1600, 1200)
    assert made["fill-1200x630|format-jpeg"] == (1200, 630)


def test_each_file_is_what_its_name_says(make_image: Callable[..., Image]) -> None:
    for rendition in make_image().prefetched_renditions:
        image = opened(rendition)
        assert str(image.format).lower() == rendition.filter_spec.rpartition("-")[2]
        assert image.size == (rendition.width, rendition.height)


def test_a_small_image_is_not_made_twice_in_the_same_size(make_image: Callable[..., Image]) -> None:
    image = make_image(samples.jpeg(300, 200))

    sizes = [(row.width, row.height) for row in image.prefetched_renditions if row.filter_spec.endswith("|format-avif")]

    assert sorted(sizes) == [(200, 200), (300, 170), (300, 200), (300, 200)]  # thumb, lead, body and card


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_no_rendition_says_where_or_with_what_a_photograph_was_taken(make_image: Callable[..., Image], kind: str) -> None:
    located = Pillow.open(BytesIO(samples.located_jpeg()))
    data = samples.located_jpeg() if kind == "JPEG" else samples.encoded(located, kind, exif=located.getexif())
    assert b"CANARY" in data

    image = make_image(data, f"photo.{kind.lower()}")
    image.get_rendition("original")  # as Wagtail's admin asks
    image.get_rendition("max-165x165")

    renditions = Rendition.objects.all()
    assert renditions.count() > 10
    for rendition in renditions:
        with rendition.file.open() as file:
            assert b"CANARY" not in file.read()
        assert not dict(opened(rendition).getexif())


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_renditions_stand_upright(make_image: Callable[..., Image], orientation: int) -> None:
    image = make_image(samples.located_jpeg(orientation))
    upright = (320, 480) if orientation in (6, 8) else (480, 320)

    shown = next(row for row in image.prefetched_renditions if row.filter_spec == "max-800x800|format-jpeg")

    assert (image.width, image.height) == upright
    assert (shown.width, shown.height) == upright
    red, green, _blue = opened(shown).convert("RGB").getpixel((0, 0))  # type: ignore[misc]
    corner = {3: (True, True), 6: (False, True), 8: (True, False)}[orientation]
    assert (red > 128, green > 128) == corner


def test_what_is_transparent_stays_transparent_but_not_for_social_networks(make_image: Callable[..., Image]) -> None:
    image = make_image(samples.encoded(samples.pixels(mode="RGBA"), "PNG"), "logo.png")

    specs = {row.filter_spec: row for row in image.prefetched_renditions}

    assert image.has_alpha
    assert opened(specs["max-800x800|format-png"]).mode == "RGBA"
    assert opened(specs["fill-1200x630|format-jpeg"]).getpixel((0, 0))[2] > 200  # type: ignore[index]


def test_colours_of_other_colour_spaces_are_kept(make_image: Callable[..., Image]) -> None:
    orange = Pillow.new("CMYK", (400, 300), (0, 128, 255, 0))

    image = make_image(samples.encoded(orange, "JPEG"))

    shown = opened(next(row for row in image.prefetched_renditions if row.filter_spec == "max-800x800|format-jpeg"))
    red, green, blue = shown.getpixel((200, 150))  # type: ignore[misc]
    assert (red > 230, 90 < green < 170, blue < 40) == (True, True, True)


def test_a_moving_image_becomes_a_still_and_says_so(make_image: Callable[..., Image]) -> None:
    image = make_image(samples.animated_gif(), "cat.gif")

    assert image.animated
    assert image.dominant_color == "#ff0000"
    assert not any(getattr(opened(row), "is_animated", False) for row in image.prefetched_renditions)


def test_crops_follow_the_focal_point(make_image: Callable[..., Image], work: Run) -> None:
    image = make_image(samples.jpeg(900, 300))
    image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = 850, 150, 60, 60
    image.save()
    work()

    thumb = picture(Image.objects.prefetch_renditions().get(pk=image.pk), "thumb")

    row = next(row for row in Rendition.objects.filter(image=image, filter_spec="fill-240x240|format-jpeg") if row.url == thumb.src)
    red = opened(row).getpixel((120, 120))[0]  # type: ignore[index]
    assert red > 200  # the right third; the middle is about 128
    assert thumb.focal_point is not None
    assert thumb.focal_point.x == pytest.approx(0.9, abs=0.02)


def test_nothing_is_made_twice(make_image: Callable[..., Image], media: Path) -> None:
    image = make_image()
    before = files_below(media)

    assert ensure_renditions(image) == []
    assert enqueue_renditions([image.pk]) == []
    assert files_below(media) == before


def test_only_what_changes_the_picture_asks_for_renditions(make_image: Callable[..., Image]) -> None:
    image = make_image()
    asked = DBTaskResult.objects.filter(task_path="cms.media.tasks.make_renditions", status="READY")
    image.caption = "Another"
    image.save()
    assert not asked.exists()

    image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = 100, 100, 20, 20
    image.save()
    assert asked.count() == 1


def test_a_replaced_file_replaces_everything(
    make_image: Callable[..., Image], work: Run, media: Path, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    image = make_image(samples.encoded(Pillow.new("RGB", (400, 300), "red"), "JPEG"))
    old = files_below(media)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        image.file = SimpleUploadedFile("other.jpg", samples.encoded(Pillow.new("RGB", (500, 300), "blue"), "JPEG"))
        image.save()

    assert not Rendition.objects.exists()  # the old picture may be why it was replaced
    work()

    image = Image.objects.prefetch_renditions().get(pk=image.pk)
    assert (image.width, image.dominant_color) == (500, "#0000fe")
    assert picture(image).width == 500
    assert not old & files_below(media)


def test_a_deleted_image_leaves_no_file(
    make_image: Callable[..., Image], work: Run, media: Path, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    image = make_image()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        image.delete()
    work()

    assert not files_below(media)


def test_files_of_an_image_that_is_gone_are_swept(make_image: Callable[..., Image], media: Path) -> None:
    image = make_image()
    Image.objects.filter(pk=image.pk)._raw_delete("default")  # the process died before it asked for the files' deletion
    Rendition.objects.all()._raw_delete("default")

    with travel(timezone.now() + timedelta(hours=2)):
        for _ in range(256):
            sweep_renditions()

    assert not files_below(media / "public")


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_make_one_file_for_each_row(media: Path) -> None:
    image = Image(title="Photo", file=SimpleUploadedFile("photo.jpg", samples.jpeg(300, 200)))
    image.save()
    barrier, errors = threading.Barrier(8), []

    def run() -> None:
        try:
            barrier.wait(10)
            ensure_renditions(Image.objects.get(pk=image.pk))
        except Exception as error:  # noqa: BLE001 - told to the main thread
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert not errors
    wanted = presets.specs_for(300, 200, has_alpha=False)
    rows = list(Rendition.objects.values_list("filter_spec", flat=True))
    assert sorted(rows) == sorted(wanted)
    assert files_below(media / "public") == {row.file.name for row in Rendition.objects.all()}


def test_a_lost_file_is_noticed_and_made_again(make_image: Callable[..., Image], work: Run, media: Path) -> None:
    image = make_image()
    lost = media / "public" / image.prefetched_renditions[3].file.name
    lost.unlink()

    assert sweep_renditions() == 1
    work()

    rows = Rendition.objects.filter(image=image)
    assert rows.count() == len(image.prefetched_renditions)
    assert files_below(media / "public") == {row.file.name for row in rows}
    assert sweep_renditions() == 0


def test_a_lost_row_is_noticed_and_its_file_taken_away_later(make_image: Callable[..., Image], work: Run, media: Path) -> None:
    image = make_image()
    Rendition.objects.filter(image=image, filter_spec="fill-240x240|format-avif").update(filter_spec="max-9x9")
    stray = media / "public" / Path(image.prefetched_renditions[0].file.name).with_name("stray.webp")
    stray.write_bytes(b"left behind by a renderer that was killed")

    sweep_renditions()
    work()
    assert stray.exists()  # it might be somebody's who is about to write the row

    with travel(timezone.now() + timedelta(hours=2)):
        sweep_renditions()
    assert not stray.exists()
    assert Rendition.objects.filter(image=image, filter_spec="fill-240x240|format-avif").exists()


def test_a_sweep_does_a_bounded_part_and_goes_on_where_it_stopped(make_image: Callable[..., Image], work: Run) -> None:
    images = [make_image(samples.jpeg(300, 200)) for _ in range(3)]
    Rendition.objects.all().delete()

    assert [sweep_renditions(limit=2), sweep_renditions(limit=2)] == [2, 1]
    work()

    assert all(enqueue_renditions([image.pk]) == [] for image in images)


def test_a_missing_original_is_recorded_and_logged_once(
    make_image: Callable[..., Image], media: Path, caplog: pytest.LogCaptureFixture
) -> None:
    image = make_image()
    (media / "private" / image.file.name).unlink()
    Rendition.objects.filter(image=image).first().delete()

    with caplog.at_level(logging.ERROR, "cms.media"):
        sweep_renditions()
        sweep_renditions()
        assert ensure_renditions(image) == []

    assert Image.objects.get(pk=image.pk).problem == "The original file is missing."
    assert len(caplog.records) == 1


def test_an_original_that_is_back_is_no_problem_any_more(make_image: Callable[..., Image], media: Path) -> None:
    image = make_image()
    original = media / "private" / image.file.name
    kept = original.read_bytes()
    original.unlink()
    sweep_renditions()
    original.write_bytes(kept)

    sweep_renditions()

    assert Image.objects.get(pk=image.pk).problem == ""


def test_a_sweep_survives_whatever_goes_wrong(make_image: Callable[..., Image], monkeypatch: pytest.MonkeyPatch) -> None:
    make_image()

    def broken(*args: object) -> set[str]:
        raise OSError("the disk is on fire")

    monkeypatch.setattr("cms.media.storage.RenditionStorage.names_in", broken)

    assert sweep_renditions() == 0


def test_an_image_replaced_while_it_was_drawn_shows_the_new_one(make_image: Callable[..., Image], work: Run) -> None:
    image = make_image(samples.encoded(Pillow.new("RGB", (400, 300), "red"), "JPEG"))
    slow = Image.objects.get(pk=image.pk)  # a worker that loaded the image before ...
    image.file = SimpleUploadedFile("new.jpg", samples.encoded(Pillow.new("RGB", (400, 300), "blue"), "JPEG"))
    image.save()
    slow.file = slow.file.storage.save("kept.jpg", SimpleUploadedFile("kept.jpg", samples.jpeg(400, 300)))
    assert ensure_renditions(slow) == []  # ... and draws after the replacement
    work()

    for row in Rendition.objects.filter(image=image):
        assert opened(row).convert("RGB").getpixel((50, 50))[2] > 240  # type: ignore[index]
