"""From Markdown, with the shortcodes of Hugo and the tags of Jekyll, to HTML."""

import re
from collections.abc import Callable
from functools import cache
from html import escape

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

_HUGO = re.compile(r"\{\{([<%])\s*(/?)\s*([\w/.-]+)((?:\"[^\"]*\"|`[^`]*`|[^>%}])*?)/?\s*[>%]\}\}", re.DOTALL)
_LIQUID = re.compile(r"\{%-?\s*(\w+)\s*(.*?)\s*-?%\}", re.DOTALL)
_LIQUID_VALUE = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|`([^`]*)`|([^\s"'`]+))|"([^"]*)"|`([^`]*)`|([^\s"'`]+)""")
_FENCE = re.compile(r"^ {0,3}(```+|~~~+)[^\n]*\n.*?^ {0,3}\1[`~]*[ \t]*$", re.MULTILINE | re.DOTALL)
_MDX = re.compile(r"^(?:import\s.+?\sfrom\s+['\"][^'\"]+['\"];?|export\s+(?:const|default|let)\s.*)$", re.MULTILINE)
_COMPONENT = re.compile(r"</?[A-Z][\w.]*(?:\s[^<>]*)?/?>")
_KRAMDOWN = re.compile(r"\{:\s*[^}\n]*\}")
_LINK_TAGS = {"ref", "relref"}

Say = Callable[[str, str], None]


@cache
def _renderer() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(footnote_plugin).use(deflist_plugin)


def html_of(markdown: str, say: Say, *, mdx: bool = False) -> str:
    """HTML; `say` gets the kind and the words of what was lost."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\n\x02{len(kept) - 1}\x03\n"

    text = _FENCE.sub(keep, markdown.replace("\x02", "").replace("\x03", ""))
    text = _highlighted(text, kept)
    text = _HUGO.sub(lambda match: _hugo(match, say), text)
    text = _LIQUID.sub(lambda match: _liquid(match, say), text)
    text = _LIQUID_VALUE.sub(lambda match: _value(match, say), text)
    text = _KRAMDOWN.sub("", text)
    if mdx:
        text = _MDX.sub("", text)
        text = _COMPONENT.sub(lambda match: _component(match, say), text)
    text = re.sub("\x02(\\d+)\x03", lambda match: kept[int(match[1])], text)
    return re.sub(r'<hr class="footnotes-sep"[^>]*>', "", str(_renderer().render(text)))


def _highlighted(text: str, kept: list[str]) -> str:
    """Listings that are no fences: `{{< highlight go >}}` and `{% highlight ruby %}`."""

    def fence(match: re.Match[str]) -> str:
        code = match[2].strip("\n")
        marks = "`" * max(3, max((len(found) for found in re.findall("`+", code)), default=0) + 1)
        kept.append(f"{marks}{match[1]}\n{code}\n{marks}")
        return f"\n\x02{len(kept) - 1}\x03\n"

    text = re.sub(r"\{\{[<%]\s*highlight\s+\"?(\w+)\"?[^>%]*[>%]\}\}(.*?)\{\{[<%]\s*/\s*highlight\s*[>%]\}\}", fence, text, flags=re.DOTALL)
    return re.sub(r"\{%-?\s*highlight\s+(\w+)[^%]*%\}(.*?)\{%-?\s*endhighlight\s*-?%\}", fence, text, flags=re.DOTALL)


def _attributes(source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    number = 0
    for match in _ATTRIBUTE.finditer(source):
        if match[1]:
            found[match[1].lower()] = next(value for value in match.group(2, 3, 4, 5) if value is not None)
        else:
            found[str(number)] = next(value for value in match.group(6, 7, 8) if value is not None)
            number += 1
    return found


def _embed(url: str) -> str:
    return f'\n\n<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">{escape(url)}</div></figure>\n\n'


def _hugo(match: re.Match[str], say: Say) -> str:
    name, said = match[3], _attributes(match[4])
    if match[2]:
        return ""
    first = said.get("id") or said.get("0") or ""
    match name:
        case "figure":
            caption = said.get("caption") or said.get("title") or ""
            image = f'<img src="{escape(said.get("src", ""))}" alt="{escape(said.get("alt", ""))}">'
            return f"\n\n<figure>{image}{f'<figcaption>{escape(caption)}</figcaption>' if caption else ''}</figure>\n\n"
        case "youtube":
            return _embed(f"https://www.youtube.com/watch?v={first}")
        case "vimeo":
            return _embed(f"https://vimeo.com/{first}")
        case "gist":
            return f"https://gist.github.com/{said.get('0', '')}/{said.get('1', '')}"
        case "tweet" | "x" | "twitter":
            return _embed(f"https://twitter.com/{said.get('user', 'i')}/status/{first}")
        case "instagram":
            return _embed(f"https://www.instagram.com/p/{first}/")
        case _ if name in _LINK_TAGS:
            return said.get("path") or said.get("0") or ""
    say("shortcode", match[0])
    return ""


def _liquid(match: re.Match[str], say: Say) -> str:
    name, rest = match[1], match[2]
    if name in ("raw", "endraw", "comment", "endcomment"):
        return ""
    if name in ("link", "post_url"):
        return rest.strip() if name == "link" else f"/_posts/{rest.strip()}.md"
    say("shortcode", match[0])
    return ""


def _value(match: re.Match[str], say: Say) -> str:
    words = match[1]
    if re.match(r"site\.(?:base)?url\b", words):
        return ""
    if literal := re.match(r"""["']([^"']*)["']\s*\|\s*(?:relative_url|absolute_url|prepend)""", words):
        return literal[1]
    say("shortcode", match[0])
    return ""


def _component(match: re.Match[str], say: Say) -> str:
    if not match[0].startswith("</"):
        say("shortcode", match[0])
    return ""
