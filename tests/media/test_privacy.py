"""Images in private collections: their files move with the collection's privacy, whatever door it changed through."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction

from cms.accounts.models import User
from cms.media.models import Image, Rendition
from cms.media.renditions import ensure_renditions
from cms.media.sweep import sweep_renditions
from tests import factories
from tests.media import samples
from tests.media.conftest import Run, files_below

pytestmark = pytest.mark.django_db

Commit = Callable[..., object]


@contextmanager
def moving(media: Path, commit: Commit) -> Iterator[None]:
    """What happens inside is committed; afterwards every file of a rendition lies where its row says, and nowhere else."""
    with commit(execute=True):  # type: ignore[attr-defined]
        yield
    public = {row.file.name for row in Rendition.objects.all() if not row.file.name.startswith("private/")}
    private = {row.file.name.removeprefix("private/") for row in Rendition.objects.all()} - public
    assert files_below(media / "public") == public
    assert files_below(media / "private" / "renditions") == private


def is_public(image: Image) -> bool:
    """Whether the public gets the image's files; all of them or none."""
    urls = [row.url for row in Rendition.objects.filter(image=image)]
    answers = {Client().head(url).status_code for url in urls}
    assert len(urls) > 3
    assert answers in ({200}, {404})
    return answers == {200}


def restrict(admin: Client, collection: Collection, kind: str) -> None:
    """As an editor does it."""
    url = reverse("wagtailadmin_collections:set_privacy", args=(collection.pk,))
    assert admin.post(url, {"restriction_type": kind}).status_code == 200


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Commit) -> Commit:
    return django_capture_on_commit_callbacks


@pytest.fixture
def shelf(db: None) -> Collection:
    return factories.collection("Shelf")


@pytest.fixture
def image(shelf: Collection, make_image: Callable[..., Image]) -> Image:
    return make_image(samples.jpeg(300, 200), collection=factories.collection("Box", parent=shelf))


def test_restricting_a_collection_takes_its_files_off_the_public_place(
    admin: Client, image: Image, shelf: Collection, media: Path, commit: Commit
) -> None:
    public_url = image.prefetched_renditions[0].url
    assert is_public(image)

    with moving(media, commit):
        restrict(admin, shelf, "login")

    assert not is_public(image)
    assert Client().head(public_url).status_code == 404
    answer = admin.get(Rendition.objects.get(pk=image.prefetched_renditions[0].pk).url)
    assert answer.getvalue()
    assert answer["Cache-Control"] == "private, no-store"


def test_opening_a_collection_puts_them_back(admin: Client, image: Image, shelf: Collection, media: Path, commit: Commit) -> None:
    urls = {row.url for row in image.prefetched_renditions}
    with moving(media, commit):
        restrict(admin, shelf, "login")
    with moving(media, commit):
        restrict(admin, shelf, "none")

    assert is_public(image)
    assert {row.url for row in Rendition.objects.filter(image=image)} == urls


def test_an_upload_into_a_private_collection_is_never_public(shelf: Collection, make_image: Callable[..., Image], media: Path) -> None:
    CollectionViewRestriction.objects.create(collection=shelf, restriction_type="login")

    image = make_image(samples.jpeg(300, 200), collection=shelf)

    assert not is_public(image)
    assert not files_below(media / "public")


def test_moving_an_image_to_a_private_collection_and_back(admin: Client, image: Image, media: Path, commit: Commit) -> None:
    public, private = image.collection, factories.collection("Safe")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")

    for collection, expected in ((private, False), (public, True)):
        with moving(media, commit):
            form = {"title": "Photo", "collection": collection.pk, "tags": ""}
            assert admin.post(reverse("wagtailimages:edit", args=(image.pk,)), form).status_code == 302
        assert is_public(image) is expected


def test_moving_many_images_at_once(admin: Client, image: Image, media: Path, commit: Commit) -> None:
    private = factories.collection("Safe")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")

    with moving(media, commit):
        url = reverse("wagtail_bulk_action", args=("media", "image", "add_to_collection"))
        assert admin.post(f"{url}?id={image.pk}", {"collection": private.pk}).status_code == 302

    assert not is_public(image)


def test_moving_a_collection_below_a_private_one_and_out_again(
    admin: Client, image: Image, shelf: Collection, media: Path, commit: Commit
) -> None:
    private, root = factories.collection("Safe"), Collection.get_first_root_node()
    assert root is not None
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")

    for parent, expected in ((private, False), (root, True)):
        with moving(media, commit):
            url = reverse("wagtailadmin_collections:edit", args=(shelf.pk,))
            assert admin.post(url, {"name": "Shelf", "parent": parent.pk}).status_code == 302
        assert is_public(image) is expected


def test_a_change_that_nobody_saw_is_found_by_the_sweep(image: Image, shelf: Collection) -> None:
    CollectionViewRestriction.objects.bulk_create([CollectionViewRestriction(collection=shelf, restriction_type="login")])
    assert is_public(image)

    sweep_renditions()

    assert not is_public(image)


def test_a_move_that_was_cut_short_is_finished_later(image: Image, shelf: Collection, media: Path, work: Run) -> None:
    # The process died after it had moved the first file, before the row said so.
    CollectionViewRestriction.objects.create(collection=shelf, restriction_type="login")
    name = image.prefetched_renditions[0].file.name
    moved = media / "private" / "renditions" / name
    moved.parent.mkdir(parents=True)
    (media / "public" / name).rename(moved)

    work()

    assert not is_public(image)
    assert not files_below(media / "public")
    assert files_below(media / "private" / "renditions") == {row.file.name.removeprefix("private/") for row in Rendition.objects.all()}


def test_what_a_dead_renderer_left_behind_does_not_stay_public(image: Image, shelf: Collection, media: Path, work: Run) -> None:
    stray = (media / "public" / image.prefetched_renditions[0].file.name).with_name("stray.webp")
    stray.write_bytes(b"pixels")

    CollectionViewRestriction.objects.create(collection=shelf, restriction_type="login")
    work()

    assert not files_below(media / "public")


def test_a_collection_that_closes_while_an_image_is_drawn_wins(
    image: Image, shelf: Collection, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Rendition.objects.all().delete()
    CollectionViewRestriction.objects.create(collection=shelf, restriction_type="login")
    # The renderer had looked before the collection was closed.
    monkeypatch.setattr("cms.media.privacy.is_public", lambda image: True)

    ensure_renditions(image)

    assert not is_public(image)


def test_private_files_are_for_those_who_may_see_or_manage_them(image: Image, shelf: Collection, work: Run) -> None:
    board = Group.objects.create(name="Board")
    restriction = CollectionViewRestriction.objects.create(collection=shelf, restriction_type="groups")
    restriction.groups.add(board)
    work()
    member, outsider, editor = (User.objects.create_user(f"{name}@example.org") for name in ("member", "outsider", "editor"))
    member.groups.add(board)
    editor.groups.add(Group.objects.get(name="Editor"))  # may change every image
    url = Rendition.objects.filter(image=image)[0].url

    def answer(user: User | None) -> int:
        client = Client()
        if user:
            client.force_login(user)
        return int(client.head(url).status_code)

    assert [answer(user) for user in (None, outsider, member, editor)] == [404, 404, 200, 200]


def test_collections_offer_no_shared_password(admin: Client, shelf: Collection) -> None:
    url = reverse("wagtailadmin_collections:set_privacy", args=(shelf.pk,))
    assert "password" not in admin.get(url).json()["html"].lower()

    admin.post(url, {"restriction_type": "password", "password": "secret"})

    assert not CollectionViewRestriction.objects.exists()
