"""The picture value, and its HTML."""

from collections.abc import Callable

import pytest
from django.template import Context, Template
from pytest_django import DjangoAssertNumQueries
from wagtail.models import CollectionViewRestriction, Site

from cms import tags
from cms.media.models import Image, Rendition
from cms.media.picture import Picture, download_url, load_images, picture
from cms.visibility import Viewer
from tests import factories
from tests.media import samples

pytestmark = pytest.mark.django_db


def viewer() -> Viewer:
    return Viewer.public(Site.objects.get())


def html(value: Picture | None, **attributes: str) -> str:
    given = " ".join(f'{name}="{text}"' for name, text in attributes.items())
    return Template("{% load media_tags %}{% picture value " + given + " %}").render(Context({"value": value}))


def test_a_picture_has_all_that_a_page_needs(make_image: Callable[..., Image]) -> None:
    image = make_image(samples.jpeg(1000, 750), description="A loaf", caption="Bread", credit="Jane Doe")

    with tags.recording() as used:
        value = picture(image, "card")

    assert (value.alt, value.caption, value.credit, value.uuid) == ("A loaf", "Bread", "Jane Doe", str(image.uuid))
    assert (value.width, value.height) == (800, 533)
    assert value.src is not None
    assert value.src.startswith("/media/images/")
    assert [source.type for source in value.sources] == ["image/avif", "image/webp", "image/jpeg"]
    assert [part.split(" ")[1] for part in value.sources[0].srcset.split(", ")] == ["400w", "800w"]
    assert value.sources[2].srcset == f"{value.src} 800w"
    assert value.placeholder.startswith("data:image/webp;base64,")
    assert len(value.placeholder) <= 400
    assert used == {f"image:{image.pk}"}


def test_the_page_speaks_before_the_image(make_image: Callable[..., Image]) -> None:
    image = make_image(description="A loaf", caption="Bread", credit="Jane Doe")

    assert picture(image, alt="Today's loaf").alt == "Today's loaf"
    assert picture(image, decorative=True).alt == ""
    value = picture(image, caption="", credit="The bakery")
    assert (value.caption, value.credit) == ("", "The bakery")


def test_a_file_name_is_never_an_alternative_text(make_image: Callable[..., Image]) -> None:
    assert picture(make_image(name="IMG_2041.jpg")).alt == ""


def test_ten_images_take_as_many_queries_as_one(
    make_image: Callable[..., Image], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = make_image()
    ids = [first.pk, *(factories.image().pk for _ in range(9))]
    asked = viewer()
    assert not asked.closed_collections  # looked up once a request, whatever asks first

    for wanted in (ids[:1], ids):
        with django_assert_num_queries(1):
            pictures = [picture(image, "card") for image in load_images(wanted, asked).values()]
        assert len(pictures) == len(wanted)
    with django_assert_num_queries(0):
        assert load_images([], asked) == {}


def test_an_image_in_a_private_collection_is_not_loaded(make_image: Callable[..., Image]) -> None:
    private = factories.collection()
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    hidden, shown = make_image(collection=factories.collection(parent=private)), factories.image()

    assert set(load_images([hidden.pk, shown.pk], viewer())) == {shown.pk}


def test_an_image_without_renditions_shows_its_placeholder(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    image = Image.objects.prefetch_renditions().get(pk=factories.image().pk)

    with django_assert_num_queries(0):
        value = picture(image, "lead")
        shown = html(value)

    assert value.src is None
    assert value.sources == ()
    assert f'src="{value.placeholder}"' in shown
    assert 'width="64" height="48"' in shown


def test_a_missing_preset_is_stood_in_for_by_the_nearest_one(make_image: Callable[..., Image]) -> None:
    image = make_image(samples.jpeg(900, 600))
    Rendition.objects.filter(filter_spec__startswith="max-").delete()
    image = Image.objects.prefetch_renditions().get(pk=image.pk)

    value = picture(image, "body")

    assert value.sources == ()
    assert (value.width, value.height) == (800, 533)  # the card, whose shape is nearest
    assert value.src == picture(image, "card").src


def test_a_former_focal_point_is_better_than_nothing(make_image: Callable[..., Image]) -> None:
    image = make_image()
    before = picture(image, "thumb").src
    image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = 40, 40, 20, 20
    image.save()

    assert picture(Image.objects.prefetch_renditions().get(pk=image.pk), "thumb").src == before


def test_a_download_is_the_largest_whole_rendition_never_the_original(make_image: Callable[..., Image]) -> None:
    image = make_image(samples.located_jpeg(width=1000, height=400))

    largest = Rendition.objects.get(image=image, filter_spec="max-1600x1600|format-jpeg")
    assert download_url(image) == largest.url
    assert Image.objects.get(pk=image.pk).file.url == largest.url  # what Wagtail's APIs call the download URL


def test_an_image_that_was_not_loaded_for_this_is_a_mistake(make_image: Callable[..., Image]) -> None:
    with pytest.raises(ValueError, match="load_images"):
        picture(Image.objects.get(pk=make_image().pk))


def test_html_offers_each_format_and_reserves_the_space(make_image: Callable[..., Image]) -> None:
    value = picture(make_image(samples.jpeg(1000, 750)), "lead", alt="A loaf")
    shown = html(value, loading="eager")

    assert shown.index("image/avif") < shown.index("image/webp") < shown.index("<img")
    assert f'src="{value.src}"' in shown
    assert f'width="1000" height="{value.height}" alt="A loaf" loading="eager" decoding="async" fetchpriority="high"' in shown
    assert shown.count('sizes="(min-width: 75rem) 75rem, 100vw"') == 3
    assert "style=" not in shown


def test_html_is_lazy_unless_told_otherwise_and_carries_a_class(make_image: Callable[..., Image]) -> None:
    shown = html(picture(make_image()), **{"class": "wide"})

    assert '<picture class="wide">' in shown
    assert 'loading="lazy"' in shown
    assert "fetchpriority" not in shown


def test_no_picture_is_no_html() -> None:
    assert html(None).strip() == ""


def test_hostile_words_are_inert(make_image: Callable[..., Image]) -> None:
    hostile = '"><script>alert(1)</script>'
    shown = html(picture(make_image(description=hostile)))

    assert "<script" not in shown
    assert "&quot;&gt;&lt;script&gt;" in shown
