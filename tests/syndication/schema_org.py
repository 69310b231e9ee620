"""What schema.org and Google's search documentation ask of the types that Masthead publishes.

For each type: what must be there, what may be there, and of what kind each value is. Whoever adds a property adds it here, after
looking it up at schema.org.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

Node = dict[str, Any]

TEXT, NUMBER, BOOLEAN, URL, DATE, DURATION = "text", "number", "boolean", "url", "date", "duration"

_PAGE = {
    "url": URL,
    "name": TEXT,
    "inLanguage": TEXT,
    "description": TEXT,
    "image": (URL, "ImageObject"),
    "breadcrumb": ("BreadcrumbList",),
    "isPartOf": ("WebSite", "CreativeWorkSeries"),
    "about": ("Thing", "DefinedTerm", "DefinedTermSet"),
    "mainEntity": ("Person", "ItemList", "CreativeWorkSeries", "DefinedTerm", "DefinedTermSet", "Question"),
}
_ARTICLE = {
    **_PAGE,
    "headline": TEXT,
    "datePublished": DATE,
    "dateModified": DATE,
    "author": ("Person", "Organization"),
    "publisher": ("Organization",),
    "mainEntityOfPage": URL,
    "articleSection": TEXT,
    "keywords": TEXT,
    "wordCount": NUMBER,
    "timeRequired": DURATION,
    "commentCount": NUMBER,
    "isAccessibleForFree": BOOLEAN,
    "position": NUMBER,
    "correction": ("CorrectionComment",),
}
_THING = {"name": TEXT, "url": URL, "description": TEXT, "alternateName": TEXT, "image": (URL, "ImageObject"), "sameAs": URL}

#: Type -> (what must be there, what may be there).
TYPES: dict[str, tuple[set[str], dict[str, Any]]] = {
    "NewsArticle": ({"headline", "datePublished", "dateModified", "author", "publisher", "url"}, _ARTICLE),
    "Article": ({"headline", "datePublished", "dateModified", "author", "publisher", "url"}, _ARTICLE),
    "WebPage": ({"url", "name", "inLanguage"}, _PAGE),
    "CollectionPage": ({"url", "name", "inLanguage"}, _PAGE),
    "ProfilePage": ({"url", "name", "mainEntity"}, _PAGE),
    "FAQPage": ({"mainEntity"}, _PAGE),
    "Question": ({"name", "acceptedAnswer"}, {"name": TEXT, "acceptedAnswer": ("Answer",)}),
    "Answer": ({"text"}, {"text": TEXT}),
    "BreadcrumbList": ({"itemListElement"}, {"itemListElement": ("ListItem",)}),
    "ItemList": ({"itemListElement"}, {"itemListElement": ("ListItem",), "numberOfItems": NUMBER}),
    "ListItem": ({"position", "item"}, {"position": NUMBER, "name": TEXT, "item": (URL, "Person", "DefinedTerm")}),
    "Organization": ({"name", "url"}, {**_THING, "logo": ("ImageObject",)}),
    "Person": ({"name", "url"}, {**_THING, "jobTitle": TEXT, "email": TEXT, "worksFor": ("Organization",)}),
    "WebSite": ({"name", "url"}, {**_THING, "inLanguage": TEXT, "publisher": ("Organization",), "potentialAction": ("SearchAction",)}),
    "ImageObject": ({"url"}, {"url": URL, "width": NUMBER, "height": NUMBER, "caption": TEXT, "creditText": TEXT}),
    "Thing": ({"name"}, _THING),
    "DefinedTerm": ({"name", "description", "url"}, {**_THING, "inDefinedTermSet": URL}),
    "DefinedTermSet": ({"name", "hasDefinedTerm"}, {**_THING, "inLanguage": TEXT, "hasDefinedTerm": ("DefinedTerm",)}),
    "CreativeWorkSeries": ({"name", "url"}, _THING),
    "CorrectionComment": ({"text"}, {"text": TEXT, "datePublished": DATE}),
}
#: More of one kind of value than Google shows.
HEADLINE = 110


def problems(data: Node) -> list[str]:
    """What is wrong with a block of JSON-LD."""
    found = []
    if data.get("@context") != "https://schema.org":
        found.append("@context is not https://schema.org")
    nodes = data.get("@graph", [])
    known = {node["@id"]: node for node in _nodes(nodes) if "@type" in node and "@id" in node}
    ids = [node["@id"] for node in nodes if "@id" in node]
    found += [f"{name} stands twice in the graph" for name in set(ids) if ids.count(name) > 1]
    for node in nodes:
        found += _check(node, known, "graph")
    return found


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item)
    elif isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _nodes(item)


def _check(node: Node, known: dict[str, Node], where: str) -> list[str]:
    kind = node.get("@type", "")
    if kind not in TYPES:
        return [f"{where}: {kind or 'a node without a type'} is not a type that is published here"]
    must, may = TYPES[kind]
    found = [f"{where}: {kind} has no {name}" for name in sorted(must - node.keys())]
    if "headline" in node and len(node["headline"]) > HEADLINE:
        found.append(f"{where}: headline is longer than {HEADLINE}")
    for name, value in node.items():
        if name.startswith("@"):
            continue
        if name not in may:
            found.append(f"{where}: {kind} has no property {name}")
            continue
        for item in value if isinstance(value, list) else [value]:
            found += _value(item, may[name], known, f"{kind}.{name}")
    return found


def _value(item: Any, wanted: Any, known: dict[str, Node], where: str) -> list[str]:
    kinds = wanted if isinstance(wanted, tuple) else (wanted,)
    if isinstance(item, dict):
        if set(item) == {"@id"}:
            if item["@id"] not in known:
                return [f"{where} names {item['@id']}, which is not in the graph"]
            return [] if known[item["@id"]]["@type"] in kinds else [f"{where} names a {known[item['@id']]['@type']}"]
        return _check(item, known, where) + ([] if item.get("@type") in kinds else [f"{where} is a {item.get('@type')}"])
    return [] if any(_is(item, kind) for kind in kinds) else [f"{where} is {item!r}, which is no {' or '.join(kinds)}"]


def _is(item: Any, kind: str) -> bool:
    if kind == NUMBER:
        return isinstance(item, int | float) and not isinstance(item, bool)
    if kind == BOOLEAN:
        return isinstance(item, bool)
    if not isinstance(item, str) or not item.strip():
        return False
    if kind == URL:
        parts = urlsplit(item)
        return parts.scheme in ("http", "https") and bool(parts.netloc)
    if kind == DATE:
        return _is_date(item)
    return bool(re.fullmatch(r"PT\d+M", item)) if kind == DURATION else kind == TEXT


def _is_date(item: str) -> bool:
    try:
        return datetime.fromisoformat(item).tzinfo is not None if "T" in item else bool(date.fromisoformat(item))
    except ValueError:
        return False
