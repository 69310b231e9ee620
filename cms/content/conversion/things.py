"""Pictures, players, quotations, and what is written below them."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from cms.content.blocks.providers import resolve
from cms.content.conversion.flow import Flow, Line, Quote, Ready
from cms.content.conversion.formatting import plain, rich_text, tidy
from cms.content.conversion.result import Dropped
from cms.content.conversion.source import Node

#: Formats of a caption: see `cms.content.richtext.CAPTION_FEATURES`.
CAPTION_MARKS = ("bold", "italic", "code")
#: Blocks with a document that is still to be found.
FILE_BLOCKS = ("audio", "video", "download")
MAX_QUOTE, MAX_SPEAKER, MAX_ALT = 600, 120, 255
_TINY, _SMALL = 3, 32
_SIZE = re.compile(r"\s*(\d{1,6})(?:\.\d+)?\s*(px|pt|in|cm)?\s*$")
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "in": 96.0, "cm": 37.8}
_FILE_NAME = re.compile(
    r"(?:.*\.(?:jpe?g|png|gif|webp|avif|heic|svg|bmp|tiff?)|(?:image|img|picture|grafik|bild)[\s_-]*\d*)", re.IGNORECASE
)
_GENERATED = re.compile(
    r"\s*(?:Description automatically generated(?: with \w+ confidence)?|AI-generated content may be incorrect\.?)\s*$", re.IGNORECASE
)
_EMOJI_CLASSES = {"emoji", "wp-smiley", "twemoji"}
_PLAYER_ADDRESSES = (
    (re.compile(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{11})"), "https://www.youtube.com/watch?v={}"),
    (re.compile(r"https?://player\.vimeo\.com/video/(\d+)"), "https://vimeo.com/{}"),
)
_SPEAKER = re.compile(r"\s*[\u2012-\u2015-]+\s*(.{1,120})$", re.DOTALL)
_MARKS_AROUND = (("\u201c", "\u201d"), ("\u201e", "\u201c"), ("\u00ab", "\u00bb"), ('"', '"'), ("\u2018", "\u2019"), ("\u00bb", "\u00ab"))


# --- pictures -------------------------------------------------------------------------------------------------------------


def picture(node: Node) -> Ready | Dropped | str:
    """An image block without its image; a sign that is shown as a picture as its letter; or why it is left out."""
    alt = _GENERATED.sub("", " ".join(node.get("alt")[:2000].split())).strip()
    src = node.get("src").strip() or node.get("data-src").strip()
    if alt and len(alt) <= 12 and node.classes & _EMOJI_CLASSES:
        return alt
    width, height = _pixels(node, "width"), _pixels(node, "height")
    if any(side is not None and side <= _TINY for side in (width, height)):
        return Dropped("tracking", _shown(src))
    if width is not None and height is not None and max(width, height) <= _SMALL:
        return Dropped("icon", alt or _shown(src))
    if not src:
        return Dropped("picture", alt)
    alt = "" if _FILE_NAME.fullmatch(alt) else alt[:MAX_ALT]
    return Ready("image", image_value(alt), src, alt, tuple(sorted(node.classes)))


def image_value(alt: str = "", caption: str = "", image: int | None = None) -> dict[str, object]:
    return {"image": {"image": image, "alt_text": alt, "decorative": False}, "caption": caption, "credit": "", "width": "text"}


def _pixels(node: Node, side: str) -> float | None:
    for said in (node.style.get(side, ""), node.get(side)):
        if match := _SIZE.match(said):
            return int(match[1]) * _PIXELS[match[2] or ""]
    return None


def _shown(src: str) -> str:
    return "" if src.startswith("data:") else src[:500]


# --- players and recordings -----------------------------------------------------------------------------------------------


def player(node: Node) -> Ready | Dropped:
    """An embed block for the player of a provider that we know."""
    src = node.get("src").strip() or node.get("data-src").strip()
    url = src if src.startswith("http") else f"https:{src}" if src.startswith("//") else ""
    for pattern, address in _PLAYER_ADDRESSES:
        if match := pattern.match(url):
            url = address.format(match[1])
    found = resolve(url) if url and len(url) <= 1000 else None
    if found is None:
        return Dropped("embed", src[:500])
    title = " ".join(node.get("title").split())[:255] or urlsplit(url).hostname or url[:255]
    return Ready("embed", {"url": url, "title": title, "caption": ""})


def recording(node: Node) -> Dropped:
    inside = next((child.get("src") for child in node.elements() if child.get("src")), "")
    src = node.get("src") or node.get("data") or inside
    return Dropped("recording", _shown(src))


# --- quotations -----------------------------------------------------------------------------------------------------------


def quote(flow: list[Flow]) -> list[Flow]:
    """The flow of a quotation. What is no text in it (a picture, a table) comes behind it."""
    lines = [item for item in flow if isinstance(item, Line) and item.role != "heading"]
    others = [item for item in flow if not (isinstance(item, Line) and item.role != "heading")]
    if any(isinstance(item, Line | Quote) for item in others):
        return flow  # headings or other quotations in it: a text of its own, indented
    return [Quote(lines), *others] if lines else others


def quote_block(lines: list[Line]) -> Ready | None:
    """A pull quote, if it is short and its words are all there is to it."""
    speakers = [plain(line.runs) for line in lines if line.role in ("citation", "caption")]
    spoken = [line for line in lines if line.role not in ("citation", "caption")]
    # A list, a note or a link would be lost in it.
    if any(line.role == "item" for line in spoken) or any(run.format.note or run.format.href for line in lines for run in line.runs):
        return None
    texts = [plain(line.runs) for line in spoken]
    if not speakers and len(texts) > 1 and (match := _SPEAKER.match(texts[-1])):
        speakers, texts = [match[1]], texts[:-1]
    text = without_marks("\n".join(text for text in texts if text))
    speaker = ", ".join(speakers)
    if match := _SPEAKER.match(speaker):
        speaker = match[1]
    if not text or len(text) > MAX_QUOTE or len(speaker) > MAX_SPEAKER:
        return None
    return Ready("pull_quote", {"quote": text, "attribution": speaker, "role": ""})


def without_marks(text: str) -> str:
    """A quotation without the marks around it: the design sets them."""
    for start, end in _MARKS_AROUND:
        if len(text) > 2 and text.startswith(start) and text.endswith(end) and text.count(start) <= (2 if start == end else 1):
            return text[1:-1].strip()
    return text


# --- what is written below ------------------------------------------------------------------------------------------------


def caption_html(lines: Iterable[Line]) -> str:
    """Lines as the rich text of a caption."""
    texts = [rich_text(tidy(line.runs), notes=False, marks=CAPTION_MARKS) for line in lines]
    return "".join(f"<p>{text}</p>" for text in texts if text)


def figure(flow: list[Flow]) -> list[Flow]:
    """The flow of a figure: its caption goes to the one thing that it holds."""
    captions = [item for item in flow if isinstance(item, Line) and item.role == "caption"]
    held = [item for item in flow if isinstance(item, Ready | Quote)]
    if not captions or not held:
        return flow
    rest = [item for item in flow if item not in captions]
    return rest if add_caption(held[-1], captions) else flow


def add_caption(thing: Ready | Quote, captions: list[Line]) -> bool:
    """Whether the thing took the caption."""
    if isinstance(thing, Quote):
        thing.lines += captions
        return True
    words = " ".join(plain(line.runs) for line in captions)
    if thing.type in ("image", "embed", "audio", "video") and not thing.value["caption"]:
        thing.value["caption"] = caption_html(captions)
    elif thing.type == "code" and not thing.value["caption"] and len(words) <= 255:
        thing.value["caption"] = words
    elif thing.type == "table" and not thing.value["table"]["caption"]:
        thing.value["table"]["caption"] = words
    else:
        return False
    return True
