"""What the plain style of the site needs from the server."""

import re

import pytest
from django.test import Client
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

from cms.content.blocks.code import LANGUAGES, code_html
from cms.content.models import SiteIdentity
from tests import factories


@pytest.mark.django_db
def test_accent_of_the_identity_is_a_style_sheet(client: Client) -> None:
    factories.publication()
    SiteIdentity.objects.update(accent="#0A7F5C")

    address = re.search(r'href="(/accent-[^"]+)"', client.get("/").content.decode())
    assert address is not None
    response = client.get(address[1])

    assert response.headers["Content-Type"].startswith("text/css")
    assert response.content == b":root{--brand:#0a7f5c}"
    assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("colour", ["red", "0a7f5", "0a7f5c0", "0a7f5c;}"])
def test_accent_is_nothing_but_a_colour(client: Client, colour: str) -> None:
    factories.publication()

    assert client.get(f"/accent-{colour}.css").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_listing_of_one_line_is_shown_in_every_language(language: str) -> None:
    assert "curl" in re.sub(r"<[^>]+>", "", code_html("$ curl", language))


def test_style_sheet_knows_the_classes_of_a_python_listing() -> None:
    from django.contrib.staticfiles import finders

    path = finders.find("site/site.css")
    assert isinstance(path, str)
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - the finder gives a string
        known = set(re.findall(r"\.([a-z][a-z0-9]*)\b", file.read()))
    source = '# note\nfrom x import y\n\n@d\nclass A:\n    def f(self) -> int:\n        return len("s") + 1\n'
    used = {STANDARD_TYPES[kind] for kind, _ in get_lexer_by_name("python").get_tokens(source)}

    # Names, operators, punctuation and white space have the colour of the text.
    assert used - known <= {"", "n", "o", "p", "w", "nx"}
