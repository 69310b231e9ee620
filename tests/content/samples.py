"""A good raw value of every block, and a scope that knows what they refer to without a database."""

from typing import Any
from uuid import UUID

from wagtail.models import Site

from cms.content.blocks.base import ContentBlock
from cms.content.blocks.body import body_block
from cms.content.blocks.text import HeadingContent, ParagraphContent
from cms.content.scope import Reference, Scope
from cms.content.values import Block, Card, File, Link, RichText, Term
from cms.media.models import Image, Rendition
from cms.visibility import Viewer

IMAGE, PAGE, TERM, REUSABLE, PDF, MP3, MP4, VTT = 5, 12, 3, 4, 20, 21, 22, 23
_UUID = UUID("11111111-2222-4333-8444-555555555555")


def _image() -> Image:
    image = Image(pk=IMAGE, uuid=_UUID, collection_id=1, title="A bridge", description="A stone bridge", credit="Ada Morgan")
    image.width, image.height = 1200, 800
    image.prefetched_renditions = [
        Rendition(image=image, filter_spec=f"max-800x800|format-{kind}", width=800, height=533, file=f"bridge.800.{ending}")
        for kind, ending in (("jpeg", "jpg"), ("webp", "webp"))
    ]
    return image


def _file(pk: int, filename: str, content_type: str) -> File:
    return File(pk, str(_UUID), f"Title of {filename}", f"/documents/{pk}/{filename}", filename, 2048, content_type)


def known_objects() -> dict[Reference, Any]:
    link = Link(PAGE, "articles.TopicPage", "Rivers", "/topics/rivers/")
    return {
        ("image", IMAGE): _image(),
        ("page", PAGE): link,
        ("card", PAGE): Card(PAGE, "articles.TopicPage", "Rivers", "/topics/rivers/", "What flows."),
        ("term", TERM): Term(TERM, "Weir", "/terms/weir/", "A low wall < 3 m across a river.", ("barrage",), link),
        ("document", PDF): _file(PDF, "report.pdf", "application/pdf"),
        ("document", MP3): _file(MP3, "weir.mp3", "audio/mpeg"),
        ("document", MP4): _file(MP4, "bank.mp4", "video/mp4"),
        ("document", VTT): _file(VTT, "bank.vtt", "text/vtt"),
        ("reusable", REUSABLE): (
            Block("heading", "a1", HeadingContent("About us", 3, "about-us")),
            Block("paragraph", "a2", ParagraphContent(RichText("<p>We are a <b>cooperative</b>.</p>"))),
        ),
    }


class KnownScope(Scope):
    """Gives the objects above without asking anybody. With `anything=True` every primary key is one of them."""

    def __init__(self, *, anything: bool = False, without: tuple[str, ...] = ()) -> None:
        super().__init__(Viewer.public(Site()), "en")
        self.known = {reference: value for reference, value in known_objects().items() if reference[0] not in without}
        self.anything = {kind: value for (kind, _pk), value in self.known.items()} if anything else {}

    def get(self, kind: str, pk: int | None) -> Any:
        return self.known.get((kind, pk)) or (self.anything.get(kind) if pk is not None else None)  # type: ignore[arg-type]


def definitions() -> dict[str, ContentBlock]:
    return dict(body_block().child_blocks)


def _chosen(alt: str = "A bridge of stone", *, decorative: bool = False) -> dict[str, Any]:
    return {"image": IMAGE, "alt_text": alt, "decorative": decorative}


#: As the database keeps them. Lists are bare: `base.raw_list` reads both forms.
RAW: dict[str, Any] = {
    "paragraph": f'<p>See <a linktype="page" id="{PAGE}">rivers</a> and <b>this</b>.</p>',
    "heading": {"text": "Where the river turns", "level": "h3", "anchor": "river"},
    "pull_quote": {"quote": "We built the map first.\nThe road came second.", "attribution": "Ada Morgan", "role": "surveyor"},
    "callout": {"kind": "warning", "title": "High water", "text": "<p>Do not cross.</p>"},
    "divider": None,
    "image": {"image": _chosen(), "caption": "<p>The <i>old</i> bridge.</p>", "credit": "", "width": "wide"},
    "gallery": {
        "title": "Two views",
        "layout": "row",
        "images": [
            {"image": _chosen(), "caption": "", "credit": "Someone else"},
            {"image": _chosen("", decorative=True), "caption": "<p>Again.</p>", "credit": ""},
        ],
    },
    "embed": {"url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=1m5s", "title": "A song", "caption": "<p>From 1987.</p>"},
    "audio": {"file": MP3, "title": "The weir", "caption": "<p>In March.</p>", "transcript": "<p>Water.</p>"},
    "video": {"file": MP4, "title": "The bank", "poster": _chosen(), "captions": VTT, "caption": "", "transcript": "<p>A walk.</p>"},
    "code": {
        "language": "python",
        "code": "if a < b:\n    print('```')",
        "filename": "a.py",
        "caption": "Compare.",
        "line_numbers": True,
        "highlight_lines": "2",
    },
    "table": {
        "table": {
            "columns": [
                {"type": "text", "heading": "River"},
                {"type": "number", "heading": "Length"},
                {"type": "rich_text", "heading": "Note"},
                {"type": "page", "heading": "More"},
            ],
            "rows": [
                {"values": ["Elbe", "1094.5", "<p>To <b>sea</b></p>", PAGE]},
                {"values": ["Amazon", "6400000", "", None]},
                {"values": ["Dry", None, "", None]},
            ],
            "caption": "Rivers | lengths",
        },
        "row_headings": True,
        "source": "<p>Own count.</p>",
    },
    "step_list": {
        "title": "How to cross",
        "steps": [
            {"title": "Look", "text": "<p>Both ways.</p><ul><li>left</li><li>right</li></ul>", "image": _chosen()},
            {"title": "Walk", "text": "", "image": {"image": None, "alt_text": "", "decorative": False}},
        ],
    },
    "faq": {"title": "Before you go", "items": [{"question": "Is it open?", "answer": "<p>Yes.</p>"}]},
    "definition_list": {
        "title": "Words",
        "items": [{"term": TERM, "definition": ""}, {"term": TERM, "definition": "<p>In this text: <b>the</b> wall.</p>"}],
    },
    "fact_list": {"heading": "The Elbe", "facts": [{"label": "Length", "value": "1,094 km", "note": "to the sea"}]},
    "teaser": {"heading": "Read on", "pages": [{"page": PAGE, "title": "", "text": ""}, {"page": PAGE, "title": "Own", "text": "Words."}]},
    "button": {"text": "Read more", "page": PAGE, "url": "", "style": "secondary"},
    "download": {"document": PDF, "title": "", "description": "All of it."},
    "reusable": {"content": REUSABLE},
}


def published(name: str, raw: Any = ..., scope: Scope | None = None) -> Any:
    """The content of a block from its raw value (the good one, unless another is given)."""
    return definitions()[name].publish(RAW[name] if raw is ... else raw, scope or KnownScope())


def html(name: str, raw: Any = ..., scope: Scope | None = None) -> str:
    return str(definitions()[name].as_html(Block(name, "b1", published(name, raw, scope))))
