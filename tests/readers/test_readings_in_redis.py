"""Readings counted in a real Redis: by several processes, written down once, and kept while somebody is killed or the server is away."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from cms.readers.counters import RedisReadings, is_shared
from cms.readers.models import DayCount
from cms.readers.most_read import count, write_down
from tests import factories

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def server(settings: LazySettings, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.skip("SKIPPED: there is no redis-server on the PATH, so readings in a shared cache are not tested.")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(tmp_path)]
    with subprocess.Popen([program, *words], stdout=subprocess.DEVNULL) as process:
        for _ in range(200):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        options = {"IGNORE_EXCEPTIONS": True, "SOCKET_CONNECT_TIMEOUT": 1, "SOCKET_TIMEOUT": 1}
        location = f"redis://127.0.0.1:{port}/0"
        settings.CACHES = {"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": location, "OPTIONS": options}}
        yield process
        process.kill()


def numbers() -> dict[tuple[int, Any], int]:
    return {(row.page_id, row.day): row.number for row in DayCount.objects.all()}


def test_readings_of_all_processes_are_written_down_once(server: subprocess.Popen[bytes]) -> None:
    factories.publication()
    article, today = factories.article(), timezone.localdate()
    assert is_shared()
    for _ in range(3):
        count(article.pk)
    other_process = RedisReadings()
    other_process.add((article.pk, today))
    other_process.add((article.pk, today - timedelta(days=1)))
    assert write_down() == 2
    assert numbers() == {(article.pk, today): 4, (article.pk, today - timedelta(days=1)): 1}
    assert write_down() == 0
    count(article.pk)
    interrupted = RedisReadings().take()  # and killed before it wrote anything
    assert interrupted == {(article.pk, today): 1}
    count(article.pk)
    assert write_down() == 1
    assert write_down() == 1
    assert numbers()[article.pk, today] == 6
    server.kill()
    server.wait()
    count(article.pk)  # readers come first
    assert write_down() == 0
