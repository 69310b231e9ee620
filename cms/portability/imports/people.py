"""Authors, keywords, series, topics and reusable content of a source. No account is ever made."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Locale, Page

from articles.models import Author, Series, Tag, TopicPage
from cms.content.adding import add_pages
from cms.content.models import ReusableContent
from cms.content.richtext import safe_url
from cms.portability.imports.bodies import Bodies
from cms.portability.imports.building import plain, shortened
from cms.portability.imports.ledger import ADOPTED, Ledger, fingerprint
from cms.portability.imports.report import Report
from cms.portability.imports.revisions import written
from cms.portability.imports.stage import CHANGED, NEW, Stage, Staged
from cms.portability.sources.records import Author as AuthorRecord, Topic


class People:
    def __init__(self, stage: Stage, ledger: Ledger, bodies: Bodies, report: Report, locale: Locale, topics: Page) -> None:
        self.stage, self.ledger, self.bodies, self.report = stage, ledger, bodies, report
        self.locale, self.topics = locale, topics
        self._series: dict[str, int] = {}

    # --- authors ------------------------------------------------------------------------------------------------------------

    def author(self, staged: Staged) -> None:
        record: AuthorRecord = staged.record
        with transaction.atomic():
            author = Author.objects.filter(pk=staged.pk or 0).first() if staged.state == CHANGED else None
            if author is None:
                slug = slugify(record.slug or record.name, allow_unicode=True)
                same = Author.objects.filter(locale=self.locale, slug=slug).first() if slug else None
                if same is not None and same.name.casefold() == record.name.casefold():
                    self._adopt("author", staged, same.pk)
                    return
                author = Author(locale=self.locale, slug=slug if same is None else "", live=False)
            author.name = shortened(plain(record.name) or record.id, 120)
            author.role = record.role[:120]
            author.website = record.website if safe_url(record.website) and len(record.website) <= 200 else ""
            author.biography = self._body(record.biography, "html", staged, f"author {record.id}")
            author.portrait_id = self.bodies.image(record.image, record.name) if record.image else author.portrait_id
            self._publish("author", author, staged, record.url)

    def _body(self, html: str, flavour: str, staged: Staged, item: str) -> Any:
        if not html.strip():
            return []
        record = staged.record
        url = getattr(record, "url", "")
        return self.bodies.build(html, flavour, key=record.id, url=url, position=record.position, item=item).raw

    def _publish(self, kind: str, snippet: Any, staged: Staged, url: str = "") -> None:
        outcome = "updated" if snippet.pk else "created"
        snippet.save()
        revision = snippet.save_revision(clean=False)
        revision.publish()
        snippet.refresh_from_db(fields=["live", "latest_revision"])
        mark = fingerprint(staged.digest, complete=True)
        self.ledger.remember(kind, {staged.record.id: (snippet.pk, mark, written(snippet), url)})
        self._done(kind, staged, snippet.pk, outcome)

    def _adopt(self, kind: str, staged: Staged, pk: int) -> None:
        """Something of the same name was there before: it is used, and never changed."""
        self.ledger.remember(kind, {staged.record.id: (pk, fingerprint(staged.digest, complete=True), ADOPTED, "")})
        self._done(kind, staged, pk, "unchanged")

    def _done(self, kind: str, staged: Staged, pk: int, outcome: str) -> None:
        self.stage.know(staged.number, pk=pk, state="done", target=kind)
        self.report.count(kind, outcome)

    # --- keywords and series ------------------------------------------------------------------------------------------------

    def keywords(self, batch: Iterable[Staged]) -> None:
        """Keywords by their slugs and names; those that are there are used."""
        with transaction.atomic():
            waiting = list(batch)
            slugs = {staged.number: (slugify(staged.record.slug or staged.record.name, allow_unicode=True)[:100]) for staged in waiting}
            names = {staged.number: shortened(" ".join(plain(staged.record.name).split()), 100) for staged in waiting}
            there = Tag.objects.filter(slug__in=set(slugs.values())) | Tag.objects.filter(name__in=set(names.values()))
            by_slug, by_name = {tag.slug: tag for tag in there}, {tag.name.casefold(): tag for tag in there}
            rows: dict[str, tuple[int, str, str, str]] = {}
            for staged in waiting:
                slug, name = slugs[staged.number] or f"tag-{staged.number}", names[staged.number]
                tag = by_slug.get(slug) or by_name.get(name.casefold())
                outcome = "unchanged"
                if tag is None:
                    tag = Tag.objects.create(name=name or slug, slug=slug)
                    by_slug[tag.slug] = by_name[tag.name.casefold()] = tag
                    outcome = "created"
                rows[staged.record.id] = (tag.pk, fingerprint(staged.digest, complete=True), "", "")
                self._done("tag", staged, tag.pk, outcome)
            self.ledger.remember("tag", rows)

    def series(self, name: str) -> int | None:
        """The series with this name."""
        name = shortened(plain(name), 160)
        if not name:
            return None
        if name not in self._series:
            known = self.ledger.known("series", [name]).get(name)
            if known is None or not self.ledger.existing("series", [known.pk]):
                with transaction.atomic():
                    made = Series.objects.filter(locale=self.locale, name=name).first() or Series(locale=self.locale, name=name, live=False)
                    if not made.pk:
                        made.save()
                        made.save_revision(clean=False).publish()
                        self.report.count("series", "created")
                    self.ledger.remember("series", {name: (made.pk, "made", "", "")})
                    self._series[name] = made.pk
            else:
                self._series[name] = known.pk
        return self._series[name]

    # --- reusable content ---------------------------------------------------------------------------------------------------

    def reusable(self, staged: Staged) -> None:
        record = staged.record
        with transaction.atomic():
            found = ReusableContent.objects.filter(pk=staged.pk or 0).first() if staged.state == CHANGED else None
            content = found or ReusableContent(locale=self.locale, live=False)
            content.name = shortened(plain(record.title), 120) or record.id
            raw = self._body(record.html, record.flavour, staged, f"block {record.id}")
            content.body = [block for block in raw if block["type"] != "reusable"]
            self._publish("reusable", content, staged)

    # --- topics -------------------------------------------------------------------------------------------------------------

    def topics_of(self, parent_key: str, batch: list[Staged]) -> None:
        """Topics of one parent, in one transaction."""
        parent_pk = self.stage.pk_of("topic", parent_key) if parent_key else None
        parent = Page.objects.filter(pk=parent_pk).first() or Page.objects.get(pk=self.topics.pk)
        with transaction.atomic():
            slugs = {self._slug(staged.record): staged for staged in batch}
            there = TopicPage.objects.child_of(parent).filter(slug__in=slugs)
            adopted = {page.slug: page for page in there if page.title.casefold() == _name(slugs[page.slug].record).casefold()}
            for slug, page in adopted.items():
                self._adopt("topic", slugs[slug], page.pk)
            waiting = [staged for staged in batch if staged.state == NEW and self._slug(staged.record) not in adopted]
            pages = []
            for staged in waiting:
                page = TopicPage(slug=self._slug(staged.record), live=True)
                self._fill(page, staged)
                page.pk = staged.pk
                pages.append(page)
            add_pages(parent, pages)
            rows = {}
            for staged, page in zip(waiting, pages, strict=True):
                rows[staged.record.id] = (page.pk, fingerprint(staged.digest, complete=True), written(page), staged.record.url)
                self._done("topic", staged, page.pk, "created")
            self.ledger.remember("topic", rows)

    def changed_topic(self, staged: Staged) -> None:
        with transaction.atomic():
            page = TopicPage.objects.get(pk=staged.pk)
            self._fill(page, staged)
            page.save_revision(clean=False).publish()
            page.refresh_from_db(fields=["live", "latest_revision"])
            mark = (page.pk, fingerprint(staged.digest, complete=True), written(page), staged.record.url)
            self.ledger.remember("topic", {staged.record.id: mark})
            self._done("topic", staged, page.pk, "updated")

    def _slug(self, record: Topic) -> str:
        return slugify(record.slug or record.name, allow_unicode=True)[:200].strip("-") or f"topic-{record.id}"[:200]

    def _fill(self, page: TopicPage, staged: Staged) -> None:
        record: Topic = staged.record
        page.title = _name(record)
        about = plain(record.description)
        page.standfirst = about if len(about) <= 500 else ""
        page.body = [] if len(about) <= 500 else self._body(record.description, "html", staged, f"topic {record.id}")


def _name(record: Topic) -> str:
    return shortened(plain(record.name) or record.id, 255)
