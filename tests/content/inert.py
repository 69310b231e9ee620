"""Whether what is rendered stays text: nothing in it runs, loads from elsewhere, or leads to a script."""

import re
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from typing import Any

from markdown_it import MarkdownIt

from cms.content.blocks.providers import PROVIDERS
from cms.content.values import RichText

#: The elements that the components and rich text are made of.
KNOWN = {
    *(
        "article",
        "aside",
        "blockquote",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
    ),
    *("h6", "hr", "li", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    *("a", "abbr", "b", "br", "code", "del", "dfn", "em", "i", "s", "small", "span", "strong", "sub", "sup", "time"),
    *("audio", "iframe", "img", "picture", "source", "track", "video"),
}
_URL_ATTRIBUTES = {"action", "cite", "data", "formaction", "href", "poster", "src", "srcset", "xlink:href"}
_SAFE_URL = re.compile(r"(?:https?:|mailto:|tel:|/(?!/)|[#?]|data:image/(?:svg\+xml|webp|png|jpeg|gif);base64,|$)", re.IGNORECASE)


class _Watch(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in KNOWN:
            self.problems.append(f"<{tag}>")
        for name, value in attrs:
            self._look_at(tag, name, value or "")

    def _look_at(self, tag: str, name: str, value: str) -> None:
        # Browsers ignore white space and control characters in a scheme.
        url = re.sub(r"[\x00-\x20\x7f]+", "", value)
        if tag in ("td", "th") and (name, value) == ("style", "text-align:right"):
            return  # what Markdown's readers make of a column of numbers
        if name.startswith("on") or name in ("style", "srcdoc", "http-equiv"):
            self.problems.append(f"<{tag} {name}>")
        elif name in _URL_ATTRIBUTES and not _SAFE_URL.match(url):
            self.problems.append(f"<{tag} {name}={url[:60]!r}>")
        if tag == "iframe" and name == "src" and not any(provider.player.fullmatch(value) for provider in PROVIDERS.values()):
            self.problems.append(f"<iframe src={value[:60]!r}>")

    def handle_comment(self, data: str) -> None:
        self.problems.append("a comment")

    def handle_decl(self, decl: str) -> None:
        self.problems.append("a declaration")

    def handle_pi(self, data: str) -> None:
        self.problems.append("a processing instruction")

    def unknown_decl(self, data: str) -> None:
        self.problems.append("an unknown declaration")


def problems_of_html(html: str) -> list[str]:
    """What in this HTML could act; empty when it is inert."""
    watch = _Watch()
    watch.feed(html)
    watch.close()
    return watch.problems


def problems_of_markdown(markdown: str) -> list[str]:
    """What could act when the most trusting reader, who lets HTML and every kind of URL through, makes HTML of this Markdown."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return problems_of_html(reader.render(markdown))


def problems_of_content(content: Any, path: str = "") -> list[str]:
    """What could act when a frontend prints the payload: rich text and highlighted code as HTML, URLs as links."""
    if isinstance(content, RichText):
        return [f"{path}: {problem}" for problem in problems_of_html(content.html)]
    if is_dataclass(content) and not isinstance(content, type):
        return [
            problem for field in fields(content) for problem in problems_of_content(getattr(content, field.name), f"{path}.{field.name}")
        ]
    if isinstance(content, tuple):
        return [problem for item in content for problem in problems_of_content(item, path)]
    name = path.rpartition(".")[2]
    if isinstance(content, str) and name == "html":
        return [f"{path}: {problem}" for problem in problems_of_html(content)]
    if isinstance(content, str) and (name == "src" or name.endswith("url")) and not _SAFE_URL.match(content):
        return [f"{path}: {content[:60]!r}"]
    return []
