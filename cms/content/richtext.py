"""Rich text: from the form that the database keeps to HTML that may be published.

The database keeps what Wagtail's editor writes: links carry the id of their target, not a URL. Publishing resolves the
references through a `Scope` (what may not be seen becomes its own text) and then sanitises the result, whatever it was
made from. Features: bold, italic, struck, sub- and superscript, inline code, lists, links to pages, documents, terms and
the web, abbreviations, footnotes.
"""

import re
import uuid
from collections.abc import Iterator
from functools import lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import nh3

from cms.content.values import RichText

if TYPE_CHECKING:
    from cms.content.scope import Reference, Scope

#: The editor's features for running text, in the order of its toolbar.
FEATURES = [
    "bold",
    "italic",
    "strikethrough",
    "superscript",
    "subscript",
    "code",
    "link",
    "document-link",
    "term",
    "footnote",
    "abbreviation",
    "ol",
    "ul",
]
#: For short texts inside other blocks: no lists.
INLINE_FEATURES = [feature for feature in FEATURES if feature not in ("ol", "ul")]
#: For captions and the like: no footnotes either.
CAPTION_FEATURES = ["bold", "italic", "code", "link"]

URL_SCHEMES = {"http", "https", "mailto", "tel"}
#: Longer texts are sanitised every time.
_MOST_KEPT = 4000
#: What a link can refer to by its id.
LINK_KINDS = {"page", "document", "term"}

# The database's form is written by the editor's exporter, which escapes angle brackets in attributes. Whatever does not look
# like that is left to the sanitiser. Nothing here may take more than one look at any part of a text.
_LINK_TAG = re.compile(r"<a\b([^<>]*)>|</a\s*>")
_FOOTNOTE = re.compile(r"<footnote\b([^<>]*)>[^<]*(?:<(?!/?footnote\b)[^<]*)*+</footnote\s*>")
_ATTRIBUTE = re.compile(r"""(?<![\w-])([\w-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)')""")
_PRIMARY_KEY = re.compile(r"[0-9]{1,18}\Z", re.ASCII)
_URL = re.compile(r"https?://[^\s<>\"']{1,2000}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_REFERENCE_ID = re.compile(rf"fnref-{_UUID.pattern[:-2]}(?:-[0-9]{{1,4}})?\Z")
_PLAINLY_SAFE_URL = re.compile(r"(?:https?://(?=[^/\\\[])|/(?![/\\])|[?#])[^\x00-\x20\x7f]*\Z")
_IGNORED_IN_URLS = re.compile(r"[\x00-\x1f\x7f]+")
_EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;|<br>)*+</p>")
_NOTHING_TO_READ = re.compile(r"(?:<[^>]*+>|&nbsp;|\s)*+")

_TAGS = {
    *("p", "br", "hr", "ol", "ul", "li", "blockquote", "h2", "h3", "h4"),
    *("b", "strong", "i", "em", "s", "del", "sup", "sub", "code", "a", "abbr"),
}
# "*": without it nh3 lets `title` and `lang` through everywhere.
_ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href", "id", "title", "class"}, "abbr": {"title"}, "sup": {"class"}}


def safe_url(url: str) -> str | None:
    """The URL if it is one that a reader's browser may be sent to, else None.

    Absolute URLs of the schemes in `URL_SCHEMES` pass, and those that begin with `/`, `?` or `#`. Protocol-relative ones
    (`//host`, however it is disguised) and paths without a slash before them do not.
    """
    if _PLAINLY_SAFE_URL.match(url):
        return url
    # Browsers ignore control characters wherever they stand, and see a backslash as a slash.
    url = _IGNORED_IN_URLS.sub("", url).strip().replace(" ", "%20")
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return None
    if scheme:
        return url if scheme in URL_SCHEMES else None
    return url if url.startswith(("/", "#", "?")) and not url.startswith(("//", "/\\")) else None


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return safe_url(value)
    if name == "class":
        return value if value == ("footnote-ref" if tag == "sup" else "term") else None
    if name == "id":
        return value if _REFERENCE_ID.match(value) else None
    return value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style", "iframe", "object", "noscript", "template", "svg", "math", "textarea", "title"},
    attributes=_ATTRIBUTES,
    attribute_filter=_keep_attribute,
    url_schemes=URL_SCHEMES,
    link_rel=None,
    strip_comments=True,
)


def _encodable(text: str) -> str:
    """The text without halves of characters, which JSON can hold and UTF-8 cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def sanitise(html: str) -> str:
    """Only the tags and attributes that rich text knows; everything else loses its markup, scripts their content too."""
    return _CLEANER.clean(_encodable(html))


def attributes(source: str) -> dict[str, str]:
    """The attributes of a tag's inside, unescaped, names in lower case."""
    return {name.lower(): unescape(double or single) for name, double, single in _ATTRIBUTE.findall(source)}


def primary_key(value: object) -> int | None:
    """The primary key that an `id` attribute holds, if it is one that a database can have."""
    text = str(value)
    return int(text) if _PRIMARY_KEY.match(text) else None


def references(source: str) -> Iterator["Reference"]:
    """What rich text, as the database keeps it, refers to."""
    for match in _LINK_TAG.finditer(source or ""):
        found = attributes(match[1] or "")
        kind, pk = found.get("linktype"), primary_key(found.get("id"))
        if kind in LINK_KINDS and pk is not None:
            yield kind, pk


def _link(source: str, scope: "Scope") -> str:
    """The start tag of a link as it is published; the empty string if it leads nowhere that may be seen."""
    found = attributes(source)
    kind = found.get("linktype")
    if not kind:
        url = safe_url(found.get("href", ""))
        return f'<a href="{escape(url)}">' if url else ""
    target = scope.get(kind, primary_key(found.get("id"))) if kind in LINK_KINDS else None
    if target is None:
        return ""
    if kind == "term":
        return f'<a class="term" href="{escape(target.url)}" title="{escape(target.definition)}">'
    return f'<a href="{escape(target.url)}">'


def _resolve_links(html: str, scope: "Scope") -> str:
    """Links with real URLs; one that leads nowhere becomes its text."""
    end_tags: list[str] = []

    def replace(match: re.Match[str]) -> str:
        if match[1] is None:
            return end_tags.pop() if end_tags else ""
        tag = _link(match[1], scope)
        end_tags.append("</a>" if tag else "")
        return tag

    return _LINK_TAG.sub(replace, html)


# --- footnotes --------------------------------------------------------------------------------------------------------


def footnote_id(identifier: str, note: str) -> str:
    """The identifier, in lower case, if it is a UUID; else one made from the note, the same every time."""
    identifier = identifier.strip().lower()
    return identifier if _UUID.match(identifier) else str(uuid.uuid5(uuid.NAMESPACE_OID, f"{identifier}\n{note}"))


def _footnote(match: re.Match[str], scope: "Scope") -> str:
    found = attributes(match[1])
    note = found.get("text", "").strip()
    if not note:
        return ""
    identifier, html = footnote_id(found.get("id", ""), note), RichText(link_urls(note))
    if any(known.id == identifier and known.html != html for known in scope.footnotes):
        # A copy that was given another text is another note: nothing that was written gets lost.
        identifier = footnote_id("", note)
    number = scope.add_footnote(identifier, html)
    anchor = scope.anchor(f"fnref-{identifier}")
    return f'<sup class="footnote-ref"><a id="{anchor}" href="#fn-{identifier}">{number}</a></sup>'


def _linked(match: re.Match[str]) -> str:
    """The web address that a match begins with, as a link, and the punctuation of the sentence behind it."""
    url = match[0]
    while url[-1] in ".,;:!?" or (url[-1] in ")]" and url.count(")") + url.count("]") > url.count("(") + url.count("[")):
        url = url[:-1]
    return f'<a href="{escape(url)}">{escape(url)}</a>{escape(match[0][len(url) :])}'


def link_urls(text: str) -> str:
    """Plain text as HTML, with its web addresses linked and its lines kept."""
    pieces, end = [], 0
    for match in _URL.finditer(text):
        pieces += [escape(text[end : match.start()]), _linked(match)]
        end = match.end()
    return "".join([*pieces, escape(text[end:])]).replace("\n", "<br>")


# --- publishing -------------------------------------------------------------------------------------------------------


def rich_text(source: str | None, scope: "Scope") -> RichText:
    """Publishable rich text from the database's form, references resolved through `scope`. Empty paragraphs are dropped."""
    if not source or not isinstance(source, str):
        return RichText()
    if len(source) <= _MOST_KEPT and "<a" not in source and "<footnote" not in source and "\x00" not in source:
        return _without_references(source)
    html = _encodable(source).replace("\x00", "")
    if "<a" in html:
        html = _resolve_links(html, scope)
    if "<footnote" in html:
        html = _FOOTNOTE.sub(lambda match: _footnote(match, scope), html)
    return _published(html)


@lru_cache(1000)
def _without_references(source: str) -> RichText:
    """What refers to nothing is the same wherever it is published; a paragraph is, on pages, in lists, feeds and searches."""
    return _published(_encodable(source).replace("\x00", ""))


def _published(html: str) -> RichText:
    html = _EMPTY_PARAGRAPH.sub("", sanitise(html))
    nothing = _NOTHING_TO_READ.match(html)
    return RichText("" if nothing and nothing.end() == len(html) else html)
