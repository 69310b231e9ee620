"""The contract: the document is valid, precise to each block, and served to everybody."""

import copy
from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import validate

from cms.api.schema import document
from cms.content.blocks.body import BLOCKS
from tests.api.contract import ROOT, component, faults

SCHEMAS: dict[str, Any] = document.document()["components"]["schemas"]


def test_the_document_is_valid_openapi() -> None:
    validate(document.document())


def test_every_example_is_valid() -> None:
    shown = [(name, example) for name, schema in SCHEMAS.items() for example in schema.get("examples", [])]
    assert len(shown) > 30
    assert {name: found for name, example in shown if (found := faults(component(name), example))} == {}


def test_every_block_is_told_by_its_type_and_has_a_typed_value() -> None:
    union = SCHEMAS["Block"]
    assert list(union["discriminator"]["mapping"]) == list(BLOCKS)
    for name, reference in union["discriminator"]["mapping"].items():
        block = SCHEMAS[reference.rpartition("/")[2]]
        assert block["properties"]["type"]["const"] == name
        value = SCHEMAS[block["properties"]["value"]["$ref"].rpartition("/")[2]]
        assert value["additionalProperties"] is False
        assert set(value["required"]) == set(value["properties"])


def test_blocks_do_not_nest_without_end() -> None:
    inner = SCHEMAS["ReusableContent"]["properties"]["blocks"]["items"]["$ref"].rpartition("/")[2]
    assert set(SCHEMAS[inner]["discriminator"]["mapping"]) == set(BLOCKS) - {"reusable"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda block: block["value"].update(level="2"),
        lambda block: block["value"].update(extra=1),
        lambda block: block["value"].pop("id"),
        lambda block: block.update(type="paragraph"),
        lambda block: block.update(type="unheard-of"),
    ],
)
def test_a_block_of_another_shape_is_refused(spoil: Any) -> None:
    block = copy.deepcopy(SCHEMAS["HeadingBlock"]["examples"][0])
    assert faults(component("Block"), block) == []
    spoil(block)
    assert faults(component("Block"), block)


def test_every_parameter_says_its_limits() -> None:
    for path, item in document.document()["paths"].items():
        for parameter in next(iter(item.values()))["parameters"]:
            schema = parameter["schema"]
            parts = schema.get("anyOf", schema.get("oneOf", [schema]))
            assert parameter["description"], (path, parameter)
            for part in parts:
                bounded = {"enum", "const", "maxLength", "maximum", "format"} & set(part) or part.get("type") == "boolean"
                assert bounded, (path, parameter["name"])


# --- what is served ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_schema_is_served_to_everybody_and_revalidated(client: Client) -> None:
    answer = client.get(f"{ROOT}/schema/", headers={"origin": "https://elsewhere.example"})
    assert answer.json() == document.document()
    assert answer["Access-Control-Allow-Origin"] == "*"
    again = client.get(f"{ROOT}/schema/", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
