"""What editors, the scheduler, the worker and people with a shell do to a publication: each a change by its real door."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from taggit.models import Tag as Keyword
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from articles.models import ArticleIndexPage, ArticlePage, Author, Series, Tag, TopicPage
from cms.content import listing
from cms.content.models import BreakingNews, Comment, Navigation, ReusableContent, SiteIdentity, StandardPage, Term
from cms.media.models import Document, Image
from cms.operations.publication import carry_out_due
from home.models import HomePage
from tests import factories

type Door = Callable[["Newsroom"], None]

_doors: dict[str, Door] = {}


def door(action: Door) -> Door:
    _doors[action.__name__] = action
    return action


class Newsroom:
    """A publication, and somebody who does things to it that `chance` decides about."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.number = 0

    def word(self) -> str:
        self.number += 1
        return f"W{self.number} {self.chance.randrange(1000)}"

    def some(self, rows: Any) -> Any:
        """One of the rows, or None."""
        pks = list(rows.order_by("pk").values_list("pk", flat=True))
        return rows.model._default_manager.get(pk=self.chance.choice(pks)) if pks else None

    def act(self, name: str) -> None:
        _doors[name](self)


def doors() -> list[str]:
    return sorted(_doors)


def set_up(chance: random.Random) -> Newsroom:
    """Enough of everything that everything can refer to everything."""
    room = Newsroom(chance)
    home = factories.publication()
    picture, paper = factories.image("Boat"), factories.document("Chart")
    people = [factories.author(f"Person {number}", slug=f"person-{number}", portrait=picture) for number in range(2)]
    coast = factories.topic("Coast", slug="coast")
    beach = factories.topic("Beach", slug="beach", parent=coast)
    factories.series("Water", slug="water", image=picture)
    term = factories.term("Ebb", slug="ebb", home_topic=coast)
    reused = factories.reusable(body=[("paragraph", f'<p>Reused <a linktype="page" id="{beach.pk}">beach</a>.</p>')])
    for number in range(4):
        body = [
            ("paragraph", f'<p>See <a linktype="page" id="{coast.pk}">coast</a> and <a linktype="term" id="{term.pk}">ebb</a>.</p>'),
            ("reusable", {"content": reused}),
        ]
        factories.article(
            f"Article {number}",
            slug=f"article-{number}",
            authors=people[: 1 + number % 2],
            topics=[(coast, beach)[number % 2]],
            tags=("sea",) if number % 2 else (),
            lead_image=picture,
            series=Series.objects.get() if number < 2 else None,
            body=body,
        )
    factories.standard_page("About", slug="about", body=[("paragraph", f'<p><a linktype="document" id="{paper.pk}">Chart</a></p>')])
    SiteIdentity.objects.update_or_create(site=factories.site(), locale=home.locale, defaults={"name": "Harbour", "mark": picture})
    factories.add(home, ArticleIndexPage(title="Science", slug="science"))
    return room


# --- pages ------------------------------------------------------------------------------------------------------------


@door
def edit_and_publish(room: Newsroom) -> None:
    page = room.some(Page.objects.filter(depth__gt=2))
    page = page.specific if page is not None else None
    if page is not None and page.alias_of_id is None:
        page.title = room.word()
        if hasattr(page, "standfirst"):
            page.standfirst = room.word()
        page.save_revision().publish()


@door
def edit_without_publishing(room: Newsroom) -> None:
    page = room.some(ArticlePage.objects.filter(alias_of=None))
    if page is not None:
        page.title = "Secret " + room.word()
        page.save_revision()


@door
def publish_by_the_scheduler(room: Newsroom) -> None:
    page = room.some(ArticlePage.objects.filter(alias_of=None))
    if page is not None:
        page.title, page.go_live_at, page.expire_at = room.word(), timezone.now() + timedelta(milliseconds=1), None
        revision = page.save_revision(approved_go_live_at=timezone.now() - timedelta(seconds=1))
        assert revision.pk
        carry_out_due()


@door
def new_article(room: Newsroom) -> None:
    author, topic = room.some(Author.objects.filter(live=True)), room.some(TopicPage.objects.all())
    desk = room.some(ArticleIndexPage.objects.all())
    if author and topic and desk and ArticlePage.objects.count() < 12:
        factories.article(room.word(), parent=desk, authors=[author], topics=[topic], tags=(room.chance.choice(("sea", "sky")),))


@door
def new_topic(room: Newsroom) -> None:
    if TopicPage.objects.count() < 6:
        factories.topic(room.word(), parent=room.some(TopicPage.objects.all()), live=room.chance.random() < 0.7)


@door
def unpublish_or_publish(room: Newsroom) -> None:
    page = room.some(Page.objects.filter(depth__gt=2))
    page = page.specific if page is not None else None
    if page is None:
        return
    if page.live:
        page.unpublish()
    elif page.latest_revision and page.alias_of_id is None:
        page.expire_at = None
        page.save_revision().publish()


@door
def change_slug(room: Newsroom) -> None:
    page = room.some(Page.objects.filter(depth__gt=3, alias_of=None))
    if page is not None:
        specific = page.specific
        specific.slug = f"{specific.slug.split('--')[0]}--{room.number}"
        room.word()
        specific.save_revision().publish()


@door
def change_desk(room: Newsroom) -> None:
    page, desk = room.some(ArticlePage.objects.all()), room.some(ArticleIndexPage.objects.all())
    if page is None or desk is None or page.get_parent().pk == desk.pk:
        return
    if not desk.get_children().filter(slug=page.slug).exists():
        page.move(desk, pos="last-child")


@door
def reorder(room: Newsroom) -> None:
    page = room.some(Page.objects.filter(depth__gt=3))
    if page is not None and (first := page.get_siblings().first()) is not None and first.pk != page.pk:
        page.specific.move(first.specific, pos="left")


@door
def delete(room: Newsroom) -> None:
    if ArticlePage.objects.count() > 3:
        room.some(ArticlePage.objects.all()).delete()


@door
def alias(room: Newsroom) -> None:
    page, parent = room.some(ArticlePage.objects.filter(alias_of=None)), room.some(ArticleIndexPage.objects.all())
    if page is not None and parent is not None and ArticlePage.objects.count() < 12:
        page.create_alias(parent=parent, update_slug=f"alias-{room.number}")
        room.word()


@door
def close_or_open(room: Newsroom) -> None:
    closed = PageViewRestriction.objects.first()
    if closed is not None:
        closed.delete()
    else:
        page = room.some(Page.objects.filter(depth__gt=2))
        PageViewRestriction.objects.create(page=page, restriction_type="login")


@door
def expire_soon(room: Newsroom) -> None:
    page = room.some(ArticlePage.objects.filter(live=True, alias_of=None))
    if page is not None:
        page.expire_at = timezone.now() + timedelta(seconds=1)
        page.save_revision().publish()


@door
def sweep(room: Newsroom) -> None:
    carry_out_due()


@door
def relate(room: Newsroom) -> None:
    page = room.some(ArticlePage.objects.filter(alias_of=None, live=True))
    other, topic, author = room.some(ArticlePage.objects.all()), room.some(TopicPage.objects.all()), room.some(Author.objects.all())
    if page is None or topic is None or author is None:
        return
    what = room.chance.choice(("related", "topics", "authors", "tags", "series", "correction"))
    if what == "related" and other.pk != page.pk:
        page.related_articles.clear()
        page.related_articles.create(article=other)
    elif what == "topics":
        page.article_topics.clear()
        page.article_topics.create(topic=topic, is_primary=True)
    elif what == "authors":
        page.article_authors.clear()
        page.article_authors.create(author=author)
    elif what == "tags":
        page.tags.set([room.chance.choice(("sea", "sky", "sand"))])
    elif what == "series":
        page.series = None if page.series_id else Series.objects.first()
    elif what == "correction":
        page.corrections.create(text=room.word())
    page.featured = room.chance.random() < 0.5
    page.save_revision().publish()


@door
def pin(room: Newsroom) -> None:
    topic, article = room.some(TopicPage.objects.filter(live=True)), room.some(ArticlePage.objects.all())
    if topic is not None and article is not None:
        topic.pinned_articles.clear()
        topic.pinned_articles.create(article=article)
        topic.save_revision().publish()


@door
def front_page(room: Newsroom) -> None:
    home, topic, article = HomePage.objects.first(), room.some(TopicPage.objects.all()), room.some(ArticlePage.objects.all())
    if home is None or topic is None or article is None:
        return
    until = (timezone.now() + timedelta(seconds=1)).isoformat() if room.chance.random() < 0.3 else None
    lead = {
        "type": "lead",
        "value": {"heading": room.word(), "count": 2, "pinned": [{"type": "item", "value": {"story": article.pk, "until": until}}]},
    }
    home.sections = home.sections.stream_block.to_python([lead])
    home.save_revision().publish()


@door
def by_plain_sql(room: Newsroom) -> None:
    page = room.some(ArticlePage.objects.filter(live=True))
    if page is not None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE wagtailcore_page SET search_description = %s WHERE id = %s", [room.word(), page.pk])


# --- what pages show ----------------------------------------------------------------------------------------------------


@door
def author(room: Newsroom) -> None:
    person = room.some(Author.objects.all())
    match room.chance.randrange(4):
        case 0:
            Author.objects.filter(pk=person.pk).update(role=room.word())
        case 1:
            person.name = room.word()
            person.save_revision().publish()
        case 2 if Author.objects.filter(live=True).count() > 1:
            person.unpublish()
        case _:
            person.slug = f"person--{room.number}"
            room.word()
            person.save_revision().publish()


@door
def snippets(room: Newsroom) -> None:
    kind = room.chance.choice((Series, Term, ReusableContent))
    thing: Any = room.some(kind.objects.all())
    if thing.live and room.chance.random() < 0.3:
        thing.unpublish()
    else:
        thing.name = room.word()
        thing.save_revision().publish()


@door
def keyword(room: Newsroom) -> None:
    if (found := room.some(Tag.objects.all())) is not None:
        Tag.objects.filter(pk=found.pk).update(name=room.word())


@door
def picture(room: Newsroom) -> None:
    image = room.some(Image.objects.all())
    match room.chance.randrange(6):
        case 0:
            image.caption, image.description = room.word(), room.word()
            image.save()
        case 1:
            Image.objects.filter(pk=image.pk).update(
                focal_point_x=20, focal_point_y=room.chance.randrange(40), focal_point_width=4, focal_point_height=4
            )
        case 2:
            image.tags.add(room.chance.choice(("old", "new")))
        case 3:
            for keyword in ("old", "new"):
                Keyword.objects.filter(name=keyword).update(name=room.word())
        case 4:
            from wagtail.images.models import Filter

            image.create_renditions(Filter(spec=room.chance.choice(("width-40|format-webp", "width-50|format-webp"))))
        case _:
            image.collection = room.some(Collection.objects.all())
            image.save()


@door
def collections(room: Newsroom) -> None:
    closed = CollectionViewRestriction.objects.first()
    if closed is not None:
        closed.delete()
    elif Collection.objects.count() < 3:
        factories.collection()
    else:
        inner = Collection.objects.exclude(depth=1).first()
        CollectionViewRestriction.objects.create(collection=inner, restriction_type="login")


@door
def paper(room: Newsroom) -> None:
    document = room.some(Document.objects.all())
    document.title, document.collection = room.word(), room.some(Collection.objects.all())
    document.save()


@door
def comment(room: Newsroom) -> None:
    page = room.some(ArticlePage.objects.filter(live=True))
    if page is not None:
        Comment.objects.create(page=page, author_name="A", text=room.word(), state="approved", created_at=timezone.now())
        listing.sync_page(page.pk)


# --- the site -------------------------------------------------------------------------------------------------------------


@door
def identity(room: Newsroom) -> None:
    SiteIdentity.objects.update(tagline=room.word())


@door
def navigation(room: Newsroom) -> None:
    page = room.some(Page.objects.filter(depth__gt=2))
    items = [("link", {"page": page, "label": room.word(), "url": ""})]
    Navigation.objects.filter(role="primary").delete()
    Navigation.objects.create(site=factories.site(), locale=factories.home().locale, role="primary", items=items)


@door
def breaking(room: Newsroom) -> None:
    BreakingNews.objects.all().delete()
    page = room.some(ArticlePage.objects.all())
    until = Now() + timedelta(seconds=room.chance.choice((1, 600)))
    if room.chance.random() < 0.6:
        BreakingNews.objects.create(site=factories.site(), locale=factories.home().locale, text=room.word(), page=page, until=until)


@door
def redirect(room: Newsroom) -> None:
    path = room.chance.choice(("/old", "/articles/article-0"))
    Redirect.objects.filter(old_path=path).delete()
    if room.chance.random() < 0.6:
        page = room.some(ArticlePage.objects.all())
        Redirect.objects.create(old_path=path, redirect_page=page, site=room.chance.choice((None, factories.site())))


@door
def site(room: Newsroom) -> None:
    Site.objects.update(site_name=room.word())


@door
def standard(room: Newsroom) -> None:
    page = room.some(StandardPage.objects.all())
    if page is not None:
        page.show_in_menus = not page.show_in_menus
        page.save_revision().publish()
