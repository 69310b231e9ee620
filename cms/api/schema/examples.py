"""Examples for the document, made from the classes as the schemas are, so that both change together.

The words are those of the demonstration: an article of it, its topic, its author. Blocks show what the editor's block picker
shows.
"""

import types
from dataclasses import fields as dataclass_fields, is_dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from cms.api.schema.shapes import Shapes
from cms.content.blocks.base import ContentBlock
from cms.content.blocks.body import body_block
from cms.content.encoding import Encoder
from cms.content.pages import PageValue
from cms.content.scope import Scope
from cms.content.values import Block, Card, File, Link, PageRef, PageRefMeta, RichText, Term
from cms.media.picture import Picture, Source

BASE = "https://example.org"
_UUID = "4f6e2c9a-6d0b-4a51-9d0e-3c8a51f7d2b4"
_PAGE = "/articles/workshop/six-queries/"

#: What fields of these names hold, unless the class says otherwise.
WORDS: dict[str, Any] = {
    "id": 31,
    "uuid": _UUID,
    "title": "Six queries where one would do",
    "type": "articles.ArticlePage",
    "slug": "six-queries",
    "url": _PAGE,
    "html_url": BASE + _PAGE,
    "detail_url": f"{BASE}/api/v2/pages/31/",
    "download_url": f"{BASE}/media/images/9a/boats-1600.jpg",
    "canonical": BASE + _PAGE,
    "locale": "en",
    "language": "en",
    "standfirst": "The list page was slow, and every query on it was fast. How to see the N+1 problem, and four ways out of it.",
    "description": "A small magazine about the craft of building for the web with Python.",
    "introduction": "Where the magazine takes things apart.",
    "heading": "From the workshop",
    "text": "An earlier version counted the queries of the list twice.",
    "quote": "Do not guess. Count.",
    "tagline": "Building for the web with Python, unhurried",
    "footer": "Four Spaces is the demonstration magazine of this installation.",
    "accent": "#a03a25",
    "typefaces": "newsreader",
    "contact_email": "editors@example.org",
    "email": "mei@example.org",
    "role": "Writes about databases",
    "website": "https://example.org/mei",
    "mastodon": "",
    "home": "/",
    "label": "Topics",
    "name": "Databases",
    "old_path": "/six-queries",
    "location": BASE + _PAGE,
    "robots": "",
    "seo_title": "",
    "search_description": "",
    "word_count": 1240,
    "reading_time": 6,
    "article_count": 12,
    "comment_count": 3,
    "total_count": 31,
    "position": 2,
    "total": 3,
    "next_cursor": "WyItcHVibGlzaGVkX2F0IiwgMzFd",
    "level": 2,
    "status": 400,
    "problems": (),
    "also_known_as": ("SQL",),
    "alias_of": None,
    "breaking": None,
    "children": (),
    "comments_open": True,
    "featured": True,
    "footnotes": (),
    "feeds": (),
}
_PICTURE = Picture(
    id=5,
    uuid=_UUID,
    title="Boats",
    alt="Six boats at one landing stage",
    caption="",
    credit="Four Spaces",
    width=1200,
    height=800,
    focal_point=None,
    dominant_color="#7f9d8b",
    placeholder="data:image/webp;base64,UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA",
    src="/media/images/9a/boats-1200.jpg",
    sources=(
        Source("image/avif", "/media/images/9a/boats-800.avif 800w, /media/images/9a/boats-1200.avif 1200w"),
        Source("image/jpeg", "/media/images/9a/boats-800.jpg 800w, /media/images/9a/boats-1200.jpg 1200w"),
    ),
    sizes="(min-width: 48rem) 46rem, 100vw",
    preset="body",
)
_TOPIC = Link(7, "articles.TopicPage", "Databases", "/topics/databases/")
_TERM = Term(3, "Entity tag", "/terms/entity-tag/", "An opaque name for one version of a representation.", ("ETag",), _TOPIC)
_FILE = File(2, _UUID, "Tide tables", f"/documents/{_UUID}/tides.pdf", "tides.pdf", 1_400_000, "application/pdf")
_DESK = PageRef(
    4, PageRefMeta("articles.ArticleIndexPage", f"{BASE}/api/v2/pages/4/", f"{BASE}/articles/workshop/"), "Workshop", "/articles/workshop/"
)
_WORDS = RichText("<p>Do not guess. Count.</p>")
#: What fields of these classes hold.
OBJECTS: dict[type, Any] = {Picture: _PICTURE, Link: _TOPIC, Term: _TERM, File: _FILE, PageRef: _DESK, RichText: _WORDS}
#: Page types whose example is another page than the article: primary key, title and path.
PAGES: dict[str, tuple[int, str, str]] = {
    "home.HomePage": (3, "Four Spaces", "/"),
    "content.StandardPage": (9, "About", "/about/"),
    "articles.ArticleIndexPage": (4, "Workshop", "/articles/workshop/"),
    "articles.TopicIndexPage": (5, "Topics", "/topics/"),
    "articles.TopicPage": (7, "Databases", "/topics/databases/"),
}
#: Fields whose name means something else in these classes, by the name of the class.
OTHERWISE: dict[tuple[str, str], Any] = {
    ("ProblemDocument", "type"): "about:blank",
    ("ProblemDocument", "title"): "Bad Request",
    ("ProblemDocument", "detail"): "Unknown parameter 'limt'. Did you mean 'limit'?",
    ("ProblemDocument", "message"): "Unknown parameter 'limt'. Did you mean 'limit'?",
    ("ProblemDocument", "parameter"): "limt",
    ("Heading", "id"): "see-it-first",
    ("Heading", "text"): "See it first",
    ("Crumb", "title"): "Articles",
    ("Crumb", "url"): "/articles/",
    ("Translation", "locale"): "de",
    ("Translation", "url"): "/de/artikel/sechs-abfragen/",
    ("SiteValue", "name"): "Four Spaces",
    ("SitePayload", "name"): "Four Spaces",
    ("SitePayload", "navigation"): {"primary": ()},
    ("DefaultSeo", "title"): "Four Spaces",
    ("SocialLink", "label"): "Source code",
    ("SocialLink", "url"): "https://example.org/fourspaces",
    ("LocaleInfo", "name"): "English",
    ("LocaleInfo", "url"): "/",
    ("Section", "type"): "topic",
    ("RedirectTarget", "url"): _PAGE,
    **{("AuthorValue", name): value for name, value in {"type": "articles.Author", "title": "Mei Haddad", "slug": "mei-haddad"}.items()},
    ("AuthorValue", "url"): "/authors/mei-haddad/",
    ("SeriesValue", "type"): "articles.Series",
    ("SeriesValue", "title"): "The quiet week",
    ("SeriesValue", "slug"): "the-quiet-week",
    ("SeriesValue", "url"): "/series/the-quiet-week/",
    ("TagValue", "name"): "performance",
    ("TagValue", "slug"): "performance",
    ("TagValue", "url"): "/tags/performance/",
}
#: Components that get an example: what is answered, and what it is made of.
SHOWN = ("Picture", "Link", "Card", "File", "Term", "ProblemDocument", "Author", "SeriesPlace", "NavigationItem", "Heading")


class Examples:
    """Puts examples into the components of a document."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self.encode = Encoder(BASE)
        self.blocks = block_examples()

    def add(self) -> None:
        components, owners = self.shapes.components, self.shapes.owners
        for name, block in self.blocks.items():
            component = self.shapes.block_name(name)
            if component in components:
                components[component]["examples"] = [self.encode(block)]
        for name in SHOWN:
            if name in components:
                components[name]["examples"] = [self.encode(self.value(owners[name]))]
        for kind, model in self.shapes.kinds.items():
            components[self.shapes.page_name(kind)]["examples"] = [self.encode(self.page(kind, model.value_type))]

    def page(self, kind: str, value_type: type) -> Any:
        """A page of this type."""
        page = self.value(value_type)
        pk, title, path = PAGES.get(kind, (page.id, page.title, page.url))
        address, own = BASE + path, f"{BASE}/api/v2/pages/{pk}/"
        seo = replace(page.meta.seo, title=title, canonical=address)
        slug = path.strip("/").rpartition("/")[2] or "home"
        meta = replace(page.meta, type=kind, html_url=address, detail_url=own, slug=slug, seo=seo)
        return replace(page, id=pk, title=title, url=path, meta=meta)

    def value(self, hint: Any, name: str = "", owner: type | None = None, known: Any = None) -> Any:
        """A value of this type, as a field of this name and class would hold it."""
        for kind in owner.__mro__ if owner else ():
            if (kind.__name__, name) in OTHERWISE:
                return OTHERWISE[kind.__name__, name]
        origin, arguments = get_origin(hint), get_args(hint)
        if isinstance(hint, TypeVar):
            return self.value(known[hint])
        if hint is Block:
            return self.blocks["paragraph"]
        if hint is Card:
            return Card(
                31, "articles.ArticlePage", WORDS["title"], _PAGE, WORDS["standfirst"], _moment(), None, True, 6, 3, _PICTURE, _TOPIC
            )
        if hint in OBJECTS:
            return OBJECTS[hint]
        if origin is Literal:
            return WORDS[name] if WORDS.get(name) in arguments else arguments[0]
        if name == "id" and hint is str:
            return _UUID
        if name in WORDS and not (isinstance(WORDS[name], str) and _plain(hint) not in (str, None)):
            return WORDS[name]
        if origin in (Union, types.UnionType):
            return self.value(arguments[0], name, owner, known)
        if origin in (tuple, list):
            return (self.value(arguments[0], name, None, known),)
        if origin is dict:
            return {"og:type": "article"} if arguments[1] is str else {}
        kind = origin or hint
        if is_dataclass(kind) and isinstance(kind, type):
            hints = get_type_hints(kind)
            inside = dict(zip(kind.__type_params__, arguments, strict=True))
            return kind(**{field.name: self.value(hints[field.name], field.name, kind, inside) for field in dataclass_fields(kind)})
        return {datetime: _moment(), date: _moment().date(), int: 1, float: 0.5, bool: False, str: "Text"}.get(hint)


def _plain(hint: Any) -> Any:
    """What stands in a union beside None, or the type itself."""
    if get_origin(hint) in (Union, types.UnionType):
        return next((kind for kind in get_args(hint) if kind is not type(None)), None)
    return hint


def _moment() -> datetime:
    return datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def block_examples() -> dict[str, Block]:
    """Each block as the editor's block picker shows it; what it refers to is the demonstration's."""
    # Nothing here is looked up: what refers to something has an example of its own.
    scope: Any = Scope(None)  # type: ignore[arg-type]
    found: dict[str, Block] = {}
    for number, (name, block) in enumerate(body_block().child_blocks.items(), start=1):
        if not isinstance(block, ContentBlock):
            continue
        content = block.publish(block.get_prep_value(block.get_preview_value()), scope)
        if content is None:
            content = block.example()
        if content is not None:
            found[name] = Block(name, f"0d6e4c1a-0000-4000-8000-{number:012d}", real(content))
    return found


def real(value: Any) -> Any:
    """The value with the demonstration's objects in place of those of the block picker, which lead nowhere."""
    if isinstance(value, File):
        return File(2, _UUID, value.title, f"/documents/{_UUID}/{value.filename}", value.filename, value.size, value.content_type)
    if isinstance(value, Card):
        return Card(31, value.type, value.title, _PAGE, value.standfirst, _moment(), None, False, 6, 3, _PICTURE, _TOPIC)
    if type(value) in (Picture, Link, Term):
        return OBJECTS[type(value)]
    if isinstance(value, tuple):
        return tuple(real(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type | PageValue):
        return type(value)(**{field.name: real(getattr(value, field.name)) for field in dataclass_fields(value)})
    return value
