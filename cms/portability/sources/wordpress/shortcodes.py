"""Shortcodes, as HTML that says the same. What no site has without a plugin is taken off its text, and that is said."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape

from cms.portability.sources.records import Media

_NAME = r"[a-zA-Z][\w-]{1,40}"
_OPENING = re.compile(rf"\[(\[?)({_NAME})((?:\s+[^\[\]<>]*(?:<[^\[\]]*>[^\[\]<>]*)?)?)(/?)\](\]?)")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|(\S+)""")
_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u2033": '"', "\u2018": "'", "\u2019": "'"})
_CODE = {"code", "sourcecode", "source", "highlight", "crayon", "pre"}
_LANGUAGES = {
    *("bash", "shell", "css", "html", "java", "javascript", "js", "json", "perl", "php", "python", "ruby", "sql", "xml", "c", "cpp"),
    *("csharp", "go", "yaml", "diff", "powershell", "scala", "swift"),
}


@dataclass
class Surroundings:
    """What a text needs to know of its site. `said` collects (kind, text) of what was lost."""

    attachments: Callable[[Iterable[str]], list[Media]] = lambda ids: []
    uploaded_for_this: Callable[[], list[Media]] = list
    said: list[tuple[str, str]] = field(default_factory=list)


def expand(text: str, around: Surroundings) -> str:
    """The text with its shortcodes as HTML."""
    if "[" not in text:
        return text
    found: list[str] = []
    end = 0
    while match := _OPENING.search(text, end):
        found.append(text[end : match.start()])
        name = match[2].lower()
        if match[1] and match[5]:
            # [[gallery]] is how one writes about it.
            found.append(match[0][1:-1])
            end = match.end()
            continue
        found.append(match[1])
        closing = _closing(text, match.end(), match[2]) if not match[4] else None
        inside = text[match.end() : closing[0]] if closing else ""
        html = _html(name, _attributes(match[3]), inside, closing is not None, around)
        if html is None:
            found.append(match[0][len(match[1]) :])
            end = match.end()
            continue
        found.append(html)
        end = closing[1] if closing else match.end() - len(match[5])
    return "".join([*found, text[end:]])


def _closing(text: str, start: int, name: str) -> tuple[int, int] | None:
    tag = f"[/{name}]"
    at = text.find(tag, start)
    return (at, at + len(tag)) if at >= 0 else None


def _attributes(source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    number = 0
    for match in _ATTRIBUTE.finditer(source.translate(_QUOTES)):
        if match[1]:
            found[match[1].lower()] = next(value for value in match.group(2, 3, 4) if value is not None)
        else:
            found[str(number)] = match[5] if match[5] is not None else match[6]
            number += 1
    return found


def _html(name: str, said: dict[str, str], inside: str, closed: bool, around: Surroundings) -> str | None:
    """None for what is no shortcode: brackets are used for many things."""
    match name:
        case "caption" | "wp_caption":
            return _caption(said, inside) if closed else None
        case "gallery":
            return _gallery(said, around)
        case "embed" | "youtube" | "vimeo" | "video" | "audio" | "wpvideo" | "soundcloud" | "tweet" | "instagram":
            return _player(name, said, inside)
        case "playlist":
            media = around.attachments(_ids(said)) if _ids(said) else []
            tag = "video" if said.get("type") == "video" else "audio"
            return "".join(f'<{tag} src="{escape(item.url)}" title="{escape(item.title)}"></{tag}>' for item in media)
        case "gist":
            url = said.get("0") or said.get("url") or said.get("id") or inside
            url = url if url.startswith("http") else f"https://gist.github.com/{url}"
            return f'<p><a href="{escape(url)}">{escape(url)}</a></p>'
    if closed and (name in _CODE or name in _LANGUAGES) and (name != "code" or "\n" in inside or said):
        return _listing(name, said, inside)
    if closed or any(not key.isdecimal() for key in said):
        around.said.append(("shortcode", f"[{name}{''.join(f' {key}={value!r}' for key, value in said.items())[:200]}]"))
        return expand(inside, around)
    return None


def _caption(said: dict[str, str], inside: str) -> str:
    image = re.search(r"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", inside, re.IGNORECASE)
    if image is None:
        return inside
    text = said.get("caption") or (inside[: image.start()] + inside[image.end() :]).strip()
    return f"<figure>{image[0]}<figcaption>{text}</figcaption></figure>"


def _ids(said: dict[str, str]) -> list[str]:
    return [part.strip() for part in (said.get("ids") or said.get("include") or "").split(",") if part.strip().isdecimal()]


def _gallery(said: dict[str, str], around: Surroundings) -> str:
    ids = _ids(said)
    media = around.attachments(ids) if ids else around.uploaded_for_this()
    excluded = set((said.get("exclude") or "").replace(" ", "").split(","))
    media = [item for item in media if item.id not in excluded]
    if not media:
        around.said.append(("picture", "[gallery]: none of its pictures is in the export"))
        return ""
    return f'<figure class="gallery">{"".join(_figure(item) for item in media)}</figure>'


def _figure(item: Media) -> str:
    caption = f"<figcaption>{item.caption}</figcaption>" if item.caption else ""
    return f'<figure><img src="{escape(item.url)}" alt="{escape(item.alt)}" class="wp-image-{escape(item.id)}">{caption}</figure>'


def _player(name: str, said: dict[str, str], inside: str) -> str:
    sources = [value for key, value in said.items() if key in ("src", "mp3", "mp4", "m4a", "m4v", "ogg", "ogv", "wav", "webm", "url")]
    url = (inside.strip() if inside.strip().startswith(("http", "/")) else "") or next(iter(sources), "") or said.get("0", "")
    url = re.sub(r"<[^>]*>", "", url)
    if name == "vimeo" and url.isdecimal():
        url = f"https://vimeo.com/{url}"
    elif name == "youtube" and url and not url.startswith("http"):
        url = f"https://www.youtube.com/watch?v={url.lstrip('=')}"
    if name in ("video", "audio") and not re.match(r"https?://(?:www\.)?(?:youtube|youtu\.be|vimeo)", url):
        return f'<{name} src="{escape(url)}"></{name}>' if url else ""
    return embed(url) if url else ""


def embed(url: str) -> str:
    return f'<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">{escape(url.strip())}</div></figure>'


def _listing(name: str, said: dict[str, str], inside: str) -> str:
    language = said.get("language") or said.get("lang") or (name if name in _LANGUAGES else "")
    code = re.sub(r"</?p>|<br\s*/?>", "", inside).strip("\n")
    # The visual editor has escaped it already.
    code = code if re.search(r"&(?:lt|gt|amp|quot);", code) else escape(code, quote=False)
    return f'<pre class="brush: {escape(language)};">{code}</pre>' if language else f"<pre>{code}</pre>"
