"""What the editor's block picker shows in place of things that may not exist: pictures, pages, documents, terms."""

from base64 import b64encode

from cms.content.blocks.text import HeadingContent, ParagraphContent
from cms.content.values import Block, Card, File, RichText, Term
from cms.media.picture import Picture

_DRAWING = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 320" width="480" height="320">
<path fill="#cfe0ea" d="M0 0h480v320H0z"/><circle cx="360" cy="90" r="42" fill="#f3d9a4"/>
<path fill="#7f9d8b" d="M0 210l120-90 90 70 110-110 160 140v100H0z"/><path fill="#4f7089" d="M0 240q120-30 240 0t240 0v80H0z"/></svg>"""

PICTURE = Picture(
    id=0,
    uuid="00000000-0000-0000-0000-000000000000",
    title="A river",
    alt="A river between hills in the morning",
    caption="",
    credit="Ada Morgan",
    width=480,
    height=320,
    focal_point=None,
    dominant_color="#cfe0ea",
    placeholder="",
    src="data:image/svg+xml;base64," + b64encode(_DRAWING).decode(),
    sources=(),
    sizes="100vw",
    preset="body",
)

CARD = Card(
    id=0,
    type="articles.ArticlePage",
    title="Where the river turns",
    url="#",
    standfirst="Three villages, one bridge, and the question who pays for it.",
    lead_image=PICTURE,
)


def _file(filename: str, title: str, size: int, content_type: str) -> File:
    return File(0, PICTURE.uuid, title, "#", filename, size, content_type)


DOCUMENT = _file("river-report.pdf", "The river report", 1_400_000, "application/pdf")
AUDIO = _file("weir.mp3", "The sound of the weir", 2_900_000, "audio/mpeg")
VIDEO = _file("bank.mp4", "A walk along the bank", 18_000_000, "video/mp4")

TERM = Term(id=0, name="Weir", url="#", definition="A low wall across a river that raises the water behind it.", also_known_as=("barrage",))

BLOCKS = (
    Block("heading", "example-heading", HeadingContent("About this series", 3, "about-this-series")),
    Block("paragraph", "example-paragraph", ParagraphContent(RichText("<p>Text that stands below every part of the series.</p>"))),
)
