"""One publication in two languages: addresses, navigation between them, and nothing of the one in the lists of the other."""

import pytest
from django.conf import LazySettings
from django.test import Client
from wagtail.models import Locale

from articles.models import ArticlePage
from cms.content.models.base import BasePage
from tests import factories


@pytest.fixture
def french(db: None, settings: LazySettings) -> Locale:
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("fr", "Français")]
    factories.publication()
    locale: Locale = Locale.objects.create(language_code="fr")
    return locale


def translate[P: BasePage](page: P, locale: Locale, title: str) -> P:
    copy = page.copy_for_translation(locale, copy_parents=True)
    copy.title = title
    copy.save_revision().publish()
    return type(page).objects.get(pk=copy.pk)


@pytest.fixture
def pair(french: Locale) -> tuple[ArticlePage, ArticlePage]:
    article = factories.article("Low tide", standfirst="In English.")
    translate(factories.home(), french, "Accueil")
    translate(factories.desk(), french, "Nouvelles")
    return article, translate(article, french, "Marée basse")


def test_the_first_language_has_no_prefix_and_the_others_do(pair: tuple[ArticlePage, ArticlePage], client: Client) -> None:
    english, translated = pair
    assert english.url == "/articles/low-tide/"
    assert translated.url is not None
    assert translated.url.startswith("/fr/")
    assert "Low tide" in client.get(english.url).content.decode()
    answer = client.get(translated.url)
    assert '<html lang="fr"' in answer.content.decode()
    assert answer["Content-Language"] == "fr"
    assert client.get("/fr/articles/does-not-exist/").status_code == 404


def test_each_points_to_the_other(pair: tuple[ArticlePage, ArticlePage], client: Client) -> None:
    english, translated = pair
    assert f'hreflang="fr" href="http://testserver{translated.url}"' in client.get(str(english.url)).content.decode()
    payload = client.get(f"/api/v2/pages/{translated.pk}/").json()
    assert payload["translations"] == [{"locale": "en", "url": f"http://testserver{english.url}"}]
    assert payload["meta"]["locale"] == "fr"


def test_a_draft_translation_is_not_pointed_to(pair: tuple[ArticlePage, ArticlePage], client: Client) -> None:
    english, translated = pair
    translated.unpublish()
    assert "hreflang" not in client.get(str(english.url)).content.decode()
    assert client.get(f"/api/v2/pages/{english.pk}/").json()["translations"] == []


def test_lists_hold_one_language_each(pair: tuple[ArticlePage, ArticlePage], client: Client) -> None:
    french_list = client.get("/fr/articles/").content.decode()
    assert "Marée basse" in french_list
    assert "Low tide" not in french_list
    assert "Marée basse" not in client.get("/articles/").content.decode()
    titles = {item["title"] for item in client.get("/api/v2/pages/?locale=fr").json()["items"]}
    assert "Marée basse" in titles
    assert "Low tide" not in titles
