"""Who may see what of a tree, decided once more: in plain Python, from the description alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tests.journeys.trees import HOME, PARENTS, Closed, PageNode, Ref, State, Tree, Verb

#: What nobody may ever see.
NEVER: Ref = ("never", 0)
#: What everybody may see.
ALWAYS: Ref = ("always", 0)


@dataclass
class Answer:
    """What is at a path: a page, a redirect to one, the way to the sign-in, gone, or nothing."""

    kind: str
    page: int = -1


@dataclass
class Oracle:
    """A tree in time: `do` carries a verb out, the rest says what an anonymous visitor of the first site may see."""

    tree: Tree
    slugs: dict[int, str]
    pages: list[PageNode] = field(default_factory=list)
    removed: set[int] = field(default_factory=set)
    former: dict[str, int | None] = field(default_factory=dict)
    redirects: dict[str, int] = field(default_factory=dict)
    clock_has_moved: bool = False

    def __post_init__(self) -> None:
        self.pages = [replace(page) for page in self.tree.pages]
        self.was_published = {number for number, page in enumerate(self.pages) if page.state.was_published}

    # --- the tree -----------------------------------------------------------------------------------------------------

    def way(self, number: int) -> list[int]:
        """The page and all above it, from the front page down."""
        parent = self.pages[number].parent
        return [*(self.way(parent) if parent is not None else []), number]

    def below(self, number: int) -> list[int]:
        """The page and all below it."""
        return [other for other in self.present() if number in self.way(other)]

    def present(self) -> Iterator[int]:
        return (number for number in range(len(self.pages)) if number not in self.removed)

    def path(self, number: int) -> str:
        """The URL path on the page's own site."""
        return "/" + "".join(f"{self.slugs[step]}/" for step in self.way(number)[1:])

    # --- pages --------------------------------------------------------------------------------------------------------

    def shows(self, number: int) -> bool:
        state = self.pages[number].state
        return state.shows or (state is State.EXPIRING and not self.clock_has_moved)

    def is_closed(self, number: int, asked: frozenset[int] = frozenset()) -> bool:
        """Whether a restriction stands at this very page: its own or, for an alias, one that closes what it shows."""
        page = self.pages[number]
        if number in asked:
            return False
        return bool(page.closed) or (
            page.source is not None and any(self.is_closed(step, asked | {number}) for step in self.way(page.source))
        )

    def is_public(self, number: int) -> bool:
        """Whether the visitors of its own site see the page."""
        return number not in self.removed and all(self.shows(step) and not self.is_closed(step) for step in self.way(number))

    def sees_page(self, number: int) -> bool:
        return self.is_public(number) and self.way(number)[0] == HOME

    def visible_pages(self) -> list[int]:
        return [number for number in self.present() if self.sees_page(number)]

    def showing(self, content: int) -> list[int]:
        """The visible pages that show a content: the page that has it, and its aliases."""
        return [number for number in self.visible_pages() if self.content_of(number) == content]

    def content_of(self, number: int) -> int:
        source = self.tree.pages[number].source
        return number if source is None else self.content_of(source)

    # --- everything ---------------------------------------------------------------------------------------------------

    def sees(self, ref: Ref) -> bool:
        kind, number = ref
        match kind:
            case "never":
                return False
            case "always" | "navigation" | "identity" | "redirect":
                return True
            case "page":
                return self.sees_page(number)
            case "content":
                return bool(self.showing(number))
            case "image":
                return self._is_open(self.tree.images[number])
            case "document":
                return self._is_open(self.tree.documents[number].collection)
            case "tag":
                return any(link.way == "tag" and link.target == ref and self.sees(link.source) for link in self.tree.links)
            case _:
                return self._is_live(
                    {"author": self.tree.authors, "series": self.tree.series, "term": self.tree.terms}.get(kind, self.tree.reusables)[
                        number
                    ]
                )

    def _is_live(self, state: State) -> bool:
        return state.shows or (state is State.EXPIRING and not self.clock_has_moved)

    def _is_open(self, number: int | None) -> bool:
        if number is None:
            return True
        collection = self.tree.collections[number]
        return not collection.closed and self._is_open(collection.parent)

    # --- paths --------------------------------------------------------------------------------------------------------

    def answer(self, path: str) -> Answer:
        """What an anonymous visitor gets at a URL path of the first site."""
        at, steps = HOME, [step for step in path.split("/") if step]
        for step in [None, *steps]:
            if step is not None:
                below = [number for number in self.present() if self.pages[number].parent == at and self.slugs[number] == step]
                if not below:
                    return self._elsewhere(path)
                at = below[0]
            if not self.shows(at):
                return self._elsewhere(path)
            if self.is_closed(at):
                return Answer("locked", at)
        return Answer("page", at)

    def _elsewhere(self, path: str) -> Answer:
        target = self.redirects.get(path, -1)
        if target in self.visible_pages():
            return Answer("redirect", target)
        if path in self.former:
            page = self.former[path]
            if page is None:
                return Answer("gone")
            if self.sees_page(page):
                return Answer("redirect", page)
        return Answer("not_found")

    # --- verbs --------------------------------------------------------------------------------------------------------

    def allows(self, verb: Verb) -> bool:
        """Whether an editor could do this now."""
        if verb.page in self.removed or verb.page <= HOME:
            return False
        page = self.pages[verb.page]
        if verb.name == "move":
            target = verb.target
            return (
                page.kind in PARENTS
                and target not in self.removed
                and page.parent != target
                and self.pages[target].kind in PARENTS[page.kind]
                and target not in self.below(verb.page)
            )
        return page.parent is not None and (verb.name != "close" or not page.closed)

    def do(self, verb: Verb, new_slug: str = "") -> None:
        page = self.pages[verb.page]
        match verb.name:
            case "unpublish":
                self._unpublish(verb.page)
            case "close":
                page.closed = Closed.LOGIN
            case "delete":
                self._delete(verb.page)
            case "move":
                self._remember(verb.page)
                page.parent = verb.target
            case "rename":
                self._remember(verb.page)
                self.slugs[verb.page] = new_slug

    def _unpublish(self, number: int) -> None:
        page = self.pages[number]
        if page.state in (State.DRAFT, State.SCHEDULED, State.UNPUBLISHED):
            return
        page.state = State.UNPUBLISHED
        for alias in [other for other in self.present() if self.pages[other].source == number]:
            self._unpublish(alias)

    def _remember(self, number: int) -> None:
        for step in self.below(number):
            if step in self.was_published and self.way(step)[0] == HOME:
                self.former[self.path(step)] = step

    def _delete(self, number: int) -> None:
        going = self.below(number)
        public = {step for step in going if self.is_public(step)}
        gone = {self.path(step): None for step in public if self.sees_page(step)}
        for step in going:
            # Wagtail unpublishes a page before it deletes it, and with it its aliases. Masthead unpublishes those of a private draft.
            was_live = self.pages[step].state not in (State.DRAFT, State.SCHEDULED, State.UNPUBLISHED)
            if was_live or any(self.is_closed(above) for above in self.way(step)):
                for alias in [other for other in self.present() if self.pages[other].source == step]:
                    self._unpublish(alias)
        for step in going:
            for path in [path for path, page in self.former.items() if page == step]:
                if step in public:
                    self.former[path] = None
                else:
                    del self.former[path]
        self.former |= gone
        self.removed |= set(going)
        self.redirects = {path: target for path, target in self.redirects.items() if target not in going}
        for page in self.pages:
            if page.source in going:
                page.source = None
