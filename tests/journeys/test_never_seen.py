"""No visitor ever sees anything of what the visibility rule hides; everything else is there.

Random trees of pages, snippets, media and links, each text a canary, are read through every public door. What may be seen
is decided by `oracle.py`. NEVER_SEEN_TREES is the number of trees, NEVER_SEEN_SEED another number for other trees.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, seed, settings as hypothesis_settings

from tests.journeys.building import Publication
from tests.journeys.canaries import key, uuid
from tests.journeys.trees import HOME, RECORDING, SINGLE, Link, Ref, Tree, all_of, every_link, trees

TREES = int(os.environ.get("NEVER_SEEN_TREES", "24" if connection.vendor == "postgresql" else "200"))
SEED = int(os.environ.get("NEVER_SEEN_SEED", "0"))
PARTS = 8  # so that several processes share the work
EVERY = 29  # of so many hidden words one is searched for

ABSENT = "zz-never-was-here"
SITE = "http://testserver"


@contextmanager
def no_writing() -> Iterator[None]:
    """Every statement inside is a SELECT, perhaps within a savepoint."""
    written: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip("( \n").upper().startswith(("SELECT", "WITH", "SAVEPOINT", "RELEASE")):
            written.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield
    assert written == []


@dataclass(frozen=True)
class Read:
    """An answer: what a visitor sees of it. `Location` is apart, because it may repeat the path that was asked for."""

    status: int
    headers: tuple[tuple[str, str], ...]
    location: str
    body: str

    @property
    def text(self) -> str:
        return f"{self.headers}\n{self.location}\n{self.body}"


@dataclass
class Visit:
    """An anonymous visitor who asks for everything, and what the oracle says about each answer."""

    publication: Publication
    client: Client = field(default_factory=Client)
    answers: dict[str, Read] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.oracle = self.publication.oracle
        self.visible = self.oracle.visible_pages()

    def get(self, path: str) -> Read:
        """The answer to a GET; fails if it tells of anything that is hidden. Nothing is asked for twice."""
        if path in self.answers:
            return self.answers[path]
        response = self.client.get(path)
        headers = dict(response.headers)
        location = headers.pop("Location", "").replace(path, "")
        read = Read(response.status_code, tuple(sorted(headers.items())), location, b"".join(response).decode())
        leaks = sorted(ref for ref in self.publication.canaries.told(read.text) if not self.oracle.sees(ref))
        assert not leaks, f"{path} ({read.status}) tells of {leaks}: {_around(read.text, self.publication, leaks)}"
        assert read.status < 500
        if read.status == 404:
            # One that says which path was asked for; it must not be one more for a path at which something is hidden.
            tags = str(len(headers.pop("Cache-Tag", "").split(",")))
            read = replace(read, headers=tuple(sorted({**headers, "Cache-Tag": tags}.items())))
        self.answers[path] = read
        return read

    # --- pages --------------------------------------------------------------------------------------------------------

    def read_paths(self) -> None:
        """Every path that a page has, had or was given, as HTML and through `resolve`."""
        oracle = self.oracle
        paths = {"/", f"/{ABSENT}/", *oracle.former, *oracle.redirects}
        paths |= {oracle.path(number) for number in oracle.present()}
        not_found, unresolved = self.get(f"/{ABSENT}/"), self.resolve(f"/{ABSENT}/")
        for path in sorted(paths):
            answer = oracle.answer(path)
            html, found = self.get(path), self.resolve(path)
            match answer.kind:
                case "page":
                    assert (html.status, found.status) == (200, 200), path
                    self.expect_page(answer.page, html)
                    page = json.loads(found.body)["page"]
                    assert page == json.loads(self.get(f"/api/v2/pages/{key(('page', answer.page))}/").body)
                    self.expect_page(answer.page, found, as_json=True)
                case "locked":
                    below = oracle.path(answer.page) + f"{ABSENT}/"
                    assert html == self.get(below), f"{path} and {below} tell whether there is a page"
                    assert html.status == 302
                    assert (found.status, json.loads(found.body)) == (200, {"kind": "locked"})
                case "redirect":
                    target = oracle.path(answer.page)
                    assert (html.status, html.location) == (301, target)
                    assert json.loads(found.body) == {"kind": "redirect", "redirect": {"url": f"{SITE}{target}", "status": 301}}
                case "gone":
                    assert (html.status, found.status) == (410, 410)
                case _:
                    assert html == not_found, f"{path} tells that there is something"
                    assert found == unresolved, f"{path} tells that there is something"

    def read_markdown(self) -> None:
        absent = self.get(f"/{ABSENT}.md")
        for number in self.oracle.present():
            path = self.oracle.path(number)
            if self.oracle.answer(path).kind in ("page", "locked", "not_found"):
                read = self.get("/index.md" if path == "/" else f"{path.rstrip('/')}.md")
                assert (read.status == 200) if self.oracle.answer(path).kind == "page" else (read == absent), (
                    f"{path} tells that it is there"
                )

    def resolve(self, path: str) -> Read:
        return self.get(f"/api/v2/resolve/?path={quote(path)}")

    def read_every_number(self) -> None:
        """Every page by its primary key."""
        absent = self.get("/api/v2/pages/899999999/")
        assert absent.status == 404
        for number in range(len(self.oracle.pages)):
            if number not in self.visible:
                hidden = self.get(f"/api/v2/pages/{key(('page', number))}/")
                assert hidden == absent, f"page {number} tells that it is there"

    def expect_page(self, number: int, read: Read, *, as_json: bool = False) -> None:
        content: Ref = ("content", self.oracle.content_of(number))
        self.expect(content, read, as_json=as_json)
        for link in self.publication.links_of(content):
            if link.way == "reusable" and self.oracle.sees(link.target):
                self.expect(link.target, read, as_json=as_json)
        kind = self.publication.tree.pages[number].kind
        if as_json and kind in ("topic", "topics"):
            self._expect_counts(json.loads(read.body)["page"])
        elif kind == "topic":
            self._expect_cards(self._about(number), read)
        elif kind == "desk" and not as_json:
            self._expect_cards([article for article in self._articles() if number in self.oracle.way(article)], read)

    def _articles(self) -> list[int]:
        return [number for number in self.visible if self.publication.tree.pages[number].kind == "article"]

    def _about(self, topic: int) -> list[int]:
        """The visible articles of a topic."""
        saying = {link.source[1] for link in self.publication.tree.links if link.way == "topic" and link.target == ("page", topic)}
        return [article for article in self._articles() if self.oracle.content_of(article) in saying]

    def _expect_counts(self, page: dict[str, Any]) -> None:
        """The numbers of articles that a topic, or the index of topics, tells."""
        told = {summary["topic"]["id"]: summary["article_count"] for summary in page.get("subtopics") or page.get("topics") or []}
        below = [number for number in self.visible if key(("page", self.oracle.pages[number].parent or HOME)) == page["id"]]
        topics = [number for number in below if self.oracle.pages[number].kind == "topic"]
        if "article_count" in page:
            told[page["id"]] = page["article_count"]
            topics.append(page["id"] - key(("page", 0)))
        assert told == {key(("page", topic)): len(self._about(topic)) for topic in topics}

    def _expect_cards(self, articles: list[int], read: Read) -> None:
        missing = [article for article in articles if f"/{self.oracle.slugs[article]}/" not in read.body]
        assert not missing, f"articles {missing} are not listed"

    # --- everything else ----------------------------------------------------------------------------------------------

    def expect(self, source: Ref, read: Read, *, as_json: bool = False) -> None:
        """A rendering of `source` has all that it says, and what it refers to where that may be seen."""
        missing = [word for word in self.publication.canaries.of.get(source, ()) if word not in read.body]
        assert not missing, f"{source} lacks its own {missing}"
        for link in self.publication.links_of(source):
            word = self.trace(link, as_json=as_json)
            assert word in read.body, f"{link} leaves no trace"

    def trace(self, link: Link, *, as_json: bool) -> str:
        """What a rendering of the link's source must have in it because of the link; nothing if it may not."""
        kind, number = link.target
        tree = self.publication.tree
        only_in_json = link.way in ("social image", "mark", "picture for sharing")
        replaced = link.way in SINGLE and link != [other for other in self.publication.links_of(link.source) if other.way == link.way][-1]
        unheard = link.way.endswith("definition_list_text") and not self.oracle.sees(("term", 0))
        if (
            not self.oracle.sees(link.target)
            or replaced
            or unheard
            or (only_in_json and not as_json)
            or link.way == "topic on the front page"
        ):
            return ""
        if kind == "page":
            return self.oracle.path(number)
        if kind == "reusable":
            return ""
        if kind == "document":
            return f"{self.publication.names[link.target]}.{tree.documents[number].extension}"
        return self.publication.names[link.target]

    def read_lists(self) -> None:
        listed = json.loads(self.get("/api/v2/pages/?limit=100").body)
        assert {item["id"] for item in listed["items"]} == {key(("page", number)) for number in self.visible}
        assert listed["meta"]["total_count"] == len(self.visible)
        authors, glossary = self.get("/authors/"), self.get("/terms/")
        for ref, read, address in [
            *((ref, authors, "/authors/{}/") for ref in all_of("author", self.publication.tree.authors)),
            *((ref, glossary, "/terms/{}/") for ref in all_of("term", self.publication.tree.terms)),
            *((ref, None, "/series/{}/") for ref in all_of("series", self.publication.tree.series)),
            *((("tag", number), None, "/tags/{}/") for number in range(self.publication.tree.tags)),
        ]:
            own = self.get(address.format(self.publication.names[ref]))
            if self.oracle.sees(ref):
                self.expect(ref, own)
                assert read is None or self.publication.canaries.of[ref][0] in read.body
            else:
                assert own == self.get(f"/{ABSENT}/"), f"{ref} tells that it is there"

    def read_resources(self) -> None:
        """Everything through the lists of the API, in every format, and each object by its slug."""
        articles, topics = (self._numbers(kind) for kind in ("article", "topic"))
        for name, numbers in (("articles", articles), ("topics", topics)):
            listed = json.loads(self.get(f"/api/v2/{name}/?limit=100").body)
            assert {item["id"] for item in listed["items"]} == {key(("page", number)) for number in numbers & set(self.visible)}
            assert listed["meta"]["total_count"] == len(listed["items"])
            absent = self.get(f"/api/v2/{name}/{ABSENT}/")
            shown = {self.oracle.slugs[number] for number in numbers & set(self.visible)}
            for slug in {self.oracle.slugs[number] for number in numbers}:
                read = self.get(f"/api/v2/{name}/{slug}/")
                assert (read.status == 200) if slug in shown else (read == absent), f"{slug} tells that it is there"
        self.get("/api/v2/pages/?limit=100&fields=*&rich_text_format=markdown&image_preset=thumb")
        self._read_snippets("authors", all_of("author", self.publication.tree.authors))
        self._read_snippets("series", all_of("series", self.publication.tree.series))
        self._read_snippets("terms", all_of("term", self.publication.tree.terms))
        self._read_numbered("images", all_of("image", self.publication.tree.images))
        self._read_numbered("documents", all_of("document", self.publication.tree.documents))
        self._read_filters()
        targets = {SITE + self.oracle.path(page) for page in self.oracle.redirects.values() if page in self.visible}
        redirects = json.loads(self.get("/api/v2/redirects/?limit=100").body)
        assert {item["location"] for item in redirects["items"]} == targets

    def _numbers(self, kind: str) -> set[int]:
        return {number for number, page in enumerate(self.publication.tree.pages) if page.kind == kind}

    def _read_snippets(self, name: str, refs: list[Ref]) -> None:
        listed = json.loads(self.get(f"/api/v2/{name}/?limit=100&fields=*").body)
        assert {item["id"] for item in listed["items"]} == {key(ref) for ref in refs if self.oracle.sees(ref)}
        absent = self.get(f"/api/v2/{name}/{ABSENT}/")
        for ref in refs:
            read = self.get(f"/api/v2/{name}/{self.publication.names[ref]}/?rich_text_format=markdown")
            assert (read.status == 200) if self.oracle.sees(ref) else (read == absent), f"{ref} tells that it is there"

    def _read_numbered(self, name: str, refs: list[Ref]) -> None:
        listed = json.loads(self.get(f"/api/v2/{name}/?limit=100").body)
        assert {item["id"] for item in listed["items"]} == {key(ref) for ref in refs if self.oracle.sees(ref)}
        absent = self.get(f"/api/v2/{name}/899999999/")
        for ref in refs:
            if not self.oracle.sees(ref):
                assert self.get(f"/api/v2/{name}/{key(ref)}/") == absent, f"{ref} tells that it is there"

    def _read_filters(self) -> None:
        """A filter by what may not be seen answers like one by what is not there."""
        names = self.publication.names
        tree = self.publication.tree
        for name, refs in (("author", all_of("author", tree.authors)), ("series", all_of("series", tree.series))):
            for ref in refs:
                if not self.oracle.sees(ref):
                    read = json.loads(self.get(f"/api/v2/articles/?{name}={names[ref]}").body)
                    assert read == {"meta": {"total_count": 0, "next_cursor": None}, "items": []}, f"{ref} is an oracle"
        hidden = [number for number in range(len(tree.pages)) if number not in self.visible]
        for number in hidden[:2]:
            read = self.get(f"/api/v2/pages/?descendant_of={key(('page', number))}")
            assert (read.status, read.body) == (400, self.get("/api/v2/pages/?descendant_of=899999999").body)

    def read_files(self) -> None:
        tree, names = self.publication.tree, self.publication.names
        documents = {
            ref: f"/documents/{uuid(ref)}/{names[ref]}.{tree.documents[ref[1]].extension}" for ref in all_of("document", tree.documents)
        }
        renditions = {
            ref: f"/media/private/images/fa/{uuid(ref).hex}/{names[ref]}.0123456789-abcdef.jpg" for ref in all_of("image", tree.images)
        }
        absent = self.get(f"/documents/{UUID(int=0)}/{ABSENT}.pdf")
        unmade = self.get(f"/media/private/images/00/{UUID(int=0).hex}/{ABSENT}.jpg")
        assert (absent.status, unmade.status) == (404, 404)
        for ref, address in (documents | renditions).items():
            if not self.oracle.sees(ref):
                nothing = absent if ref in documents else unmade
                assert self.get(address) == nothing, f"{ref} tells that it is there"
        assert self.get(documents["document", RECORDING]).status == 200

    def read_site(self) -> None:
        site, front = self.get("/api/v2/site/"), self.get("/")
        self.expect(("identity", 0), site, as_json=True)
        self.expect(("navigation", 0), site, as_json=True)
        if HOME in self.visible:
            self.expect(("identity", 0), front)
            self.expect(("navigation", 0), front)

    def read_search(self) -> None:
        """Results, counts, facets, highlights and suggestions. Every word of ours begins like that."""
        found = json.loads(self.get("/api/v2/search/?q=zq*&limit=50&sort=newest").body)
        assert {item["id"] for item in found["items"]} == {key(("page", number)) for number in self.visible}
        assert found["meta"]["total_count"] == len(self.visible)
        ranked = json.loads(self.get("/api/v2/search/?q=zq&limit=50").body)
        assert {item["id"] for item in ranked["items"]} == {item["id"] for item in found["items"]}
        for value in found["facets"]["topic"]:
            narrowed = json.loads(self.get(f"/api/v2/search/?q=zq*&topic={quote(value['value'])}").body)
            assert value["count"] == narrowed["meta"]["total_count"] == len(self._about(self._topic(value["value"])))
        self.get("/search/?q=zq*")
        self.get("/api/v2/search/suggest/?q=zq")
        for number, refs in enumerate(self.publication.canaries.holders):
            if number % EVERY == 0 and not all(self.oracle.sees(ref) for ref in refs):
                # What is asked for stands in the answer, so these are not looked through.
                word = f"zq{number}q"
                for query in (word, f"{('author', 'topic', 'tag', 'series')[number % 4]}:{word}"):
                    hidden = self.client.get("/api/v2/search/", {"q": query}).json()
                    assert (hidden["items"], hidden["meta"]["total_count"], hidden["meta"]["corrected_query"]) == ([], 0, None), refs
                    assert not any(hidden["facets"].values()), refs
                assert self.client.get("/api/v2/search/suggest/", {"q": word}).json()["items"] == [], refs
        for number in self.visible[:2]:
            own = self.publication.canaries.of.get(("content", self.oracle.content_of(number)), ())
            for word in own[:3]:
                items = self.client.get("/api/v2/search/", {"q": word}).json()["items"]
                assert key(("page", number)) in {item["id"] for item in items}, f"page {number} is not found by its own {word}"

    def _topic(self, slug: str) -> int:
        return next(number for number in self.visible if self.oracle.slugs[number] == slug)

    def read_for_machines(self) -> None:
        """Feeds, sitemaps, llms.txt: whatever they lead to is there, and `get` has seen that they tell of nothing hidden."""
        for path in ("", "articles/", "topics/"):
            for file in ("rss.xml", "atom.xml", "feed.json"):
                self.get(f"/feeds/{path}{file}")
        tree = self.publication.tree
        for ref, kind in [
            *((ref, "authors") for ref in all_of("author", tree.authors)),
            *((ref, "series") for ref in all_of("series", tree.series)),
        ]:
            feed, absent = (self.get(f"/feeds/{kind}/{name}/rss.xml") for name in (self.publication.names[ref], ABSENT))
            assert (feed.status == 200) if self.oracle.sees(ref) else (feed == absent), f"the feed of {ref} tells that it is there"
        for number in self.oracle.present():
            self.get(f"/feeds{self.oracle.path(number)}atom.xml")
        index = self.get("/sitemap.xml")
        led = [self.get(address.removeprefix(SITE)).body for address in re.findall("<loc>([^<]+)</loc>", index.body)]
        places = {place for body in led for place in re.findall("<loc>([^<]+)</loc>", body)}
        assert {f"{SITE}{self.oracle.path(number)}" for number in self.visible} <= places
        for path in ("/sitemap-news.xml", "/llms.txt", "/manifest.webmanifest", "/robots.txt"):
            assert self.get(path).status == 200

    def everywhere(self) -> None:
        self.read_paths()
        self.read_every_number()
        self.read_lists()
        self.read_resources()
        self.read_markdown()
        self.read_files()
        self.read_site()
        self.read_search()
        self.read_for_machines()


def _around(text: str, publication: Publication, leaks: list[Ref]) -> list[str]:
    words = [f"zq{number}q" for number, refs in enumerate(publication.canaries.holders) if refs & set(leaks)]
    words += [str(key(ref)) for ref in leaks if ref[0] != "content"]
    return [text[max(0, found.start() - 150) : found.end() + 50] for word in words for found in re.finditer(word, text)][:3]


def look(tree: Tree) -> None:
    """Make the tree, let things happen to it, read everything, and forget it."""
    with transaction.atomic():
        publication = Publication(tree)
        publication.build()
        publication.carry_out_verbs()
        publication.let_time_pass()
        with no_writing():
            Visit(publication).everywhere()
        transaction.set_rollback(True)


@pytest.fixture
def unlimited(settings: LazySettings) -> None:
    """One address may ask as often as it likes."""
    settings.API_RATE_LIMIT = settings.SEARCH_RATE_LIMIT = 0
    settings.SEARCH_TIME_LIMIT = 30_000


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_hidden_is_ever_seen(part: int, db: None, unlimited: None) -> None:
    @seed(SEED * PARTS + part)
    @hypothesis_settings(max_examples=TREES // PARTS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(tree=trees())
    def whatever_editors_make(tree: Tree) -> None:
        look(tree)

    whatever_editors_make()


@pytest.mark.usefixtures("bare")
def test_every_way_to_refer_to_something(db: None, unlimited: None) -> None:
    look(every_link())
