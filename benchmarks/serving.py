"""One side of the editor's benchmark in its own process: makes the database, the article and somebody signed in, then serves.

`python -m benchmarks.serving ours|stock PORT` prints one line of JSON when it is ready: the address of the editor and a cookie.
"""

import json
import os
import sys
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

BLOCKS = 100
SENTENCE = "The tide comes in twice a day, and those who live by it know the hour without looking at a clock. "


def body() -> list[tuple[str, Any]]:
    """A hundred blocks as an article has them: text, a heading before every fifth, a quotation now and then."""
    found: list[tuple[str, Any]] = []
    for number in range(BLOCKS):
        if number % 5 == 0:
            found.append(("heading", {"text": f"Part {number // 5 + 1}", "level": "h2", "anchor": ""}))
        elif number % 12 == 7:
            found.append(("pull_quote", {"quote": SENTENCE, "attribution": "A pilot", "role": "Saint-Malo"}))
        else:
            found.append(("paragraph", f"<p>{number}. {SENTENCE * 3}<b>Mind the hour.</b></p>"))
    return found


def our_article() -> Any:
    from wagtail.models import Locale

    from articles.models import ArticleIndexPage, ArticlePage, Author, TopicIndexPage, TopicPage
    from home.setup import add_published, set_up_site

    home = set_up_site("localhost", 80)
    topic = add_published(TopicIndexPage.objects.child_of(home).first(), TopicPage(title="Tides"))
    author = Author.objects.create(name="Ada Morgan", locale=Locale.get_default())
    article = ArticlePage(title="Tides", standfirst=SENTENCE, body=body())
    article.article_authors.create(author=author, sort_order=0)
    article.article_topics.create(topic=topic, sort_order=0, is_primary=True)
    return add_published(ArticleIndexPage.objects.child_of(home).first(), article)


def stock_article() -> Any:
    from wagtail.models import Page

    from benchmarks.stock.models import StockArticle

    article = StockArticle(title="Tides", slug="tides", standfirst=SENTENCE, body=body())
    Page.objects.get(depth=1).add_child(instance=article)
    article.save_revision().publish()
    return article


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in the base class
        """Say nothing: the other side reads this process's output."""


def main(side: str, port: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings" if side == "ours" else "benchmarks.stock.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.test import Client

    call_command("migrate", verbosity=0)
    names = {"email": "ada@example.org"} if side == "ours" else {"username": "ada"}
    user = get_user_model()(**names, is_superuser=True, is_staff=True)
    user.save()
    article = our_article() if side == "ours" else stock_article()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    with _Server(("127.0.0.1", port), _Quiet) as server:
        server.set_app(StaticFilesHandler(get_wsgi_application()))
        address = f"http://localhost:{port}"
        ready = {"url": address, "editor": f"{address}/admin/pages/{article.pk}/edit/", "name": name, "value": client.cookies[name].value}
        print(json.dumps(ready), flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
