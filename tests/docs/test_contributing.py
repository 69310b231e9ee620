"""docs/contributing.md, carried out: an owner's page type, block, template override, design tokens and setting."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.database import Database

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "contributing.md"

CHECK = """
import json
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from home.setup import add_published, set_up_site
from local.models import HarbourPage

home = set_up_site("localhost", 80)
page = add_published(home, HarbourPage(title="Granville", berths=1000, body=[("tide", {"place": "Granville", "height": "13.1 m"})]))
client = Client(headers={"host": "localhost"})
html = client.get("/granville/")
payload = client.get(f"/api/v2/pages/{page.pk}/").json()
print("RESULT" + json.dumps({
    "status": html.status_code,
    "html": html.content.decode(),
    "payload": payload,
    "site_name": settings.WAGTAIL_SITE_NAME,
    "tokens": bool(finders.find("local/tokens.css")),
    "word_count": page.word_count,
}))
"""


def files_of(guide: str) -> dict[str, str]:
    """The files that the guide shows, by the path in their first line; the last of each path counts."""
    found = {}
    for block in re.findall(r"^```\w+\n(.*?)^```", guide, re.MULTILINE | re.DOTALL):
        first, _, rest = block.partition("\n")
        match = re.fullmatch(r"(?:# |<!-- |/\* )(local/\S+)(?: -->| \*/)?", first)
        if match:
            found[match[1]] = rest
    return found


@pytest.fixture(scope="module")
def owner(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("owner")
    for name, text in files_of(GUIDE.read_text("utf-8")).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (folder / "var").mkdir()
    assert database.migrated is not None
    shutil.copyfile(database.migrated, folder / "var" / "masthead.sqlite3")
    return folder


def manage(owner: Path, *arguments: str) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(owner),
        "SECRET_KEY": os.environ["SECRET_KEY"],
        "SITE_URL": "http://localhost",
        "VAR_DIR": str(owner / "var"),
        "LOG_LEVEL": "ERROR",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_guide_shows_a_page_type_a_block_a_template_tokens_and_a_setting() -> None:
    names = set(files_of(GUIDE.read_text("utf-8")))
    assert {
        "local/models.py",
        "local/blocks.py",
        "local/templates/components/tide.html",
        "local/templates/components/tokens.html",
        "local/static/local/tokens.css",
        "local/settings.py",
    } <= names


def test_everything_the_guide_says_works(owner: Path) -> None:
    import json

    assert not (ROOT / "local").exists(), "upstream ships no local app"
    manage(owner, "makemigrations", "local")
    assert "No changes detected" in manage(owner, "makemigrations", "--check", "--dry-run"), "an owner's block asks for no migration"
    manage(owner, "migrate", "--verbosity=0")
    result = json.loads(manage(owner, "shell", "--verbosity=0", "--command", CHECK).split("RESULT", 1)[1])
    assert result["status"] == 200
    assert '<p class="tide"><strong>Granville</strong> 13.1 m</p>' in result["html"]
    assert '<p class="berths">1000 berths</p>' in result["html"]
    assert "local/tokens" in result["html"]
    assert result["tokens"] is True
    assert result["site_name"] == "Harbour news"
    assert result["payload"]["meta"]["type"] == "local.HarbourPage"
    assert result["payload"]["berths"] == 1000
    assert result["payload"]["body"][0] | {"id": ""} == {"type": "tide", "id": "", "value": {"place": "Granville", "height": "13.1 m"}}
    assert result["word_count"] == 3
