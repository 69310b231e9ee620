"""JSON-LD: what a page is, in the words of schema.org. Each function makes one node of a page's `@graph`.

Nodes that pages share (the publication, its site) have the same `@id` everywhere and are repeated whole: whoever reads one
page needs no other. Addresses are absolute.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cms.content.blocks.facts import DefinitionListContent
from cms.content.blocks.guidance import FaqContent
from cms.content.blocks.reuse import ReusableContent
from cms.content.publisher import Publisher
from cms.content.values import Block, Crumb, Term
from cms.media.picture import Picture, picture

if TYPE_CHECKING:
    from cms.content.scope import Scope

Node = dict[str, Any]

CONTEXT = "https://schema.org"
#: What a headline may have before Google cuts it.
HEADLINE = 110


def graph(nodes: Iterable[Node]) -> Node:
    """The object for a script of the type `application/ld+json`; the first node is the page's own subject."""
    return {"@context": CONTEXT, "@graph": list(nodes)}


def reference(node: Node) -> Node:
    """A node that is whole elsewhere in the graph."""
    return {"@id": node["@id"]}


def absolute(base: str, url: str) -> str:
    return base + url if url.startswith("/") else url


def image_object(base: str, image: Picture) -> Node:
    found: Node = {"@type": "ImageObject", "url": absolute(base, image.src or ""), "width": image.width, "height": image.height}
    if image.caption:
        found["caption"] = image.caption
    if image.credit:
        found["creditText"] = image.credit
    return found


def organization(scope: "Scope", who: Publisher) -> Node:
    """The publication as the one who publishes."""
    base = scope.viewer.base_url
    node: Node = {"@type": "Organization", "@id": f"{base}/#organization", "name": who.name, "url": f"{base}/"}
    mark = scope.get("image", who.mark_id)
    logo = picture(mark, "thumb") if mark else None
    if logo is not None and logo.src:
        node["logo"] = {"@type": "ImageObject", "url": absolute(base, logo.src), "width": logo.width, "height": logo.height}
    if who.profiles:
        node["sameAs"] = [absolute(base, profile) for profile in who.profiles]
    return node


def website(scope: "Scope", who: Publisher, publisher: Node) -> Node:
    home = f"{scope.viewer.base_url}{scope.prefix()}/"
    node: Node = {"@type": "WebSite", "@id": f"{home}#website", "name": who.name, "url": home, "inLanguage": scope.language}
    if who.description:
        node["description"] = who.description
    return {**node, "publisher": reference(publisher)}


def page_node(kind: str, canonical: str, name: str, language: str, description: str) -> Node:
    """The page itself; its `@id` is its address."""
    node: Node = {"@type": kind, "@id": canonical, "url": canonical, "name": name, "inLanguage": language}
    return {**node, "description": description} if description else node


def breadcrumbs(base: str, canonical: str, crumbs: Sequence[Crumb], name: str, url: str) -> Node:
    places = [(crumb.title, absolute(base, crumb.url)) for crumb in crumbs] + [(name, url)]
    items = [{"@type": "ListItem", "position": number, "name": title, "item": item} for number, (title, item) in enumerate(places, 1)]
    return {"@type": "BreadcrumbList", "@id": f"{canonical}#breadcrumbs", "itemListElement": items}


def person(base: str, name: str, url: str) -> Node:
    return {"@type": "Person", "@id": f"{absolute(base, url)}#person", "name": name, "url": absolute(base, url)}


def term(base: str, value: Term, *, definition: str = "") -> Node:
    """A defined term; `definition` is the wording of the place, where it is not the term's own."""
    url = absolute(base, value.url)
    node: Node = {"@type": "DefinedTerm", "@id": f"{url}#term", "name": value.name, "url": url}
    node["description"] = definition or value.definition
    if value.also_known_as:
        node["alternateName"] = list(value.also_known_as)
    return node


def term_set(scope: "Scope", url: str, name: str, terms: Iterable[Node]) -> Node:
    """A glossary. Its terms are whole, and say that they belong to it."""
    found = {node["@id"]: {**node, "inDefinedTermSet": f"{url}#glossary"} for node in terms}
    node: Node = {"@type": "DefinedTermSet", "@id": f"{url}#glossary", "name": name, "url": url, "inLanguage": scope.language}
    return {**node, "hasDefinedTerm": list(found.values())}


def every_block(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks of a body, those of reusable content among them."""
    for block in blocks:
        if isinstance(block.value, ReusableContent):
            yield from every_block(block.value.blocks)
        else:
            yield block


def questions(canonical: str, body: Iterable[Block]) -> list[Node]:
    """One FAQPage for all questions that a body answers; none if it answers none."""
    items = [item for block in every_block(body) if isinstance(block.value, FaqContent) for item in block.value.items]
    asked = [
        {"@type": "Question", "name": item.question, "acceptedAnswer": {"@type": "Answer", "text": item.answer.text}}
        for item in items
        if item.question and item.answer.text
    ]
    return [{"@type": "FAQPage", "@id": f"{canonical}#faq", "url": canonical, "mainEntity": asked}] if asked else []


def defined_here(base: str, body: Iterable[Block]) -> list[Node]:
    """The terms that a body defines."""
    found = [item for block in every_block(body) if isinstance(block.value, DefinitionListContent) for item in block.value.items]
    return [term(base, item.term, definition=item.definition.text) for item in found]
