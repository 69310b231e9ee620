"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from typing import Any

from articles.feeds.document import Entry, FeedDocument, Person
from cms.content.encoding import moment

VERSION = "https://jsonfeed.org/version/1.1"


def write(feed: FeedDocument) -> bytes:
    data: dict[str, Any] = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.url,
        "feed_url": feed.self_url,
        "language": feed.language,
        "authors": [_person(feed.publisher)],
    }
    if feed.description:
        data["description"] = feed.description
    if feed.icon is not None:
        data["icon"] = data["favicon"] = feed.icon.url
    data["items"] = [_item(entry) for entry in feed.entries]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {"id": entry.id, "url": entry.url, "title": entry.title}
    if entry.html:
        item["content_html"] = entry.html
    else:
        item["content_text"] = entry.excerpt or entry.title
    if entry.excerpt:
        item["summary"] = entry.excerpt
    if entry.image is not None:
        item["image"] = entry.image.url
    item |= {"date_published": moment(entry.published), "date_modified": moment(entry.updated)}
    if entry.authors:
        item["authors"] = [_person(person) for person in entry.authors]
    if entry.categories:
        item["tags"] = [category.label for category in entry.categories]
    if entry.recordings:
        item["attachments"] = [
            {
                "url": file.url,
                "mime_type": file.type,
                **({"title": file.title} if file.title else {}),
                **({"size_in_bytes": file.size} if file.size else {}),
            }
            for file in entry.recordings
        ]
    return item


def _person(person: Person) -> dict[str, str]:
    return {"name": person.name, "url": person.url}
