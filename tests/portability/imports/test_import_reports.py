"""Reports of imports in the admin."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.portability.imports import wxr


@pytest.mark.django_db
@pytest.mark.once
def test_the_report_of_an_import_is_in_the_admin_for_those_who_may_see_it(tmp_path: Path, client: Client) -> None:
    factories.publication()
    body = '<img src="https://old.example.org/x.png"> [weather city="Oslo"] <a href="https://old.example.org/gone/">there</a>'
    path = wxr.write(tmp_path, wxr.document(wxr.item(1, "One <i>title</i>", body), wxr.item(2, post_type="recipe")))
    call_command("import_wordpress", path, verbosity=0)
    (tmp_path / "no.xml").write_text("nothing")
    with pytest.raises(CommandError):
        call_command("import_wordpress", tmp_path / "no.xml", verbosity=0)
    client.force_login(factories.user())
    assert client.get(reverse("imports")).status_code in (302, 403)
    client.force_login(factories.user(superuser=True))
    listing = client.get(reverse("imports")).content.decode()
    assert "wordpress:old.example.org" in listing
    assert "Refused" in listing
    runs = dict.fromkeys(re.findall(r'href="(/admin/reports/imports/\d+/)"', listing))
    pages = [client.get(run).content.decode() for run in runs]
    whole = next(page for page in pages if "wordpress:old.example.org" in page)
    assert "Type “recipe” is not known. Give --post-type recipe" in whole
    assert "weather city=" in whole
    assert "https://old.example.org/x.png" in whole
    assert "https://old.example.org/gone/" in whole
    assert any("is not XML" in page for page in pages)
    found = client.get(re.findall(r'href="([^"]*report\.json)"', whole)[0])
    assert found.json()["counts"]["article"] == {"in": 1, "created": 1}
