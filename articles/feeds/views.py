"""Feeds at `/feeds/` and the path of a list, for example `/feeds/topics/tides/rss.xml`. Who may call them: everybody.

What they hold is what the list shows to visitors. A list that moved leads to its feed's new address.
"""

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.views.decorators.http import require_safe

from articles.feeds import atom, json_feed, rss
from articles.feeds.building import build
from articles.feeds.sources import Source, find
from cms import answers
from cms.content.feeds import FORMATS, feed_path
from cms.content.rendering import scope_for
from cms.content.routing import Gone, Moved

WRITERS = {"rss.xml": rss.write, "atom.xml": atom.write, "feed.json": json_feed.write}
TYPES = {kind.file: kind.type for kind in FORMATS}


@require_safe
def feed(request: HttpRequest, path: str, file: str) -> HttpResponse:
    """The feed of the list at `path` (without language prefix)."""
    scope = scope_for(request)
    source = find(scope, path)
    if isinstance(source, Moved) and source.url.startswith("/"):
        kind = HttpResponsePermanentRedirect if source.permanent else HttpResponseRedirect
        return kind(feed_path(urlsplit(source.url).path, file))
    if isinstance(source, Gone):
        return HttpResponse("This feed is gone.", status=410, content_type="text/plain; charset=utf-8")
    if not isinstance(source, Source):
        raise Http404
    body = WRITERS[file](build(source, scope, file))
    return answers.public(HttpResponse(body, content_type=f"{TYPES[file]}; charset=utf-8"))
