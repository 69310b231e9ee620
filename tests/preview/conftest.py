"""A publication, an editor, a frontend."""

import pytest
from django.conf import LazySettings
from django.test import Client

from tests import factories
from tests.preview.sessions import APP


@pytest.fixture
def publication(db: None, settings: LazySettings) -> None:
    settings.FRONTENDS = [APP]
    factories.publication()


@pytest.fixture
def editor(publication: None) -> Client:
    client = Client()
    client.force_login(factories.user("chief@example.org", superuser=True))
    return client
