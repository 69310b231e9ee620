"""The visibility rule: the pure decision over its whole truth table, and its SQL form against it."""

from datetime import timedelta
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import timezone
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

from cms.visibility import ANONYMOUS, MAX_DEPTH, PageState, Principal, Restriction, Viewer, closed_paths, may_see
from tests import factories

ROOT, HOME, DESK, PAGE = "0001", "00010001", "000100010001", "0001000100010001"
STATES = {path: PageState(path, live=True) for path in (ROOT, HOME, DESK, PAGE)}


@pytest.mark.parametrize(("home", "desk", "page"), list(product(["live", "draft", "expired", "closed", "absent"], repeat=3)), ids=str)
def test_a_page_is_visible_only_when_it_and_every_ancestor_are(home: str, desk: str, page: str) -> None:
    conditions = {HOME: home, DESK: desk, PAGE: page}
    states = {
        path: PageState(path, live=condition != "draft", expired=condition == "expired")
        for path, condition in conditions.items()
        if condition != "absent"
    }
    closed = {path for path, condition in conditions.items() if condition == "closed"}
    assert may_see(PAGE, states, closed, {HOME}) is (set(conditions.values()) == {"live"})


def test_the_root_of_the_tree_hides_nothing_and_shows_nothing() -> None:
    states = {**STATES, ROOT: PageState(ROOT, live=False)}
    assert may_see(PAGE, states, (), {HOME})
    assert not may_see(ROOT, STATES, (), {ROOT})


def test_a_restriction_on_the_root_of_the_tree_closes_everything() -> None:
    assert not may_see(PAGE, STATES, {ROOT}, {HOME})


def test_a_page_of_another_site_is_invisible() -> None:
    assert not may_see(PAGE, STATES, (), {"00010002"})


def test_a_page_deeper_than_the_rule_looks_is_invisible() -> None:
    path = "0001" * (MAX_DEPTH + 1)
    states = {path[:end]: PageState(path[:end], live=True) for end in range(4, len(path) + 1, 4)}
    assert not may_see(path, states, (), {HOME})
    assert may_see(path[:-4], states, (), {path[:8]})


def test_a_malformed_path_is_invisible() -> None:
    assert not may_see(PAGE[:-1], STATES, (), {HOME})


@pytest.mark.parametrize(
    ("kind", "groups", "principal", "closed"),
    [
        ("none", (), ANONYMOUS, False),
        ("login", (), ANONYMOUS, True),
        ("login", (), Principal(1), False),
        ("groups", (5,), ANONYMOUS, True),
        ("groups", (5,), Principal(1), True),
        ("groups", (5,), Principal(1, frozenset({4})), True),
        ("groups", (5,), Principal(1, frozenset({4, 5})), False),
        ("groups", (5,), Principal(1, superuser=True), False),
        ("password", (), ANONYMOUS, True),
        ("password", (), Principal(1, superuser=True), True),
        ("something new", (), Principal(1, superuser=True), True),
    ],
)
def test_who_passes_a_restriction(kind: str, groups: tuple[int, ...], principal: Principal, closed: bool) -> None:
    restriction = Restriction(kind, DESK, frozenset(groups))
    assert (closed_paths([restriction], principal) == {DESK}) is closed


@pytest.fixture
def tree(db: None) -> dict[str, Page]:
    factories.publication()
    desk = factories.desk()
    return {"desk": desk, "article": factories.article("An article", parent=desk)}


def visible(principal: Principal = ANONYMOUS) -> set[str]:
    return set(Viewer(factories.site(), principal).pages().values_list("title", flat=True))


def test_the_queryset_and_the_pure_rule_agree(tree: dict[str, Page]) -> None:
    factories.article("Draft", live=False)
    factories.article("Expired", expire_at=timezone.now() + timedelta(days=1))
    Page.objects.filter(title="Expired").update(expire_at=timezone.now() - timedelta(seconds=1))
    viewer = Viewer(factories.site())
    paths = dict(Page.objects.values_list("path", "title"))
    states = viewer.states(paths)
    assert {title for path, title in paths.items() if viewer.sees(path, states)} == visible()
    assert "An article" in visible()
    assert not {"Draft", "Expired"} & visible()


def test_nothing_below_an_unpublished_page_is_visible(tree: dict[str, Page]) -> None:
    tree["desk"].unpublish()
    assert "An article" not in visible()


def test_a_private_page_and_all_below_it_are_for_those_who_may(tree: dict[str, Page]) -> None:
    person, group = factories.user(), Group.objects.create(name="Members")
    restriction = PageViewRestriction.objects.create(page=tree["desk"], restriction_type="groups")
    restriction.groups.add(group)
    assert "An article" not in visible()
    assert "An article" not in visible(Principal.of(person))
    person.groups.add(group)
    assert "An article" in visible(Principal.of(person))
    person.is_active = False
    assert Principal.of(person) == Principal.of(AnonymousUser()) == ANONYMOUS


def test_an_alias_is_closed_where_its_source_is(tree: dict[str, Page]) -> None:
    private = factories.standard_page("Members only")
    source = factories.standard_page("Secret", parent=private)
    alias = source.create_alias(parent=factories.home(), update_slug="copy")
    second = alias.create_alias(parent=factories.home(), update_slug="copy-of-copy")
    Page.objects.filter(pk__in=[alias.pk, second.pk]).update(live=True)
    assert {"Secret"} <= visible()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert "Secret" not in visible()


def test_images_and_documents_of_a_private_collection_are_invisible_with_all_below(db: None) -> None:
    factories.publication()
    private = factories.collection()
    inner = factories.collection(parent=private)
    image, document = factories.image(collection=inner), factories.document(collection=inner)
    viewer = Viewer(factories.site())
    assert viewer.images().filter(pk=image.pk).exists()
    assert viewer.documents().filter(pk=document.pk).exists()
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    viewer = Viewer(factories.site())
    assert not viewer.images().filter(pk=image.pk).exists()
    assert not viewer.documents().filter(pk=document.pk).exists()
    assert Viewer(factories.site(), Principal(1)).images().filter(pk=image.pk).exists()
