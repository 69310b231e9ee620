"""Atom (RFC 4287)."""

from datetime import UTC, datetime

from articles.feeds.document import Entry, FeedDocument, Person
from cms.content.xml import Writer


def write(feed: FeedDocument) -> bytes:
    xml = Writer()
    with xml.inside("feed", xmlns="http://www.w3.org/2005/Atom", xml__lang=feed.language):
        xml.element("id", feed.id)
        xml.element("title", feed.title)
        if feed.description:
            xml.element("subtitle", feed.description)
        xml.element("updated", _moment(feed.updated))
        xml.element("link", rel="self", type="application/atom+xml", href=feed.self_url)
        xml.element("link", rel="alternate", type="text/html", href=feed.url)
        if feed.icon is not None:
            xml.element("icon", feed.icon.url)
        _author(xml, feed.publisher)
        for entry in feed.entries:
            _entry(xml, entry)
    return xml.document()


def _entry(xml: Writer, entry: Entry) -> None:
    with xml.inside("entry"):
        xml.element("id", entry.id)
        xml.element("title", entry.title)
        xml.element("published", _moment(entry.published))
        xml.element("updated", _moment(entry.updated))
        xml.element("link", rel="alternate", type="text/html", href=entry.url)
        for file in (*([entry.image] if entry.image else []), *entry.recordings):
            known = {"length": str(file.size)} if file.size else {}
            xml.element("link", rel="enclosure", type=file.type, href=file.url, **known)
        for person in entry.authors:
            _author(xml, person)
        for category in entry.categories:
            xml.element("category", term=category.term, label=category.label)
        if entry.excerpt or not entry.html:
            xml.element("summary", entry.excerpt or entry.title)
        if entry.html:
            xml.element("content", entry.html, type="html")


def _author(xml: Writer, person: Person) -> None:
    with xml.inside("author"):
        xml.element("name", person.name)
        xml.element("uri", person.url)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
