"""The HTML of cards.

It is made of a card's value, its look, the language and the time zone alone. The same card stands on many
pages, and stays as it is when one of its neighbours changes: what was made of a value is kept for the next
page that has an equal one.
"""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from cms.content.values import Card

#: Some five kilobytes each.
_MOST = 500


def card_html(card: Card, **look: Any) -> SafeString:
    """`look` is what `components/card.html` knows beside the card: `level`, `show_comments`, `sizes`, `loading`."""
    make = _made if settings.DEBUG else _kept
    # The colour of a topic is no part of what makes two links equal. The admin has the time zone of whoever works there.
    hue = card.primary_topic.hue if card.primary_topic else None
    return make(card, tuple(sorted(look.items())), (get_language(), get_current_timezone_name(), hue))


def _made(card: Card, look: tuple[tuple[str, Any], ...], _beside: tuple[Any, ...]) -> SafeString:
    return mark_safe(get_template("components/card.html").render({"card": card, **dict(look)}))  # noqa: S308 - a template escapes


_kept = lru_cache(_MOST)(_made)
