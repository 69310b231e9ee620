"""RSS 2.0, as the RSS Advisory Board's specification and profile have it, with the modules that feed readers know."""

from email.utils import format_datetime
from html import escape

from articles.feeds.document import Entry, FeedDocument
from cms.content.xml import Writer

NAMESPACES = {
    "xmlns__atom": "http://www.w3.org/2005/Atom",
    "xmlns__content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns__dc": "http://purl.org/dc/elements/1.1/",
    "xmlns__media": "http://search.yahoo.com/mrss/",
}


def write(feed: FeedDocument) -> bytes:
    xml = Writer()
    with xml.inside("rss", version="2.0", **NAMESPACES), xml.inside("channel"):
        xml.element("title", feed.title)
        xml.element("link", feed.url)
        xml.element("description", feed.description or feed.title)
        xml.element("language", feed.language)
        xml.element("lastBuildDate", format_datetime(feed.updated))
        xml.element("docs", "https://www.rssboard.org/rss-specification")
        xml.element("atom:link", rel="self", type="application/rss+xml", href=feed.self_url)
        if feed.icon is not None:
            with xml.inside("image"):
                xml.element("url", feed.icon.url)
                xml.element("title", feed.title)
                xml.element("link", feed.url)
        for entry in feed.entries:
            _item(xml, entry)
    return xml.document()


def _item(xml: Writer, entry: Entry) -> None:
    with xml.inside("item"):
        xml.element("title", entry.title)
        xml.element("link", entry.url)
        xml.element("guid", entry.id, isPermaLink="false")
        xml.element("pubDate", format_datetime(entry.published))
        for person in entry.authors:
            xml.element("dc:creator", person.name)
        for category in entry.categories:
            xml.element("category", category.label)
        if entry.excerpt or not entry.html:
            # A description is HTML.
            xml.element("description", escape(entry.excerpt or entry.title, quote=False))
        if entry.html:
            xml.element("content:encoded", entry.html)
        if entry.image is not None:
            image = entry.image
            size = {"width": str(image.width), "height": str(image.height)} if image.width and image.height else {}
            xml.element("media:content", url=image.url, type=image.type, medium="image", **size)
        for recording in entry.recordings[:1]:
            # One only: most readers know no more. The others are links in the text.
            xml.element("enclosure", url=recording.url, length=str(recording.size or 0), type=recording.type)
