"""The web server of production: workers that are forked from a loaded application."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.operations.processes import ROOT, environment

CHILDREN = Path("/proc/self/task")
PATIENCE = 120


def _get(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/live", timeout=30) as answer:
        return int(answer.status)


def _workers(process: subprocess.Popen[bytes]) -> set[int]:
    return {int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()}


@pytest.mark.once
@pytest.mark.skipif(not CHILDREN.exists(), reason="SKIPPED: only Linux tells which processes a process has started")
def test_a_worker_that_dies_is_replaced(transactional_db: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "cms.operations.web", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment() | {"ALLOWED_HOSTS": "127.0.0.1"})
    try:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                assert _get(port) == 200
                break
            except OSError:
                time.sleep(0.2)
        before = _workers(process)
        assert len(before) == 2
        killed = before.pop()
        os.kill(killed, signal.SIGKILL)
        while time.monotonic() < end and (killed in _workers(process) or len(_workers(process)) < 2):
            time.sleep(0.05)
        assert len(_workers(process) - {killed}) == 2
        for _ in range(10):
            assert _get(port) == 200
        process.terminate()
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
        process.wait()
