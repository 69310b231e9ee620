"""schemathesis over the whole schema, in this process: whatever it asks, no server error, and every answer conforms."""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.conf import LazySettings
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, given, settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from wagtail.contrib.redirects.models import Redirect

from cms.api.schema import document
from tests import factories
from tests.api.contract import faults, narrowed, promised
from tests.api.serving import kept_connection

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance, negative_data_rejection]
#: For each operation and way of asking; SCHEMA_EXAMPLES=100 looks further than the suite has time for.
EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "5"))


@pytest.fixture
def connection(db: None) -> Iterator[None]:
    with kept_connection():
        yield


@pytest.fixture
def known(connection: None, settings: LazySettings) -> dict[str, dict[str, Any]]:
    """A small publication; by the first part of a path, what its objects are called there."""
    settings.API_RATE_LIMIT = 0
    topic, author, series = factories.topic("Tides"), factories.author("Ada"), factories.series("Moon")
    article = factories.article(
        "Low tide",
        topics=[topic],
        authors=[author],
        series=series,
        tags=("sea",),
        body=[("heading", {"text": "Why", "level": "h2"}), ("paragraph", "<p>The moon.</p>")],
    )
    term = factories.term("Ebb")
    redirect = Redirect.objects.create(old_path="/old", redirect_page=article)
    return {
        "pages": {"id": article.pk},
        "images": {"id": factories.image().pk},
        "documents": {"id": factories.document().pk},
        "redirects": {"id": redirect.pk},
        "articles": {"slug": article.slug},
        "topics": {"slug": topic.slug},
        "authors": {"slug": author.slug},
        "series": {"slug": series.slug},
        "terms": {"slug": term.slug},
    }


@pytest.mark.once
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as described", "not as described"])
def test_whatever_is_asked_the_answer_is_one_of_those_that_the_schema_promises(
    known: dict[str, dict[str, Any]], mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_dict(document.document())
    schema.app = WSGIHandler()
    asked: dict[int, int] = {}

    def ask(case: schemathesis.Case[Any]) -> None:
        response = case.call(base_url="http://testserver/api/v2", headers={"Accept-Encoding": "identity"})
        asked[response.status_code] = asked.get(response.status_code, 0) + 1
        if "fields" not in (case.query or {}):
            case.validate_response(response, checks=[*CHECKS, response_schema_conformance])
            return
        # The schema describes whole answers; of a narrowed one everything may be absent.
        case.validate_response(response, checks=CHECKS)
        if response.status_code == 200:
            data = response.json()
            assert not faults(narrowed(promised(f"/api/v2{case.operation.path}", 200, "application/json")), data)

    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not document.document()["paths"][operation.path][operation.method]["parameters"]:
            continue  # what takes nothing cannot be asked wrongly
        names = known.get(operation.path.split("/")[1]) if "{" in operation.path else None
        for path_parameters in [names, None] if names else [None]:
            strategy = operation.as_strategy(generation_mode=mode, path_parameters=path_parameters)
            limits = hypothesis_settings(
                max_examples=EXAMPLES,
                deadline=timedelta(seconds=5),
                database=None,
                derandomize="SCHEMA_EXAMPLES" not in os.environ,  # the suite asks the same every time
                suppress_health_check=list(HealthCheck),
            )
            limits(given(case=strategy)(ask))()
    assert asked.get(200 if mode is GenerationMode.POSITIVE else 400, 0) > 20, asked
