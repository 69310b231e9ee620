"""From a page's address, as its readers know it, to the page and to the place on it where some words stand."""

import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.db import models
from django.utils import translation
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.content.frames import public_viewer
from cms.content.routing import Closed, Found, Moved, components_of, resolve, root_for
from cms.visibility import Principal, Viewer

#: Characters that are read of an address, and of words that somebody has selected.
LONGEST_ADDRESS, LONGEST_WORDS = 4_000, 300

#: A page, and whether this person may read it at its address.
type Answer = tuple[Page | None, bool]

_TAGS, _SPACE = re.compile(r"<[^>]*>"), re.compile(r"\s+")


def page_at(url: str, user: Any) -> Answer:
    """What is, was or will be at an address of one of our sites. Drafts lie where they will be published."""
    found = _split(url)
    if found is None:
        return None, False
    hostname, port, language, path = found
    public = public_viewer(hostname, port)
    if public is None:
        return None, False
    viewer = Viewer(public.site, Principal.of(user))
    answer = resolve(viewer, language, path)
    if isinstance(answer, Moved) and (moved := _split(urljoin(url, answer.url))) is not None:
        answer = resolve(viewer, language, moved[3])
    if isinstance(answer, Found):
        return answer.page, True
    root = root_for(viewer, language)
    if root is None or isinstance(answer, Closed):
        return None, False
    drafts = Page.objects.filter(url_path=root.url_path + "".join(f"{part}/" for part in components_of(path)), path__startswith=root.path)
    return drafts.first(), False


def _split(url: str) -> tuple[str, str, str, str] | None:
    """Host, port, language and the path without its language; None when it is no address."""
    try:
        parts = urlsplit(url[:LONGEST_ADDRESS])
        port = str(parts.port or (443 if parts.scheme == "https" else 80))
    except ValueError:
        return None
    path = unquote(parts.path)
    if not path or "\x00" in path:
        return None
    language = translation.get_language_from_path(parts.path)
    if language and path.startswith(f"/{language}/"):
        path = path.removeprefix(f"/{language}")
    return parts.hostname or "", port, language or settings.LANGUAGE_CODE, path


def place_of(page: Page, words: Iterable[str]) -> str:
    """The field, and in a body the block, of the newest draft in which the first of these words stand; empty if none do."""
    draft: Any = page.get_latest_revision_as_object()
    texts = [(place, _plain(text)) for place, text in _texts(draft)]
    for wanted in (_plain(words[:LONGEST_WORDS]) for words in words):
        if wanted and (place := next((place for place, text in texts if wanted in text), "")):
            return place
    return ""


def _texts(draft: Any) -> Iterable[tuple[str, str]]:
    """What readers read of a page, in the order in which they meet it: fields first, then each block of a body."""
    fields = [field for field in draft._meta.get_fields() if getattr(field, "editable", False)]
    own = [field for field in fields if field.model is not Page or field.name == "title"]
    for field in own:
        if isinstance(field, models.CharField | models.TextField | RichTextField) and not isinstance(field, models.SlugField):
            yield field.name, str(getattr(draft, field.name) or "")
    for field in own:
        if isinstance(field, StreamField):
            for item in getattr(draft, field.name).raw_data:
                yield f"{field.name}/{item.get('id') or ''}", " ".join(_strings(item.get("value")))


def _strings(raw: Any) -> Iterable[str]:
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, Mapping):
        for value in raw.values():
            yield from _strings(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _strings(value)


def _plain(text: str) -> str:
    """As it is compared: without markup, in one line."""
    return _SPACE.sub(" ", unescape(_TAGS.sub("", text))).strip()
