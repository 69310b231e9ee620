"""Whether every address of the source leads to the right page here, by the rule that answers requests."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import batched
from typing import Any

from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site as WagtailSite

from articles.models import Author, Tag
from cms.content import path_history
from cms.content.routing import Closed, Found, Moved, resolve
from cms.portability.imports.addresses import Site, path_of
from cms.portability.imports.building import is_restricted
from cms.portability.imports.report import Report
from cms.portability.imports.stage import Stage, Staged
from cms.portability.sources.records import Publication
from cms.visibility import Viewer

_MOST_SHOWN = 1000
_ASKED_ONE_BY_ONE = 200


class Addresses:
    def __init__(self, stage: Stage, report: Report, site: Site, publication: Publication, home: Any) -> None:
        self.stage, self.report, self.site, self.publication, self.home = stage, report, site, publication, home

    def write(self) -> None:
        """Addresses of topics, keywords and authors lead to theirs here. Those of articles and pages were written with them."""
        rows = []
        for key in self.stage.parents("topic"):
            pk = self.stage.pk_of("topic", key)
            rows += [(self.home.url_path + path[1:], pk) for path in self._topic_paths(key) if pk]
        path_history.remember_former(rows)
        self._redirects("tag", self.publication.tag_base, dict(Tag.objects.values_list("pk", "slug")), "tag")
        authors = dict(Author.objects.filter(locale_id=self.home.locale_id).values_list("pk", "slug"))
        self._redirects("author", self.publication.author_base, authors, "author")

    def _topic_paths(self, key: str) -> Iterator[str]:
        for path in self.stage.addresses_of("topic", key):
            if path.startswith("/") and (local := self.site.local_path(self._whole(path))):
                yield local

    def _whole(self, path: str) -> str:
        scheme, _, rest = self.site.url.partition("://")
        return f"{scheme}://{rest.partition('/')[0]}{path}"

    def _redirects(self, kind: str, base: str, slugs: dict[int, str], name: str) -> None:
        if not base:
            return
        wanted: dict[str, str] = {}
        for batch in self.stage.each(kind):
            for staged in batch:
                slug = slugs.get(staged.pk or 0)
                old = self.site.local_path(f"{base}{getattr(staged.record, 'slug', '') or staged.record.id}/")
                if slug and old:
                    wanted[Redirect.normalise_path(old)] = reverse(name, args=(slug,), urlconf="articles.urls")
        wanted = {old: new for old, new in wanted.items() if len(old) <= 255 and old != Redirect.normalise_path(new)}
        there: set[str] = set()
        for paths in batched(wanted, 500, strict=False):
            there |= set(Redirect.objects.filter(old_path__in=paths).values_list("old_path", flat=True))
        rows = [Redirect(old_path=old, redirect_link=new, is_permanent=True) for old, new in wanted.items() if old not in there]
        Redirect.objects.bulk_create(rows, batch_size=200, ignore_conflicts=True)

    # --- the check ----------------------------------------------------------------------------------------------------------

    def check(self, advance: Callable[[int], None]) -> None:
        site = WagtailSite.objects.filter(root_page_id=self.home.pk).first() or WagtailSite.objects.get(is_default_site=True)
        viewer = Viewer.public(site)
        language = self.home.locale.language_code
        found: Counter[str] = Counter()
        wrong: list[dict[str, str]] = []
        for kind in ("article", "page"):
            for batch in self.stage.each(kind):
                plain = self._plainly_right(viewer, batch) if sum(found.values()) >= _ASKED_ONE_BY_ONE else {}
                for staged in batch:
                    if staged.pk is None or staged.record.status not in ("published", "private", "protected"):
                        continue
                    outcome = plain.get(staged.number) or self._ask(viewer, language, staged.record, staged.pk)
                    found[outcome] += 1
                    if outcome not in ("same", "redirect", "closed", "elsewhere") and len(wrong) < _MOST_SHOWN:
                        wrong.append({"url": staged.record.url, "item": f"{kind} {staged.record.id}", "answer": outcome})
                advance(len(batch))
        self.report.addresses = {"checked": sum(found.values()), "answers": dict(found), "wrong": wrong}

    def _plainly_right(self, viewer: Viewer, batch: list[Staged]) -> dict[int, str]:
        """Of those whose page or history says so at once, what a request would get. Four queries, however many they are."""
        root = self.home.url_path
        paths = {s.number: root + path[1:] for s in batch if s.pk and (path := self.site.local_path(s.record.url))}
        there = dict(Page.objects.filter(url_path__in=paths.values()).values_list("url_path", "pk"))
        former = path_history.pages_at(paths.values())
        visible = set(viewer.visible_page_ids([staged.pk for staged in batch if staged.pk]))
        entered = {Redirect.normalise_path("/" + path.removeprefix(root)): path for path in paths.values()}
        redirected = {entered[old] for old in Redirect.objects.filter(old_path__in=entered).values_list("old_path", flat=True)}
        right: dict[int, str] = {}
        for staged in batch:
            path = paths.get(staged.number, "")
            if staged.pk not in visible or not path:
                continue
            if there.get(path) == staged.pk:
                right[staged.number] = "same"
            elif path not in there and path not in redirected and former.get(path) == staged.pk:
                right[staged.number] = "redirect"
        return right

    def _ask(self, viewer: Viewer, language: str, entry: Any, pk: int) -> str:
        if not entry.url or not self.site.owns(entry.url):
            return "elsewhere"
        path = self.site.local_path(entry.url)
        if not path:
            return "front page" if not path_of(entry.url).startswith("?") else "query"
        answer = resolve(viewer, language, path)
        if isinstance(answer, Found):
            return "same" if answer.page.pk == pk else "another page"
        if isinstance(answer, Moved):
            target = resolve(viewer, language, answer.url)
            return "redirect" if isinstance(target, Found) and target.page.pk == pk else "another page"
        if is_restricted(entry):
            return "closed"
        return "closed, but public at the source" if isinstance(answer, Closed) else "missing"
