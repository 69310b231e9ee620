"""The draft has exactly the shape, and where nothing was changed exactly the content, of what is live: for every type there is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cms.content.models.previewed import Previewed
from tests import factories
from tests.api.contract import component, faults, promised
from tests.preview.sessions import Session, page_url

SOON = (datetime.now(UTC) + timedelta(hours=1)).replace(second=0, microsecond=0)
BODY = [("heading", {"text": "Why", "level": "h2"}), ("paragraph", "<p>The moon.</p>")]


def article() -> Any:
    topic, author, series = factories.topic("Tides"), factories.author("Ada"), factories.series("Moon")
    factories.article("Ebb", topics=[topic], authors=[author], series=series, series_position=1)
    return factories.article(
        "Low tide", topics=[topic], authors=[author], series=series, series_position=2, tags=("sea",), body=BODY, standfirst="Why."
    )


def identity() -> Any:
    from cms.content.models import SiteIdentity

    return SiteIdentity.objects.get()


def navigation() -> Any:
    from cms.content.models import Navigation

    return Navigation.objects.create(site=factories.site(), locale=factories.home().locale, role="footer", items=[])


def banner() -> Any:
    from cms.content.models import BreakingNews

    return BreakingNews.objects.create(site=factories.site(), locale=factories.home().locale, text="Storm.", until=SOON)


#: Model -> how to make one, and the address of its live payload.
TYPES: dict[str, tuple[Callable[[], Any], Callable[[Any], str]]] = {
    "home.HomePage": (factories.home, lambda page: f"pages/{page.pk}/"),
    "content.StandardPage": (lambda: factories.standard_page("About", body=BODY), lambda page: f"pages/{page.pk}/"),
    "articles.ArticleIndexPage": (factories.desk, lambda page: f"pages/{page.pk}/"),
    "articles.ArticlePage": (article, lambda page: f"pages/{page.pk}/"),
    "articles.TopicIndexPage": (factories.topics, lambda page: f"pages/{page.pk}/"),
    "articles.TopicPage": (lambda: factories.topic("Tides", body=BODY), lambda page: f"pages/{page.pk}/"),
    "articles.Author": (lambda: factories.author("Ada", biography=BODY), lambda author: f"authors/{author.slug}/"),
    "articles.Series": (lambda: factories.series("Moon"), lambda series: f"series/{series.slug}/"),
    "content.Term": (lambda: factories.term("Ebb"), lambda term: f"terms/{term.slug}/"),
    "content.SiteIdentity": (identity, lambda _: "site/"),
    "content.Navigation": (navigation, lambda _: "site/"),
    "content.BreakingNews": (banner, lambda _: "site/"),
}
#: Stands in bodies only: compared there.
EMBEDDED = {"content.ReusableContent"}


def preview_url(editor: Client, found: Any) -> str:
    """Where the editor sees the saved draft."""
    if isinstance(found, Page):
        return page_url(found)
    views = type(found).snippet_viewset
    if hasattr(found, "latest_revision"):
        return reverse(views.get_url_name("revisions_view"), args=(found.pk, found.latest_revision_id))
    url = reverse(views.get_url_name("preview_on_edit"), args=(found.pk,))
    form = {name: value for name, value in model_to_dict(found).items() if isinstance(value, str | int)}
    data = {**form, "social_links-count": "0", "items-count": "0", "until": f"{SOON:%Y-%m-%d %H:%M}"}
    assert editor.post(url, data).json()["is_valid"]
    return url


def test_every_type_with_a_preview_is_compared() -> None:
    models = {f"{model._meta.app_label}.{model.__name__}" for model in apps.get_models() if issubclass(model, Previewed)}
    assert models == TYPES.keys() | EMBEDDED


@pytest.mark.parametrize("name", TYPES)
def test_an_unchanged_draft_is_what_is_live(name: str, editor: Client) -> None:
    make, path = TYPES[name]
    found = make()
    live = Client().get(f"/api/v2/{path(found)}")
    assert live.status_code == 200
    session = Session(editor, preview_url(editor, found))
    draft = session.read()
    assert draft["payload"] == live.json()
    assert (draft["type"], draft["id"]) == (name, found.pk)
    assert session.about.items() >= {key: value for key, value in draft.items() if key != "payload"}.items()
    assert session.read(path(found)) == live.json(), "through the session, the public endpoint says the same"


def test_reusable_content_is_a_block_as_in_a_body(editor: Client) -> None:
    words = factories.reusable("Words", body=BODY)
    page = factories.standard_page("About", body=[("reusable", {"content": words})])
    live = Client().get(f"/api/v2/pages/{page.pk}/").json()["body"][0]
    draft = Session(editor, preview_url(editor, words)).read()
    assert (draft["kind"], draft["path"]) == ("reusable", None)
    assert draft["payload"]["value"] == live["value"]
    assert faults(component("ReusableBlock"), draft["payload"]) == []


@pytest.mark.parametrize("path", ["", "pages/", "articles/", "topics/", "authors/", "series/", "terms/", "site/", "resolve/"])
def test_answers_through_a_session_have_the_promised_shape(path: str, editor: Client) -> None:
    session = Session(editor, page_url(article()))
    query = {"path": "/articles/low-tide/"} if path == "resolve/" else {}
    schema = promised(f"/api/v2/{path}" if path else "/api/v2/preview/", 200, "application/json")
    assert faults(schema, session.read(path, **query)) == []
