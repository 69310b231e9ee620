"""Staff look at every part of the site on one page."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from cms.content.blocks.body import BLOCKS
from tests import factories
from tests.content.test_blocks_preview import SHOWN

pytestmark = pytest.mark.django_db


def test_nobody_but_staff_sees_the_components(client: Client) -> None:
    assert client.get("/admin/look/").headers["Location"].startswith("/admin/login/")
    client.force_login(factories.user())
    assert client.get("/admin/look/").status_code == 302


def test_the_page_shows_every_token_and_every_block(client: Client) -> None:
    client.force_login(factories.user(superuser=True))
    response = client.get("/admin/look/")
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    assert {"--ink", "--measure", "--size-7"} <= {code.text for code in soup.select("th code")}
    parts = (".breadcrumbs li", ".corrections time", ".pagination [rel=next]", ".comment-replies .comment-staff", ".comment-removed")
    assert not [part for part in parts if not soup.select(part)]
    missing = [name for name in BLOCKS if not soup.select(f"#block-{name} {SHOWN[name]}")]
    assert not missing
    identifiers = [str(element["id"]) for element in soup.select("[id]")]
    assert sorted(identifiers) == sorted(set(identifiers))
