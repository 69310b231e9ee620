"""Making the magazine: step after step, each object in a transaction of its own, so that a run that was killed completes when it
is started again, and one that has nothing left to do changes nothing."""

from collections.abc import Callable

from home.demo import front, media, pages, snippets
from home.demo.work import Work
from home.models import HomePage

STEPS: tuple[Callable[[Work], None], ...] = (
    media.load_collection,
    media.load_pictures,
    media.load_files,
    pages.begin_pages,
    snippets.load_terms,
    snippets.load_authors,
    snippets.load_series,
    snippets.load_reusable,
    pages.fill_pages,
    front.fill_places,
    front.add_footer,
)


def load(home: HomePage, say: Callable[[str], None]) -> int:
    """Make what is missing of the magazine below `home`. Returns of how many objects it consists."""
    work = Work(home, say)
    for step in STEPS:
        step(work)
    return len(work.ledger)
