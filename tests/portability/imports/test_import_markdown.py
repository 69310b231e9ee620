"""What comes out of a folder of Markdown, and what comes with it: pictures, files, archives."""

import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from PIL import Image as Pillow

from articles.models import ArticlePage
from cms.content.models import StandardPage
from cms.media.models import Document, Image
from tests import factories
from tests.portability.imports import wxr

pytestmark = pytest.mark.django_db


def png(colour: str = "red") -> bytes:
    file = io.BytesIO()
    Pillow.new("RGB", (400, 300), colour).save(file, "PNG")
    return file.getvalue()


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def run(command: str, path: Path, **options: Any) -> dict[str, Any]:
    report = path.parent / "report.json"
    call_command(command, path, report=report, verbosity=0, **options)
    found: dict[str, Any] = json.loads(report.read_text())
    return found


HUGO = """+++
title = "Rivers"
date = 2022-05-06T07:08:09+02:00
lastmod = 2022-06-01T00:00:00Z
categories = ["Water & Land"]
tags = ["blue"]
authors = ["Cy Wu"]
series = ["The basin"]
aliases = ["/old/rivers/"]
description = "About rivers"
cover = {image = "river.png", alt = "A river"}
+++
See [the lakes](lakes.md) and a note[^1].

{{< youtube dQw4w9WgXcQ >}}

![A river](river.png "At dawn")

{{< weather >}}

| a | b |
|---|---|
| 1 | 2 |

```go
fmt.Println("{{< kept >}}")
```

[^1]: The note.
"""


HILLS = """---
title: Hills
categories: high land
permalink: /h/hills.html
---
Up {% include x.html %}.
"""


def test_hugo_jekyll_and_astro(tmp_path: Path, client: Client) -> None:
    factories.publication()
    root = write(
        tmp_path / "site",
        {
            "content/posts/rivers.md": HUGO,
            "content/posts/lakes.md": "---\ntitle: Lakes\ndate: 2022-01-01\ndraft: true\n---\nText",
            "content/posts/river.png": png(),
            "_posts/2019-08-07-hills.markdown": HILLS,
            "src/pages/about.mdx": "---\ntitle: About\n---\nimport X from './x'\n\n<X a={1} />\n\nUs.",
            "content/posts/broken.md": "---\ntitle: [\n---\nText",
        },
    )
    report = run("import_markdown", root)
    rivers, lakes = ArticlePage.objects.get(slug="rivers"), ArticlePage.objects.get(slug="lakes")
    assert rivers.published_at is not None
    assert rivers.published_at.isoformat() == "2022-05-06T05:08:09+00:00"
    assert rivers.updated_at is not None
    assert rivers.series is not None
    assert (rivers.series.name, rivers.search_description, rivers.lead_image_alt) == ("The basin", "About rivers", "A river")
    assert rivers.lead_image is not None
    assert not lakes.live
    blocks = [(block["type"], block["value"]) for block in rivers.body.raw_data]
    assert [kind for kind, _value in blocks] == ["paragraph", "embed", "image", "table", "code"]
    assert f'<a linktype="page" id="{lakes.pk}">the lakes</a>' in blocks[0][1]
    assert 'text="The note."' in blocks[0][1]
    assert blocks[2][1]["image"] == {"image": Image.objects.get().pk, "alt_text": "A river", "decorative": False}
    assert blocks[4][1]["code"] == 'fmt.Println("{{< kept >}}")'
    hills = ArticlePage.objects.get(slug="hills")
    assert [row.topic.title for row in hills.article_topics.all()] == ["high", "land"]
    assert StandardPage.objects.get(slug="about").url == "/about/"
    assert client.get("/old/rivers/")["Location"] == client.get("/posts/rivers/")["Location"] == "/articles/rivers/"
    assert client.get("/h/hills.html")["Location"] == "/articles/hills/"
    assert client.get("/articles/rivers/").status_code == 200
    said = [found["text"] for found in report["problems"]]
    assert any("no YAML on line" in text for text in said)
    assert sum("weather" in text or "include x.html" in text or "<X a=" in text for text in said) == 3


def test_files_come_from_an_archive_and_fill_what_was_missing(tmp_path: Path) -> None:
    factories.publication()
    address = f"{wxr.SITE}/wp-content/uploads/2020/03"
    files = "".join(
        wxr.item(key, name, post_type="attachment", status="inherit", post_parent=1, attachment_url=f"{address}/{name}", categories=[])
        for key, name in ((11, "a.png"), (12, "b.png"), (13, "evil.png"), (14, "notes.pdf"))
    )
    body = f'[gallery]\n\n[caption]<img src="{address}/a-300x200.png" class="wp-image-11" alt="One"> The <b>caption</b>[/caption]\n\n'
    body += f'<img src="https://elsewhere.example/x.png">\n\n<a href="{address}/notes.pdf">Notes</a>'
    path = wxr.write(tmp_path, wxr.document(wxr.item(1, "Pictures", body, slug="pictures", meta={"_thumbnail_id": 12}), files))
    first = run("import_wordpress", path)
    page = ArticlePage.objects.get(slug="pictures")
    assert [block["type"] for block in page.body.raw_data] == ["paragraph", "paragraph"]
    assert len(first["unresolved_media"]) >= 3

    archive = tmp_path / "uploads.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("uploads/2020/03/a.png", png("red"))
        made.writestr("uploads/2020/03/b.png", png("blue"))
        made.writestr("uploads/2020/03/evil.png", b"<html><script>alert(1)</script>")
        made.writestr("uploads/2020/03/notes.pdf", b"%PDF-1.4 notes")
    report = run("import_wordpress", path, media=archive)
    assert report["counts"]["article"] == {"in": 1, "updated": 1}
    assert (Image.objects.count(), Document.objects.count()) == (2, 1)
    page.refresh_from_db()
    blocks = [(block["type"], block["value"]) for block in page.body.raw_data]
    assert [kind for kind, _value in blocks] == ["gallery", "image", "paragraph"]
    assert len(blocks[0][1]["images"]) == 2
    assert (blocks[1][1]["image"]["alt_text"], blocks[1][1]["caption"]) == ("One", "<p>The <b>caption</b></p>")
    assert f'linktype="document" id="{Document.objects.get().pk}"' in blocks[2][1]
    assert page.lead_image is not None
    assert any("evil.png" in found["item"] and "not an AVIF" in found["text"] for found in report["problems"])
    again = run("import_wordpress", path, media=archive)
    assert Image.objects.count() == 2
    assert again["counts"]["media"] == {"in": 4, "unchanged": 3, "left_out": 1}


@pytest.mark.once
def test_archives_that_climb_and_links_that_lead_out_are_refused(tmp_path: Path) -> None:
    factories.publication()
    source = wxr.write(tmp_path, wxr.document(wxr.item(1, slug="one", meta={"_thumbnail_id": 9})))
    archives: list[Path] = []
    for name in ("../evil.png", "/etc/evil.png", "a/../../evil.png", "C:\\evil.png"):
        path = tmp_path / f"{len(archives)}.zip"
        with zipfile.ZipFile(path, "w") as made:
            made.writestr(name, png())
        archives.append(path)
    with tarfile.open(tmp_path / "x.tar", "w") as tar:
        info = tarfile.TarInfo("../evil.png")
        info.size = 3
        tar.addfile(info, io.BytesIO(b"abc"))
    for path in [*archives, tmp_path / "x.tar"]:
        with pytest.raises(CommandError, match="leads out of it"):
            run("import_wordpress", source, media=path)
    (tmp_path / "damaged.zip").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(CommandError, match=r"neither a folder nor|damaged"):
        run("import_wordpress", source, media=tmp_path / "damaged.zip")
    assert not ArticlePage.objects.exists()
    folder = write(tmp_path / "media", {"inside.txt": "x"})
    (folder / "secret.png").symlink_to(source)
    item = wxr.item(9, "secret.png", post_type="attachment", status="inherit", attachment_url=f"{wxr.SITE}/secret.png", categories=[])
    run("import_wordpress", wxr.write(tmp_path, wxr.document(item)), media=folder)
    assert not Image.objects.exists()
