"""Cards that are drawn once for many pages."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone

from tests import factories


@pytest.mark.django_db
def test_an_editor_elsewhere_moves_no_date_that_readers_see(client: Client) -> None:
    """The admin, previews in it included, runs in the time zone of whoever works there."""
    factories.article("Tides", published_at=datetime(2026, 3, 31, 23, 30, tzinfo=UTC))
    with timezone.override("Pacific/Auckland"):
        assert "April 1, 2026" in client.get("/articles/").content.decode()
    assert "March 31, 2026" in client.get("/articles/").content.decode()
