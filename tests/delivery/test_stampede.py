"""Many who ask for the same at once, of two processes that share Redis: it is rendered at most twice."""

import json
import os
from collections.abc import Callable, Iterator

import pytest

from tests import factories
from tests.delivery.processes import Redis, WebProcess

#: How many ask at once, in both processes together; 500 by hand.
READERS = int(os.environ.get("STAMPEDE_READERS", "40"))

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

_CROWD = """
import json, sys, threading
from tests.delivery.wsgi import Server
import cms.wsgi
server, django, renderings = Server(), cms.wsgi.application.inner, []
def counted(environ, start_response):
    renderings.append(environ["PATH_INFO"])
    return django(environ, start_response)
cms.wsgi.application.inner = counted
server._application = cms.wsgi.application
print("ready", flush=True)
for line in sys.stdin:
    url, readers = json.loads(line)
    answers, together = [], threading.Barrier(readers)
    def ask():
        together.wait()
        answer = server.get(url)
        answers.append((answer.status, answer.headers["ETag"]))
    threads = [threading.Thread(target=ask) for _ in range(readers)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    print(json.dumps([renderings, sorted(set(answers)), len(answers)]), flush=True)
    renderings.clear()
"""


class Crowd(WebProcess):
    def send(self, url: str, readers: int) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([url, readers]) + "\n")
        self._process.stdin.flush()

    def outcome(self) -> tuple[list[str], list[list[object]], int]:
        assert self._process.stdout is not None
        renderings, answers, count = json.loads(self._process.stdout.readline())
        return renderings, answers, count


@pytest.fixture
def redis() -> Iterator[Redis]:
    if not Redis.is_installed():
        assert os.environ.get("REQUIRE_ALL") != "1", "Redis is not installed"
        pytest.skip("Redis is not installed")
    server = Redis()
    server.start()
    yield server
    server.end()


def test_a_stampede_renders_at_most_twice_and_maintenance_stands_before_what_it_stored(
    redis: Redis, record_property: Callable[[str, object], None]
) -> None:
    factories.article("Tides", slug="tides")
    processes = [Crowd(redis.url, _CROWD), Crowd(redis.url, _CROWD), WebProcess(redis.url, MAINTENANCE="on")]
    try:
        for process in processes:
            process.wait()
        crowds = [process for process in processes if isinstance(process, Crowd)]
        for crowd in crowds:
            crowd.send("/articles/tides/", READERS // 2)
        outcomes = [crowd.outcome() for crowd in crowds]
        record_property("renderings", str([len(renderings) for renderings, _, _ in outcomes]))
        assert sum(count for _, _, count in outcomes) == READERS
        assert sum(len(renderings) for renderings, _, _ in outcomes) <= 2
        (one,), (other,) = (answers for _, answers, _ in outcomes)
        assert one == other
        assert one[0] == 200
        closed = processes[-1].get("/articles/tides/")
        assert (closed.status, closed.headers["Retry-After"]) == (503, "600")
    finally:
        for process in processes:
            process.end()
