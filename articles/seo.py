"""What search engines are told of authors, series, tags and lists of them."""

from collections.abc import Iterable
from typing import Any

from articles.values import AuthorValue, SeriesValue, TagValue, TopicValue
from cms.content import linked_data
from cms.content.blocks.output import blocks_text
from cms.content.feeds import feeds_of
from cms.content.markup import first_words
from cms.content.scope import Scope
from cms.content.seo import Seo, make_seo
from cms.content.values import Block


def author_seo(author: AuthorValue, portrait: Any, biography: Iterable[Block], scope: Scope) -> Seo:
    """An author's page; `portrait` is the image, if it may be seen."""
    base = scope.viewer.base_url
    about = first_words(blocks_text(biography), 160)
    url = base + author.url
    seo = make_seo(
        scope,
        "ProfilePage",
        name=author.title,
        description=about or author.role,
        url=url,
        image=portrait,
        feeds=feeds_of(author.url, author.title),
    )
    person = linked_data.person(base, author.title, author.url)
    if author.role:
        person["jobTitle"] = author.role
    if about:
        person["description"] = about
    if author.portrait is not None and author.portrait.src:
        person["image"] = linked_data.image_object(base, author.portrait)
    if elsewhere := [address for address in (author.website, author.mastodon) if address]:
        person["sameAs"] = elsewhere
    if author.email:
        person["email"] = author.email
    person["worksFor"] = {"@id": f"{base}/#organization"}
    seo.subject["mainEntity"] = linked_data.reference(person)
    seo.add([person])
    seo.open_graph["og:type"] = "profile"
    return seo


def series_seo(series: SeriesValue, image: Any, scope: Scope) -> Seo:
    """A series' page; `image` is its picture, if it may be seen."""
    url = scope.viewer.base_url + series.url
    feeds = feeds_of(series.url, series.title)
    seo = make_seo(scope, "CollectionPage", name=series.title, description=series.description, url=url, image=image, feeds=feeds)
    node: linked_data.Node = {"@type": "CreativeWorkSeries", "@id": f"{url}#series", "name": series.title, "url": url}
    if series.description:
        node["description"] = series.description
    seo.subject["mainEntity"] = linked_data.reference(node)
    seo.add([node])
    return seo


def tag_seo(tag: TagValue, scope: Scope) -> Seo:
    seo = make_seo(scope, "CollectionPage", name=tag.name, url=scope.viewer.base_url + tag.url, feeds=feeds_of(tag.url, tag.name))
    seo.subject["about"] = {"@type": "Thing", "name": tag.name}
    return seo


def authors_seo(name: str, path: str, people: Iterable[AuthorValue], scope: Scope) -> Seo:
    """The page that lists everybody who writes here."""
    base = scope.viewer.base_url
    seo = make_seo(scope, "CollectionPage", name=name, url=base + path)
    items = [linked_data.person(base, person.title, person.url) for person in people]
    entries = [{"@type": "ListItem", "position": number, "item": item} for number, item in enumerate(items, 1)]
    if entries:
        seo.subject["mainEntity"] = {"@type": "ItemList", "numberOfItems": len(entries), "itemListElement": entries}
    return seo


def describe_topic(topic: TopicValue, scope: Scope) -> None:
    """Add to a topic's SEO what it is about, and the terms that belong to it."""
    seo, base = topic.meta.seo, scope.viewer.base_url
    about: linked_data.Node = {"@type": "Thing", "name": topic.title, "url": base + topic.url}
    if topic.also_known_as:
        about["alternateName"] = list(topic.also_known_as)
    if topic.standfirst:
        about["description"] = topic.standfirst
    seo.subject["about"] = about
    if topic.terms:
        # A term that the overview defines too stands in the graph once.
        own = {f"{base}{term.url}#term" for term in topic.terms}
        seo.json_ld["@graph"] = [node for node in seo.json_ld["@graph"] if node.get("@id") not in own]
        terms = [linked_data.term(base, term) for term in topic.terms]
        seo.add([linked_data.term_set(scope, seo.canonical, topic.title, terms)])
