"""Click to edit: which element shows which field, and the way from there to the form."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, strategies

from cms.accounts.models import User
from cms.content.sources import ATTRIBUTE, Source, marked
from tests import factories
from tests.preview.sessions import page_url

_ADDED = re.compile(rf' {ATTRIBUTE}="[^"]*"')


def test_a_preview_says_what_each_element_shows_and_the_public_page_does_not(editor: Client) -> None:
    page = factories.article(
        "Low tide", standfirst="Why.", body=[("heading", {"text": "Why", "level": "h2"}), ("paragraph", "<p>One.</p><p>Two.</p>")]
    )
    blocks = [block["id"] for block in Client().get(f"/api/v2/pages/{page.pk}/").json()["body"]]
    html = editor.get(page_url(page)).content.decode()
    source = f"articles.ArticlePage:{page.pk}"
    assert f'<h1 {ATTRIBUTE}="{source}/title">' in html
    assert html.count(f'{ATTRIBUTE}="{source}/body/{blocks[0]}"') == 1
    assert html.count(f'{ATTRIBUTE}="{source}/body/{blocks[1]}"') == 2, "on each paragraph"
    assert f'data-masthead-object="{source}"' in html
    public = Client().get("/articles/low-tide/").content.decode()
    assert "masthead-source" not in public
    assert "preview/script.js" not in public
    assert Source.read(f"{source}/body/{blocks[0]}") == Source("articles.ArticlePage", page.pk, "body", blocks[0])


def test_every_snippet_and_the_front_page_say_what_they_show(editor: Client) -> None:
    body = [("paragraph", "<p>Words.</p>")]
    for made, field in (
        (factories.author("Ada", biography=body), "biography"),
        (factories.series("Moon", description="Words."), "description"),
        (factories.term("Ebb"), "definition"),
        (factories.reusable("Words", body=body), "body"),
    ):
        views = type(made).snippet_viewset
        html = editor.get(reverse(views.get_url_name("revisions_view"), args=(made.pk, made.latest_revision_id))).content.decode()
        assert f'{ATTRIBUTE}="{made._meta.app_label}.{type(made).__name__}:{made.pk}/{field}' in html


def test_from_a_source_to_the_form(editor: Client) -> None:
    page, author = factories.standard_page("About"), factories.author("Ada")
    url = reverse("preview_edit")
    answer = editor.get(url, {"source": f"content.StandardPage:{page.pk}/body/3f2a"})
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=(page.pk,)) + "#masthead=body/3f2a"
    answer = editor.get(url, {"source": f"articles.Author:{author.pk}"})
    assert answer["Location"] == reverse(type(author).snippet_viewset.get_url_name("edit"), args=(author.pk,))
    assert Client().get(url, {"source": f"content.StandardPage:{page.pk}"}).status_code == 302, "to sign in"


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("", 400),
        ("//evil.example", 400),
        ("javascript:alert(1)", 400),
        ("content.StandardPage:1/body/<script>", 400),
        ("content.StandardPage:999999", 404),
        ("content.StandardPage:2000000000", 404),
        ("accounts.User:1", 404),
        ("sessions.Session:1", 404),
        ("nothing.Nothing:1", 404),
    ],
)
def test_what_is_no_source_leads_nowhere(source: str, status: int, editor: Client) -> None:
    answer = editor.get(reverse("preview_edit"), {"source": source})
    assert answer.status_code == status
    assert "Location" not in answer


def test_whoever_may_not_edit_is_told_so(editor: Client) -> None:
    from django.contrib.auth.models import Permission

    page = factories.standard_page("About")
    user = User.objects.get()
    user.is_superuser = False
    user.save()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    assert editor.get(reverse("preview_edit"), {"source": f"content.StandardPage:{page.pk}"}).status_code == 403


_TEXT = strategies.text(strategies.characters(exclude_characters="<>&\"'", exclude_categories=("Cs", "Cc")), max_size=8)
_ELEMENTS = strategies.recursive(
    strategies.one_of(_TEXT, strategies.just("<br>"), strategies.just('<img alt="a > b">'), strategies.just("<!-- <p> -->")),
    lambda inner: strategies.builds(
        lambda name, parts: f"<{name} class='x'>{''.join(parts)}</{name}>",
        strategies.sampled_from(("p", "div", "figure", "h2")),
        strategies.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


@given(strategies.lists(_ELEMENTS, max_size=4))
def test_marking_adds_an_attribute_to_the_outermost_elements_and_changes_nothing_else(parts: list[str]) -> None:
    html = "".join(parts)
    made = marked(html, "a.B:1/body/x")
    assert _ADDED.sub("", made) == html
    outermost = sum(part.startswith("<") and not part.startswith("<!") for part in parts)
    assert len(_ADDED.findall(made)) == outermost
