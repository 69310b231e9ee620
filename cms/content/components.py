"""The page of all components: every token, every part and every block of the public site, for staff, from the site's own templates.

Who may call it: whoever may enter the admin. It shows samples only, so nothing on it has to pass the visibility rule.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from cms.content.blocks.base import ContentBlock
from cms.content.blocks.body import body_block
from cms.content.blocks.examples import CARD
from cms.content.hues import HUES
from cms.content.rendering import layout_context, scope_for
from cms.content.scope import Scope
from cms.content.templatetags.content_tags import TONES
from cms.content.values import Block, Link

#: The declarations of the first `:root` of the token layer: what is true on a phone, in light and dark.
_ROOT = re.compile(r"@layer tokens \{\s*:root \{(.*?)\n  \}", re.DOTALL)
_TOKEN = re.compile(r"^\s*--([\w-]+): (.+?);", re.MULTILINE)
_SIZES = range(1, 8)
TOPIC = Link(1, "articles.TopicPage", "Rivers", "#")
AUTHORS = (Link(1, "articles.Author", "Ada Morgan", "#"), Link(2, "articles.Author", "Jo Weir", "#"))


@dataclass(frozen=True)
class Sample:
    """A block as the picker shows it. `body` is a body that holds nothing else; empty where it has nothing to show."""

    name: str
    label: str
    body: tuple[Block, ...]


@cache
def _tokens(file: str, _changed: float) -> dict[str, str]:
    found = _ROOT.search(Path(file).read_text("utf-8"))
    return dict(_TOKEN.findall(found[1])) if found else {}


def tokens() -> dict[str, str]:
    """Names and values as the style sheet declares them."""
    file = finders.find("site/site.css")
    return _tokens(file, Path(file).stat().st_mtime) if isinstance(file, str) else {}


def samples(scope: Scope) -> list[tuple[ContentBlock, Any]]:
    """Every block with the raw value of its preview. The scope wants what they refer to."""
    found = []
    for block in body_block().child_blocks.values():
        if isinstance(block, ContentBlock):
            raw = block.get_prep_value(block.get_preview_value())
            scope.want(block.references(raw))
            found.append((block, raw))
    return found


def _sample(block: ContentBlock, raw: Any, scope: Scope) -> Sample:
    content = block.publish(raw, scope)
    content = block.example() if content is None else content
    body = () if content is None else (Block(block.name, f"sample-{block.name}", content),)
    return Sample(block.name, str(block.label), body)


def _cards() -> list[Any]:
    moment = datetime(2026, 3, 4, 9, tzinfo=UTC)
    card = replace(CARD, published_at=moment, comment_count=3, primary_topic=TOPIC, authors=AUTHORS)
    return [replace(card, lead_image=None) if number == 1 else card for number in range(3)]


def _comment(pk: int, name: str, text: str, **more: Any) -> dict[str, Any]:
    moment = datetime(2026, 3, 4, 9 + pk, 15, tzinfo=UTC)
    return {"id": f"sample-{pk}", "name": name, "text": text, "created_at": moment, "reply_url": "#", "replies": (), **more}


def _discussion() -> dict[str, Any]:
    """What `components/comments.html` reads of a discussion: an answer of the staff, one by a reader, one that was removed."""
    answers = (
        _comment(2, "Ada Morgan", str(_("Yes: the second table has the figures.")), is_staff=True),
        _comment(3, "Jo", str(_("Thank you, found it.")), answers="Ada Morgan"),
    )
    threads = (
        _comment(1, "Jo", str(_("Is there a source for the depth of the channel?")), replies=answers),
        _comment(4, "", "", removed=True),
    )
    return {"count": 3, "threads": threads, "is_open": False, "pages": 3, "number": 2, "url": "#", "previous_url": "#", "next_url": "#"}


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    scope = scope_for(request, Locale.get_default().language_code)
    raws = samples(scope)
    context = layout_context(scope)
    return render(
        request,
        "pages/components.html",
        {
            **context,
            "tokens": tokens(),
            "sizes": _SIZES,
            "tones": range(TONES),
            "hues": HUES,
            "topic": TOPIC,
            "treatments": ("trio", "spread", "pillar", "ledger", "wire"),
            "cards": _cards(),
            "crumbs": (Link(3, "home.HomePage", "The Sample", "#"), Link(4, "articles.ArticleIndexPage", "Articles", "#")),
            "corrections": ({"date": date(2026, 3, 5), "text": _("An earlier version gave the wrong year of the flood.")},),
            "discussion": _discussion(),
            "samples": [_sample(block, raw, scope) for block, raw in raws],
        },
    )


urlpatterns = [path("look/", components, name="look")]
