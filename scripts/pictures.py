"""Make the pictures of the documentation anew: `python scripts/pictures.py [--keep FOLDER] [--list] [name …]`. Needs Chromium.

Runs the whole application as `make run` does, on a temporary database with the demonstration in it, sets a scene (`pictures_scene`)
and takes each picture as somebody in a browser would see it (`pictures_shots`). With names, only those pictures are written.
`--keep FOLDER` leaves the database there and finds it again: the second run starts in seconds. Days of publication count from the
day of loading, as the demonstration's do; everything else stays the same from run to run.
"""

import argparse
import io
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pictures_shots as shots
from check import CHROMIUM, production_environment
from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
START = 400.0  # seconds that loading the demonstration may take on a slow machine
COLOURS = 96


def environment(folder: Path) -> dict[str, str]:
    """For a server of our own, whatever this shell or `.env` says. The folder keeps its port and its key."""
    kept = folder / "server.json"
    if not kept.exists():
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            kept.write_text(json.dumps({"PORT": str(probe.getsockname()[1]), "SECRET_KEY": secrets.token_urlsafe(64)}), "ascii")
    known = json.loads(kept.read_text("ascii"))
    address = {"HOST": "127.0.0.1", "SITE_URL": f"http://127.0.0.1:{known['PORT']}"}
    paths = {"DJANGO_SETTINGS_MODULE": "cms.settings", "PYTHONPATH": str(ROOT)}
    return {**production_environment(str(folder / "var")), **known, **address, **paths}


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 - our own server
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


@contextmanager
def publication(values: dict[str, str], folder: Path) -> Iterator[str]:
    """The address of the running application: web server, worker and scheduler."""
    url = values["SITE_URL"]
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "cms.operations.launch"]
        process = subprocess.Popen(
            command, cwd=ROOT, env=values, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        deadline = time.monotonic() + START
        while process.poll() is not None or not answers(f"{url}/"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The application did not start:\n{(folder / 'log').read_text('utf-8', 'replace')[-3000:]}")
            time.sleep(0.5)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def scene(values: dict[str, str], act: str) -> dict[str, Any]:
    """Run one act of `pictures_scene` on the application's database: what the pictures need to know of it."""
    command = [sys.executable, str(ROOT / "scripts" / "pictures_scene.py"), act]
    done = subprocess.run(command, cwd=ROOT, env=values, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The act “{act}” failed:\n{done.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def write(name: str, data: bytes) -> None:
    """Keep a screenshot with few colours: a third of its size, and the same to the eye."""
    path = (IMAGES if name == "front-page" else IMAGES / "editors") / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(data)) as picture:
        small = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1024:.0f} KB", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the pictures of the documentation anew.")
    parser.add_argument("--keep", type=Path, help="a folder that keeps the database between runs")
    parser.add_argument("--list", action="store_true", help="only say which pictures there are")
    parser.add_argument("names", nargs="*", help="only these pictures")
    wishes = parser.parse_args()
    if wishes.list:
        print("\n".join(name for shot in shots.SHOTS for name in shot.pictures))
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # ends the application, too
    browser_path = next((found for name in (os.environ.get("CHROMIUM"), *CHROMIUM) if name and (found := shutil.which(name))), None)
    if browser_path is None:
        print("The pictures are taken with Chromium, which is not on the PATH. Install it, or name it with CHROMIUM.")
        return 1
    with tempfile.TemporaryDirectory(prefix="masthead-pictures-") as temporary:
        folder = wishes.keep or Path(temporary)
        (folder / "var").mkdir(parents=True, exist_ok=True)
        values = environment(folder)
        with publication(values, folder) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"])
            try:
                return shots.take(shots.Studio(browser, url, lambda act: scene(values, act), write, set(wishes.names)))
            finally:
                browser.close()


if __name__ == "__main__":
    sys.exit(main())
