"""A tree in the database. Rows are inserted in bulk, as an import or a restored backup would: the verbs come after."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import models
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, PageViewRestriction, Revision, Site

from articles.models import (
    ArticleAuthor,
    ArticleIndexPage,
    ArticlePage,
    ArticleTag,
    ArticleTopic,
    Author,
    Correction,
    PinnedArticle,
    RelatedArticle,
    RelatedTopic,
    Series,
    Tag,
    TopicIndexPage,
    TopicPage,
)
from cms.accounts.models import User
from cms.content import listing
from cms.content.models import Comment, Listing, Navigation, ReusableContent, SiteIdentity, StandardPage, Term
from cms.content.models.base import BasePage
from cms.media.models import Document, Image, Rendition
from home.models import HomePage
from search import jobs, names
from search.models import SearchName, SearchRow
from tests.journeys.blocks import block, identifier, items, referring
from tests.journeys.canaries import Canaries, key, uuid
from tests.journeys.oracle import Oracle
from tests.journeys.trees import BODIES, DESK, HOME, OTHER_HOME, TOPICS, Closed, Link, PageNode, Ref, State, Tree, all_of

MODELS: dict[str, type[BasePage]] = {
    "home": HomePage,
    "desk": ArticleIndexPage,
    "topics": TopicIndexPage,
    "article": ArticlePage,
    "topic": TopicPage,
    "standard": StandardPage,
}
#: Relations of a page: way -> child model and the name of its foreign key.
ROWS: dict[str, tuple[type[models.Model], str]] = {
    "topic": (ArticleTopic, "topic_id"),
    "author": (ArticleAuthor, "author_id"),
    "tag": (ArticleTag, "tag_id"),
    "related article": (RelatedArticle, "article_id"),
    "pinned article": (PinnedArticle, "article_id"),
    "related topic": (RelatedTopic, "topic_id"),
}
#: What an EXPIRING object has left to live when it is made, long enough for a slow machine.
SOON = timedelta(hours=1)


def insert(instances: Sequence[models.Model]) -> None:
    """Insert rows as they are, those of the parents' tables too: without a signal, a check or a `save()`."""
    if not instances:
        return
    model = type(instances[0])
    for table in [*reversed(list(model._meta.get_parent_list())), model]:
        table._base_manager._insert(instances, fields=table._meta.local_concrete_fields, using="default")  # type: ignore[attr-defined]


def times(state: State) -> dict[str, Any]:
    """The fields of a state, for whatever has drafts and an expiry."""
    now = timezone.now()
    return {
        "live": state not in (State.DRAFT, State.SCHEDULED, State.UNPUBLISHED),
        "has_unpublished_changes": state is not State.LIVE,
        "first_published_at": now - timedelta(days=9) if state.was_published else None,
        "last_published_at": now - timedelta(days=9) if state.was_published else None,
        "go_live_at": now + timedelta(days=1) if state is State.SCHEDULED else None,
        "expire_at": {State.EXPIRED: now - timedelta(seconds=1), State.EXPIRING: now + SOON}.get(state),
    }


@dataclass
class Publication:
    """A tree with its canaries and its rows. Public doors are asked at `oracle`'s paths."""

    tree: Tree
    canaries: Canaries = field(default_factory=Canaries)

    @cached_property
    def slugs(self) -> dict[int, str]:
        reserved = {HOME: "home", OTHER_HOME: "other-home", DESK: "articles", TOPICS: "topics"}
        return {number: reserved.get(number) or self.canaries.word(("page", number)) for number in range(len(self.tree.pages))}

    @cached_property
    def names(self) -> dict[Ref, str]:
        """The slugs of snippets and the file names of documents and images, without extension."""
        tree = self.tree
        named = (
            *(all_of("author", tree.authors) + all_of("series", tree.series) + all_of("term", tree.terms)),
            *(all_of("image", tree.images) + all_of("document", tree.documents) + [("tag", number) for number in range(tree.tags)]),
        )
        return {ref: self.canaries.word(ref) for ref in named}

    @cached_property
    def oracle(self) -> Oracle:
        return Oracle(self.tree, dict(self.slugs))

    def links_of(self, source: Ref) -> list[Link]:
        return [link for link in self.tree.links if link.source == source]

    def target(self, source: Ref, way: str) -> int | None:
        """The primary key of the last target of a single reference."""
        return next((key(link.target) for link in reversed(self.links_of(source)) if link.way == way), None)

    def build(self) -> None:
        cache.clear()
        self.locale = Locale.objects.get()
        self._media()
        self._pages()
        self._snippets()
        self._relations()
        self._site()
        listing.rebuild()
        names.rebuild()
        jobs.learn_words()

    # --- media --------------------------------------------------------------------------------------------------------

    def _media(self) -> None:
        root = Collection.get_first_root_node()
        assert root is not None
        paths: list[str] = []
        rows = []
        for number, collection in enumerate(self.tree.collections):
            paths.append(root.path if collection.parent is None else f"{paths[collection.parent]}{number:04d}")
            if collection.parent is not None:
                depth = len(paths[-1]) // 4
                pk = key(("never", number))
                rows.append(Collection(id=pk, path=paths[-1], depth=depth, numchild=0, name=self.canaries.never()))
        insert(rows)
        self.collection_keys = [root.pk, *(row.pk for row in rows)]
        for number, collection in enumerate(self.tree.collections):
            if collection.closed:
                CollectionViewRestriction.objects.bulk_create(
                    [CollectionViewRestriction(collection_id=self.collection_keys[number], restriction_type=str(collection.closed))]
                )
        insert([self._image(number) for number in range(len(self.tree.images))])
        insert([self._rendition(number) for number in range(len(self.tree.images))])
        insert([self._document(number) for number in range(len(self.tree.documents))])

    def _image(self, number: int) -> Image:
        ref = ("image", number)
        image = Image(
            id=key(ref),
            uuid=uuid(ref),
            title=self.canaries.word(ref),
            description=self.canaries.own(ref),
            caption=self.canaries.word(ref),
            credit=self.canaries.word(ref),
            collection_id=self.collection_keys[self.tree.images[number]],
            file_hash=self.canaries.never(),
        )
        image.__dict__.update(width=1200, height=800, file=f"originals/{self.names[ref]}.png")
        return image

    def _rendition(self, number: int) -> Rendition:
        ref = ("image", number)
        is_private = not self.oracle.sees(ref)
        name = f"images/fa/{uuid(ref).hex}/{self.names[ref]}.0123456789-abcdef.jpg"
        rendition = Rendition(id=key(ref), image_id=key(ref), filter_spec="max-800x800|format-jpeg", focal_point_key="")
        rendition.__dict__.update(width=800, height=533, file=f"{'private/' if is_private else ''}{name}")
        return rendition

    def _document(self, number: int) -> Document:
        ref, file = ("document", number), self.tree.documents[number]
        name = f"documents/fa/{uuid(ref).hex}/{self.names[ref]}.{file.extension}"
        path = Path(settings.MEDIA_ROOT) / "private" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.canaries.word(ref))
        return Document(
            id=key(ref),
            uuid=uuid(ref),
            title=self.canaries.word(ref),
            file=name,
            file_size=path.stat().st_size,
            file_hash=self.canaries.word(ref),
            collection_id=self.collection_keys[file.collection],
        )

    # --- pages --------------------------------------------------------------------------------------------------------

    def _pages(self) -> None:
        root = Page.objects.get(depth=1)
        Page.objects.filter(depth=2).update(live=False)  # the welcome page that Wagtail's migrations make
        self.paths: dict[int, str] = {}
        self.said: dict[int, dict[str, Any]] = {}
        self.owner = User(id=key(("never", 50)), email=f"{self.canaries.never()}@example.org", first_name=self.canaries.never())
        insert([self.owner])
        made: dict[str, list[BasePage]] = {}
        for number, node in enumerate(self.tree.pages):
            above = root.path if node.parent is None else self.paths[node.parent]
            self.paths[number] = above + f"{10 + number:04d}"
            made.setdefault(node.kind, []).append(self._page(number, node))
        for pages in made.values():
            insert(pages)
        closed = [(number, node.closed) for number, node in enumerate(self.tree.pages) if node.closed]
        PageViewRestriction.objects.bulk_create(
            PageViewRestriction(page_id=key(("page", number)), restriction_type=str(restriction)) for number, restriction in closed
        )

    def _page(self, number: int, node: PageNode) -> BasePage:
        if node.source is None:
            self.said[number] = self._content(("content", number), node.kind)
        model, pk = MODELS[node.kind], key(("page", number))
        return model(
            id=pk,
            page_ptr_id=pk,
            path=self.paths[number],
            depth=len(self.paths[number]) // 4,
            numchild=sum(other.parent == number for other in self.tree.pages),
            slug=self.slugs[number],
            url_path="/" + "".join(f"{self.slugs[step]}/" for step in self.oracle.way(number)),
            content_type=ContentType.objects.get_for_model(model),
            locale=self.locale,
            owner=self.owner,
            draft_title=self.canaries.never(),
            alias_of_id=None if node.source is None else key(("page", node.source)),
            **times(node.state),
            **self.said[self.oracle.content_of(number)],
        )

    def _content(self, ref: Ref, kind: str) -> dict[str, Any]:
        """What a page says, in the fields of its type."""
        word, own = self.canaries.word, self.canaries.own
        said: dict[str, Any] = {
            "title": own(ref) if kind != "home" else word(ref),
            "seo_title": word(ref),
            "search_description": word(ref),
            "published_at": datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=ref[1]),
            "social_image_id": self.target(ref, "social image"),
        }
        if kind in ("desk", "topics"):
            said["introduction"] = own(ref)
        if kind == "home":
            said["sections"] = self._sections(ref)
        if kind in BODIES:
            lead = next((link.target for link in reversed(self.links_of(ref)) if link.way == "lead image"), None)
            said |= {
                "standfirst": own(ref),
                "lead_image_id": key(lead) if lead else None,
                "lead_image_alt": word(ref, lead) if lead else self.canaries.never(),
                "lead_image_caption": word(ref, lead) if lead else self.canaries.never(),
                "body": self._body(ref),
            }
        if kind == "topic":
            said["also_known_as"] = f"{own(ref)}\n{own(ref)}"
        if kind == "article":
            said["series_id"] = self.target(ref, "series")
        return said

    def _body(self, ref: Ref) -> list[dict[str, Any]]:
        """A heading, a paragraph with a footnote, and a block for each link."""
        own = self.canaries.own
        wording = ("term", 0) if self.tree.terms else None
        footnote = f'<footnote id="{identifier()}" text="{own(ref)}">*</footnote>'
        plain = [block("heading", {"text": own(ref), "level": "h2", "anchor": ""}), block("paragraph", f"<p>{own(ref)}{footnote}</p>")]
        found = (referring(link, self.canaries, wording) for link in self.links_of(ref))
        return [*plain, *(made for made in found if made)]

    def _sections(self, ref: Ref) -> list[dict[str, Any]]:
        links = self.links_of(ref)
        word = self.canaries.word
        pinned = [key(link.target) for link in links if link.way == "pinned on the front page"]
        return [
            block("lead", {"heading": "", "pinned": items(*pinned), "count": 1}),
            *(
                block("topic", {"heading": word(link.target), "topic": key(link.target), "pinned": [], "count": 1})
                for link in links
                if link.way == "topic on the front page"
            ),
            *(
                block(
                    "words",
                    {
                        "heading": self.canaries.own(ref),
                        "text": f'<p><a linktype="page" id="{key(link.target)}">{self.canaries.own(ref)}</a></p>',
                    },
                )
                for link in links
                if link.way == "words on the front page"
            ),
            block("latest", {"heading": "", "pinned": [], "count": 12}),
        ]

    # --- snippets -----------------------------------------------------------------------------------------------------

    def _snippets(self) -> None:
        tree, own, word = self.tree, self.canaries.own, self.canaries.word

        def common(ref: Ref, state: State) -> dict[str, Any]:
            return {"id": key(ref), "locale": self.locale, "slug": self.names[ref], "name": own(ref), **times(state)}

        insert(
            [
                Author(
                    **common(ref, state),
                    role=own(ref),
                    website=f"https://{word(ref)}.example/",
                    mastodon=f"https://{word(ref)}.example/",
                    public_email=f"{word(ref)}@example.org",
                    biography=self._body(ref),
                    portrait_id=self.target(ref, "portrait"),
                )
                for ref, state in zip(all_of("author", tree.authors), tree.authors, strict=True)
            ]
        )
        insert(
            [
                Series(**common(ref, state), description=own(ref), image_id=self.target(ref, "picture of a series"))
                for ref, state in zip(all_of("series", tree.series), tree.series, strict=True)
            ]
        )
        insert(
            [
                Term(**common(ref, state), definition=own(ref), also_known_as=own(ref), home_topic_id=self.target(ref, "home of a term"))
                for ref, state in zip(all_of("term", tree.terms), tree.terms, strict=True)
            ]
        )
        insert(
            [
                ReusableContent(id=key(ref), locale=self.locale, name=self.canaries.never(), body=self._body(ref), **times(state))
                for ref, state in zip(all_of("reusable", tree.reusables), tree.reusables, strict=True)
            ]
        )
        tags = [("tag", number) for number in range(tree.tags)]
        insert([Tag(id=key(ref), name=own(ref), slug=self.names[ref]) for ref in tags])

    # --- what hangs on pages ------------------------------------------------------------------------------------------

    def _relations(self) -> None:
        rows: dict[type[models.Model], list[models.Model]] = {}
        for number in range(len(self.tree.pages)):
            pk, content = key(("page", number)), ("content", self.oracle.content_of(number))
            seen = set()
            for place, link in enumerate(self.links_of(content)):
                if link.way in ROWS and (link.way, link.target) not in seen:
                    seen.add((link.way, link.target))
                    model, name = ROWS[link.way]
                    owner = {"content_object_id": pk} if model is ArticleTag else {"page_id": pk, "sort_order": place}
                    rows.setdefault(model, []).append(model(**owner, **{name: key(link.target)}))
        for model, found in rows.items():
            model._base_manager.bulk_create(found)
        articles = [number for number, node in enumerate(self.tree.pages) if node.kind == "article"]
        corrections = {
            content: self.canaries.own(("content", content)) for content in {self.oracle.content_of(number) for number in articles}
        }
        Correction.objects.bulk_create(
            Correction(
                page_id=key(("page", number)),
                date=datetime(2025, 2, 3, tzinfo=UTC).date(),
                text=corrections[self.oracle.content_of(number)],
            )
            for number in articles
        )
        Comment.objects.bulk_create(
            Comment(page_id=key(("page", number)), author_name=self.canaries.never(), text=self.canaries.never(), created_at=timezone.now())
            for number in articles[:1]
        )
        drafts = [number for number, node in enumerate(self.tree.pages) if node.state is not State.LIVE]
        Revision.objects.bulk_create(self._revision(number) for number in drafts)

    def _revision(self, number: int) -> Revision:
        """A newer draft that nobody may see, waiting to go live where the page is scheduled."""
        node, pk = self.tree.pages[number], key(("page", number))
        waits = node.state in (State.SCHEDULED, State.CHANGED)
        return Revision(
            content_type=ContentType.objects.get_for_model(MODELS[node.kind]),
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id=str(pk),
            object_str=self.canaries.never(),
            content={"pk": pk, "title": self.canaries.never(), "slug": self.canaries.never()},
            created_at=timezone.now(),
            approved_go_live_at=timezone.now() + timedelta(days=1) if waits else None,
        )

    # --- the site -----------------------------------------------------------------------------------------------------

    def _site(self) -> None:
        own, both = self.canaries.own, self.canaries.word
        Site.objects.all()._raw_delete("default")
        self.site, other = Site.objects.bulk_create(
            [
                Site(
                    hostname="testserver", port=80, root_page_id=key(("page", HOME)), site_name=self.canaries.never(), is_default_site=True
                ),
                Site(hostname="other.example", port=80, root_page_id=key(("page", OTHER_HOME)), site_name=self.canaries.never()),
            ]
        )
        me: Ref = ("identity", 0)
        SiteIdentity.objects.bulk_create(
            [
                SiteIdentity(
                    site=self.site,
                    locale=self.locale,
                    name=own(me),
                    tagline=own(me),
                    footer=own(me),
                    description=both(me),
                    mark_id=self.target(me, "mark"),
                    social_image_id=self.target(me, "picture for sharing"),
                ),
                SiteIdentity(site=other, locale=self.locale, name=self.canaries.never()),
            ]
        )
        entries = []
        for link in self.links_of(("navigation", 0)):
            label = "" if link.way == "entry" else both(link.target)
            entry = {"page": key(link.target), "url": "", "label": label}
            grouped = link.way == "entry in a group"
            entries.append(block("group", {"label": both(link.target), "links": items(entry)}) if grouped else block("link", entry))
        Navigation.objects.bulk_create([Navigation(site=self.site, locale=self.locale, role=Navigation.Role.PRIMARY, items=entries)])
        redirects = [link for link in self.tree.links if link.way == "redirect"]
        self.oracle.redirects = {f"/{self.canaries.word(link.target)}/": link.target[1] for link in redirects}
        Redirect.objects.bulk_create(
            Redirect(old_path=path.rstrip("/"), redirect_page_id=key(("page", target)), is_permanent=True)
            for path, target in self.oracle.redirects.items()
        )

    # --- what happens afterwards --------------------------------------------------------------------------------------

    def carry_out_verbs(self) -> None:
        """Each through the door that Wagtail's admin and its shell use."""
        for verb in self.tree.verbs:
            if not self.oracle.allows(verb):
                continue
            page = Page.objects.get(pk=key(("page", verb.page))).specific
            new_slug = self.canaries.word(("page", verb.page)) if verb.name == "rename" else ""
            match verb.name:
                case "unpublish":
                    page.unpublish()
                case "delete":
                    page.delete()
                case "move":
                    page.move(Page.objects.get(pk=key(("page", verb.target))), pos="last-child")
                case "rename":
                    page.slug = new_slug
                    page.save(clean=False)
                case "close":
                    PageViewRestriction.objects.create(page=page, restriction_type=str(Closed.LOGIN))
            self.oracle.do(verb, new_slug)

    def let_time_pass(self) -> None:
        """What was about to expire has expired; no scheduler has run."""
        past = timezone.now() - timedelta(seconds=1)
        for model in (Page, Author, Series, Term, ReusableContent):
            model._base_manager.filter(expire_at__gt=timezone.now()).update(expire_at=past)
        for table in (Listing, SearchRow, SearchName):
            table._base_manager.filter(visible_until__gt=timezone.now()).update(visible_until=past)
        self.oracle.clock_has_moved = True
