"""Content in the database that cannot be read: the page says so, the log says so, the lists go on."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests import factories

GOOD = {"type": "paragraph", "value": "<p>Good.</p>", "id": "good"}


@pytest.mark.parametrize(
    ("stored", "blocks", "problems"),
    [
        (json.dumps("{not json"), [], ["body"]),
        ('{"a": 1}', [], ["body"]),
        (json.dumps([GOOD, "x", {"type": 5}]), ["good"], ["body[1]", "body[2]"]),
        (json.dumps([GOOD, {"type": "image", "value": "no mapping", "id": "bad"}]), ["good"], ["bad"]),
    ],
)
def test_a_body_that_cannot_be_read_breaks_no_list(
    db: None, client: Client, caplog: pytest.LogCaptureFixture, stored: str, blocks: list[str], problems: list[str]
) -> None:
    factories.publication()
    broken, whole = factories.article("Broken"), factories.article("Whole", body=[("paragraph", "<p>Words.</p>")])
    with connection.cursor() as cursor:
        cast = "::jsonb" if connection.vendor == "postgresql" else ""
        cursor.execute(f"UPDATE articles_articlepage SET body = %s{cast} WHERE page_ptr_id = %s", [stored, broken.pk])  # noqa: S608
    answer = client.get("/api/v2/articles/?fields=body,problems&order=id")
    assert answer.status_code == 200
    items: dict[int, Any] = {item["id"]: item for item in answer.json()["items"]}
    assert [block["id"] for block in items[broken.pk]["body"]] == blocks
    assert items[broken.pk]["problems"] == problems
    assert (len(items[whole.pk]["body"]), items[whole.pk]["problems"]) == (1, [])
    assert any(record.levelname == "ERROR" for record in caplog.records)
    assert client.get("/articles/broken/").status_code == 200
