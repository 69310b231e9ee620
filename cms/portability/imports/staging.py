"""Reading a source onto the stage, and finding out what is new, changed or the same."""

from collections.abc import Callable, Collection, Iterable

from django.db import transaction
from django.utils.text import slugify

from cms.content.adding import reserve_ids
from cms.portability.imports.addresses import Site, file_names, host_of, path_of
from cms.portability.imports.ledger import ADOPTED, MODELS, Ledger
from cms.portability.imports.pages import changed_here
from cms.portability.imports.report import Report
from cms.portability.imports.revisions import written
from cms.portability.imports.stage import CHANGED, KEPT, NEW, REMOVED, SAME, Stage, Staged
from cms.portability.sources.records import Author, Entry, Keyword, Media, MenuEntry, Problem, Publication, Record, Said, Topic

#: What an entry gets that names none: nothing is public without an author and a topic.
NO_TOPIC, NO_AUTHOR = "uncategorized", "masthead-editors"


class Staging:
    """Puts what a reader says on the stage. `only` limits it to some kinds of entries."""

    def __init__(self, stage: Stage, report: Report, only: Collection[str] = ()) -> None:
        self.stage, self.report, self.only = stage, report, only
        self.publication = Publication("")
        self.hosts: set[str] = set()
        self.lacking: dict[str, int] = {"topic": 0, "author": 0}
        self._named: dict[str, set[str]] = {"author": set(), "topic": set(), "tag": set()}

    def read(self, said: Iterable[Said], advance: Callable[[], None]) -> None:
        for one in said:
            if isinstance(one, Problem):
                self.report.add(one)
                if one.level == "error" and one.kind in ("id", "size", "entry"):
                    self.report.count("article", "failed")
            elif isinstance(one, Publication):
                self.publication = one
            else:
                self._put(one)
            advance()

    def finish(self) -> Site:
        """Add what is named and was not described; say where everything was."""
        makers: dict[str, Callable[[str], Record]] = {
            "author": lambda key: Author(key, name=key, slug=slugify(key)),
            "topic": lambda key: Topic(key, name=key, slug=slugify(key, allow_unicode=True)),
            "tag": lambda key: Keyword(key, name=key, slug=slugify(key, allow_unicode=True)),
        }
        for kind, keys in self._named.items():
            for key in sorted(keys):
                if key == NO_AUTHOR:
                    self._put(Author(key, name=self.publication.title or "Editors", slug=slugify(self.publication.title) or "editors"))
                elif key == NO_TOPIC:
                    self._put(Topic(key, name="Uncategorized", slug=NO_TOPIC), quietly=True)
                elif self.stage.add(makers[kind](key)):
                    self.report.count(kind, "in")
        for kind, number in self.lacking.items():
            if number:
                named = "the topic “Uncategorized”" if kind == "topic" else "an author with the name of the publication"
                self.report.say("repair", kind, f"{number} articles name no {kind}. They got {named}.")
        for kind in ("topic", "page"):
            for key in self.stage.set_depths(kind):
                text = "What it lies below is not in the file, or lies below it. It stands at the top."
                self.report.say("repair", "hierarchy", text, self.stage.position_of(kind, key), f"{kind} {key}")
        self._topic_addresses()
        return Site(self.publication.url, self.hosts)

    def _put(self, record: Record, *, quietly: bool = False) -> None:
        kind = record.kind
        if isinstance(record, Entry):
            if self.only and kind not in self.only:
                return
            self._complete(record)
        is_new = self.stage.add(record)
        if not is_new:
            if isinstance(record, (Entry, Media, MenuEntry)) and not quietly:
                first = self.stage.position_of(kind, record.id)
                text = f"Another {kind} has the id {record.id} ({first}). This one was left out."
                same = (found := self.stage.get(kind, record.id)) is not None and found.digest == record.digest
                self.report.say("note" if same else "error", "duplicate", text, record.position, f"{kind} {record.id}")
                self.report.count(kind, "in")
                self.report.count(kind, "left_out" if same else "failed")
            return
        self.report.count(kind, "in")
        self._address(record)

    def _complete(self, entry: Entry) -> None:
        if entry.kind == "article" and entry.status != "draft":
            if not entry.topics:
                entry.topics = [NO_TOPIC]
                self.lacking["topic"] += 1
            if not entry.authors:
                entry.authors = [NO_AUTHOR]
                self.lacking["author"] += 1
        self._named["author"].update(entry.authors)
        self._named["topic"].update(entry.topics)
        self._named["tag"].update(entry.tags)

    def _address(self, record: Record) -> None:
        url = getattr(record, "url", "")
        if isinstance(record, Media):
            for name in file_names(url):
                self.stage.add_file(name, record.id)
            if host := host_of(url):
                self.hosts.add(host)
            return
        if isinstance(record, (Topic, Keyword)) and record.number:
            self.stage.add_address(f"term:{record.number}", record.kind, record.id)
        if isinstance(record, Entry):
            if record.id.isdecimal():
                self.stage.add_address(f"?{record.id}", record.kind, record.id)
            for address in (url, *record.former):
                if path := path_of(address) if address else "":
                    self.stage.add_address(path, record.kind, record.id)

    def _topic_addresses(self) -> None:
        """Pages of categories lie below each other, by their slugs."""
        base = self.publication.topic_base
        if not base:
            return
        parents = self.stage.parents("topic")
        for key in parents:
            way, at = [key], parents[key]
            while at and at in parents and at not in way:
                way.append(at)
                at = parents[at]
            self.stage.add_address(path_of(base + "/".join(reversed(way)) + "/"), "topic", key)


class Comparison:
    """Says of every record on the stage what is to be done with it, and gives new pages their primary keys."""

    def __init__(self, stage: Stage, ledger: Ledger, report: Report, *, can_fetch: bool, dry: bool) -> None:
        self.stage, self.ledger, self.report, self.can_fetch, self.dry = stage, ledger, report, can_fetch, dry

    def compare(self, kind: str) -> None:
        for batch in self.stage.each(kind):
            with transaction.atomic():
                self._compare(kind, batch)

    def _compare(self, kind: str, batch: list[Staged]) -> None:
        known = self.ledger.known(kind, [staged.record.id for staged in batch])
        there = self.ledger.existing(kind, [remembered.pk for remembered in known.values()])
        now = self._now(kind, there)
        new: list[Staged] = []
        for staged in batch:
            remembered = known.get(staged.record.id)
            if remembered is None or (remembered.is_announced and remembered.pk not in there):
                if remembered is not None:
                    self.stage.know(staged.number, pk=remembered.pk, state=NEW)
                else:
                    new.append(staged)
                continue
            state = SAME
            if remembered.pk not in there:
                state = REMOVED
            elif remembered.written == ADOPTED or kind == "tag":
                state = SAME
            elif not remembered.is_same(staged.digest) or (remembered.lacks_something and self.can_fetch):
                state = CHANGED if remembered.written in ("", now.get(remembered.pk)) else KEPT
            self.stage.know(staged.number, pk=remembered.pk if state != REMOVED else None, state=state, target="page")
            self._count(staged, kind, state)
        self._announce(kind, new)

    def _now(self, kind: str, pks: set[int]) -> dict[int, str]:
        if kind in ("article", "page", "topic"):
            return changed_here(pks)
        if kind in ("author", "reusable"):
            objects = MODELS[kind]._base_manager.filter(pk__in=pks)
            return {found.pk: written(found) for found in objects}
        return {}

    def _count(self, staged: Staged, kind: str, state: str) -> None:
        if state == CHANGED:
            return
        self.report.count(kind, {SAME: "unchanged", KEPT: "kept", REMOVED: "removed"}[state])
        record = staged.record
        item = f"{kind} {record.id} “{getattr(record, 'title', '') or getattr(record, 'name', '')}”"
        if state == KEPT:
            text = "It has changed at the source, but somebody has changed it here since it was imported. It was left alone."
            self.report.say("note", "kept", text, record.position, item)
        elif state == REMOVED:
            self.report.say(
                "note", "removed", "It was imported before and removed here since. It was not made again.", record.position, item
            )

    def _announce(self, kind: str, new: list[Staged]) -> None:
        """Texts may link to what is still to come: it has its primary key from now on, whatever happens to this process."""
        if kind not in ("article", "page", "topic"):
            return
        pks = [-staged.number for staged in new] if self.dry else reserve_ids(len(new))
        for staged, pk in zip(new, pks, strict=True):
            self.stage.know(staged.number, pk=pk, state=NEW, target="page")
        if not self.dry:
            self.ledger.remember(kind, {staged.record.id: (pk, "", "", "") for staged, pk in zip(new, pks, strict=True)})
