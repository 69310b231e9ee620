"""Raw block values that refer to something, with a canary in every text."""

import itertools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.journeys.canaries import Canaries, key
from tests.journeys.trees import FILM, PICTURE, RECORDING, Link, Ref

Words = Callable[[], str]

_numbers = itertools.count(1)


def identifier() -> str:
    """A UUID that nothing else has, no canary."""
    return str(UUID(int=next(_numbers)))


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": identifier()}


def items(*values: Any) -> list[dict[str, Any]]:
    return [block("item", value) for value in values]


def anchor(target: Ref, text: str) -> str:
    """A link in rich text, as the database keeps it."""
    kind = {"page": "page", "document": "document", "term": "term"}[target[0]]
    return f'<p>See <a linktype="{kind}" id="{key(target)}">{text}</a>.</p>'


def chosen(image: Ref, alt: str) -> dict[str, Any]:
    return {"image": key(image), "alt_text": alt, "decorative": False}


def _holding(place: str, html: str, word: Words) -> dict[str, Any]:
    """A block with rich text in `place`, every other text of it a canary of its own."""
    match place:
        case "paragraph":
            return block("paragraph", html)
        case "callout":
            return block("callout", {"kind": "tip", "title": word(), "text": html})
        case "faq":
            return block("faq", {"title": word(), "items": items({"question": word(), "answer": html})})
        case "step_list":
            return block("step_list", {"title": word(), "steps": items({"title": word(), "text": html, "image": None})})
        case "table":
            table = {"columns": [{"type": "rich_text", "heading": word()}], "rows": [{"values": [html]}], "caption": word()}
            return block("table", {"table": table, "row_headings": False, "source": ""})
        case "embed":
            return block("embed", {"url": "https://vimeo.com/76979871", "title": word(), "caption": html})
        case "transcript":
            return block("audio", {"file": key(("document", RECORDING)), "title": word(), "caption": "", "transcript": html})
        case _:
            return block("image", {"image": chosen(("image", PICTURE), word()), "caption": html, "credit": word(), "width": "text"})


def referring(link: Link, canaries: Canaries, wording: Ref | None) -> dict[str, Any] | None:
    """The block that a link is, or None for links that are no blocks. `wording` is a term that a text can stand at."""

    def own() -> str:
        return canaries.own(link.source)

    def both() -> str:
        return canaries.word(link.source, link.target)

    target = key(link.target)
    kind, _in, place = link.way.partition(" in ")
    if kind in ("page", "document", "term") and place != "a table cell":
        if place != "definition_list_text":
            return _holding(place, anchor(link.target, own()), own)
        # The editor's wording goes with the term that it stands at.
        return wording and block("definition_list", {"title": "", "items": items(_definition(wording, link, canaries))})
    match link.way:
        case "page in a table cell":
            table = {"columns": [{"type": "page", "heading": own()}], "rows": [{"values": [target]}], "caption": own()}
            return block("table", {"table": table, "row_headings": True, "source": ""})
        case "teaser":
            return block("teaser", {"heading": both(), "pages": items({"page": target, "title": "", "text": ""})})
        case "teaser with other words":
            return block("teaser", {"heading": "", "pages": items({"page": target, "title": both(), "text": both()})})
        case "button":
            return block("button", {"text": both(), "page": target, "url": "", "style": "primary"})
        case "image":
            return block("image", {"image": chosen(link.target, both()), "caption": f"<p>{both()}</p>", "credit": both(), "width": "wide"})
        case "gallery":
            shown = {"image": chosen(link.target, both()), "caption": f"<p>{both()}</p>", "credit": both()}
            other = {"image": chosen(("image", PICTURE), own()), "caption": f"<p>{own()}</p>", "credit": own()}
            return block("gallery", {"title": own(), "images": items(other, shown), "layout": "grid"})
        case "image of a step":
            return block("step_list", {"title": own(), "steps": items({"title": own(), "text": "", "image": chosen(link.target, both())})})
        case "poster":
            film = {"file": key(("document", FILM)), "title": own(), "poster": chosen(link.target, ""), "captions": None}
            return block("video", {**film, "caption": f"<p>{own()}</p>", "transcript": f"<p>{own()}</p>"})
        case "download":
            return block("download", {"document": target, "title": both(), "description": both()})
        case "audio":
            return block("audio", {"file": target, "title": both(), "caption": f"<p>{both()}</p>", "transcript": f"<p>{both()}</p>"})
        case "video":
            film = {"file": target, "title": both(), "poster": None, "captions": None}
            return block("video", {**film, "caption": f"<p>{both()}</p>", "transcript": ""})
        case "subtitles":
            film = {"file": key(("document", FILM)), "title": own(), "poster": None, "captions": target}
            return block("video", {**film, "caption": "", "transcript": ""})
        case "definition_list":
            return block("definition_list", {"title": both(), "items": items({"term": target, "definition": f"<p>{both()}</p>"})})
        case "reusable":
            return block("reusable", {"content": target})
    return None


def _definition(wording: Ref, link: Link, canaries: Canaries) -> dict[str, Any]:
    return {"term": key(wording), "definition": anchor(link.target, canaries.word(link.source, wording))}
