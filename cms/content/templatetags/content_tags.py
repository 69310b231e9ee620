"""Template tags that render content values."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from cms.content.blocks.output import blocks_html
from cms.content.values import Block

register = template.Library()


@register.simple_tag
def blocks(body: Iterable[Block]) -> SafeString:
    """The HTML of a whole body, each block through its own component: `{% blocks content.body %}`."""
    return blocks_html(body)
