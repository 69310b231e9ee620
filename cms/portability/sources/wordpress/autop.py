"""Paragraphs of WordPress's classic editor, which keeps them as empty lines (the rule of its `wpautop`)."""

import re

_BLOCKS = (
    "address|article|aside|blockquote|caption|center|col|colgroup|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|"
    "header|hgroup|hr|iframe|legend|li|main|math|menu|nav|object|ol|p|pre|script|section|style|summary|table|tbody|td|textarea|tfoot|th|"
    "thead|tr|ul|video|audio"
)
_PIECE = re.compile(rf"(<(/?)({_BLOCKS})(?=[\s/>])[^>]*>)", re.IGNORECASE)
_VERBATIM = re.compile(r"<(pre|script|style|textarea)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_EMPTY_LINES = re.compile(r"\n\s*\n")
#: What stands in these is not wrapped in a paragraph of its own unless there are several.
_INLINE_HOLDERS = {"p", "li", "td", "th", "dt", "dd", "figcaption", "caption", "summary", "h1", "h2", "h3", "h4", "h5", "h6", "legend"}


def autop(text: str) -> str:
    """HTML with a `<p>` for every paragraph and a `<br>` for every other end of a line."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f'<hr data-kept="{len(kept) - 1}">'

    text = _VERBATIM.sub(keep, text.replace("\r\n", "\n").replace("\r", "\n"))
    found: list[str] = []
    way: list[str] = []
    end = 0
    for match in _PIECE.finditer(text):
        found.append(_paragraphs(text[end : match.start()], way[-1] if way else ""))
        end = match.end()
        tag = match[3].lower()
        if match[2]:
            if tag in way:
                while way.pop() != tag:
                    pass
        elif tag not in ("hr", "col") and not match[1].endswith("/>"):
            way.append(tag)
        found.append(match[1])
    found.append(_paragraphs(text[end:], way[-1] if way else ""))
    return re.sub(r'<hr data-kept="(\d+)">', lambda match: kept[int(match[1])], "".join(found))


def _paragraphs(text: str, inside: str) -> str:
    if not text.strip():
        return text
    parts = [part.strip("\n") for part in _EMPTY_LINES.split(text) if part.strip()]
    lines = ["<br>\n".join(part.split("\n")) for part in parts]
    if inside in _INLINE_HOLDERS:
        # An end of a line beside a tag is nothing that anybody sees.
        return lines[0] if len(lines) == 1 and inside != "p" else "<br><br>".join(lines) if inside != "p" else "</p><p>".join(lines)
    return "".join(f"<p>{line}</p>" for line in lines)
