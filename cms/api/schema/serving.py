"""`schema/`. Who may call it: everybody."""

from cms.api.endpoints import Answer, Asked
from cms.api.schema import document


def get_schema(asked: Asked) -> Answer:
    """The OpenAPI document of this installation, with its own block and page types."""
    return Answer(None, body=document.text())
