"""What each picture shows, and how somebody gets there. The files carry the names that docs/editors/*.md use."""

import base64
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Locator, Page, expect

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT = 1280, 800
PATIENCE, PAGES = 30_000, 60_000  # milliseconds for what should be on a page; for a page
CLIPBOARD = ROOT / "tests" / "content" / "clipboard" / "google_docs.html"
PASTE = """([html, text]) => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', text);
  document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""
DROP = """(target, [name, base64]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, { type: 'image/png' }));
  const box = target.getBoundingClientRect();
  const at = { clientX: box.left + 40, clientY: box.bottom - 4 };
  ['dragenter', 'dragover', 'drop'].forEach((kind) =>
    target.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true, ...at })));
}"""
TITLE = "The log that nobody reads"
STANDFIRST = "Twenty minutes with an access log and a cup of coffee told us more than a year of charts."
FIRST = "Every server keeps a diary. Ours had four million lines, and the first person to read them was looking for something else."
SECOND = (
    "One browser in three sent a cookie that we stopped setting years ago. Half of the answers had an ETag that no shared cache could use."
)


@dataclass
class Studio:
    """A browser, the address of the application, the acts of `pictures_scene`, and where pictures go. No names: all pictures."""

    browser: Browser
    url: str
    scene: Callable[[str], dict[str, Any]]
    write: Callable[[str, bytes], None]
    names: set[str]
    known: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def somebody(self, name: str = "", *, height: int = HEIGHT) -> Iterator["Seat"]:
        """The browser of one of the people of the scene; of a reader without a name."""
        context = self.browser.new_context(
            viewport={"width": WIDTH, "height": height}, locale="en-GB", timezone_id="UTC", reduced_motion="reduce"
        )
        if name:
            context.add_cookies([{"name": self.known["cookie"], "value": self.known["sessions"][name], "url": self.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.set_default_navigation_timeout(PAGES)
        page.add_init_script("addEventListener('w-unsaved:watch-edits', () => { document.documentElement.dataset.watches = ''; })")
        try:
            yield Seat(self, page)
        except (Error, AssertionError) as error:
            error.add_note(f"{name or 'A reader'} was at {page.url.removeprefix(self.url)}.")
            raise
        finally:
            context.set_offline(True)  # pages of the admin say goodbye to the server, which would save what is half typed
            context.close()


@dataclass
class Seat:
    """Somebody in front of a browser."""

    studio: Studio
    page: Page

    def open(self, path: str) -> None:
        answer = self.page.goto(f"{self.studio.url}{path}")
        assert answer is not None and answer.ok, f"{path} answers {answer and answer.status}"  # noqa: PT018, S101

    def edit(self, pk: int) -> None:
        self.open(f"/admin/pages/{pk}/edit/")
        self.ready()

    def ready(self) -> None:
        self.page.wait_for_selector("html[data-watches]", state="attached")
        self.page.wait_for_timeout(500)

    def panel(self, name: str, *, is_open: bool = True) -> None:
        """Open or close one of the panels at the right side: status, preview, comments. Wagtail remembers them from page to page."""
        toggle = self.page.locator(f"[data-side-panel-toggle={name}]")
        self.page.wait_for_timeout(1000)
        if toggle.get_attribute("aria-expanded") != str(is_open).lower():
            toggle.click()
        self.page.wait_for_timeout(1500)

    def saved(self) -> None:
        """Wait until autosave has saved what was typed."""
        self.page.wait_for_timeout(700)
        expect(self.page.get_by_text("Saved", exact=True).first).to_be_visible()

    def take(self, name: str, *, above: Locator | None = None) -> None:
        """Keep what the window shows, scrolled so that `above` stands on top of it."""
        if above is not None:
            self.page.wait_for_timeout(600)  # what the page itself brings into sight
            above.evaluate("(element) => window.scrollTo(0, element.getBoundingClientRect().top + window.scrollY - 120)")
        self.page.mouse.move(WIDTH - 1, 1)
        self.page.wait_for_timeout(600)  # what follows the pointer or fades in has come to rest
        self.studio.write(name, self.page.screenshot(animations="disabled", caret="hide"))


@dataclass(frozen=True)
class Shot:
    """A way through the application, and the pictures that are taken on it."""

    pictures: tuple[str, ...]
    go: Callable[[Studio], None]


SHOTS: list[Shot] = []


def shows(*pictures: str) -> Callable[[Callable[[Studio], None]], None]:
    """Put a function among the shots."""

    def add(go: Callable[[Studio], None]) -> None:
        SHOTS.append(Shot(pictures, go))

    return add


def take(studio: Studio) -> int:
    """Take the pictures that are wanted. The exit code: 1 if one could not be taken."""
    expect.set_options(timeout=PATIENCE)
    studio.known = studio.scene("people")
    failed = 0
    for shot in SHOTS:
        if studio.names and not studio.names & set(shot.pictures):
            continue
        try:
            shot.go(studio)
        except (Error, AssertionError) as error:
            reason = "\n  ".join(str(error).partition("Aria snapshot")[0].strip().splitlines()[:6])
            print(f"{', '.join(shot.pictures)}: not taken. {' '.join(error.__notes__)}\n  {reason}", flush=True)
            failed += 1
    return 1 if failed else 0


# --- the publication ---------------------------------------------------------------------------------------------------


@shows("front-page")
def _(studio: Studio) -> None:
    with studio.somebody(height=900) as reader:
        for _visit in ("fetches the letters", "finds them"):
            reader.open("/")
            reader.page.wait_for_load_state("networkidle")
        reader.take("front-page")


# --- writing -----------------------------------------------------------------------------------------------------------


@shows("writing-desks", "writing-empty", "writing-slash", "writing-terms", "writing-blocks", "writing-classify")
def _(studio: Studio) -> None:
    with studio.somebody("noor") as noor:
        page = noor.page
        noor.open("/admin/articles/choose_parent/")
        noor.take("writing-desks")
        noor.open(f"/admin/pages/add/articles/articlepage/{studio.known['desk']}/")
        noor.ready()
        noor.take("writing-empty")
        page.get_by_placeholder("Title").fill(TITLE)
        page.get_by_role("textbox", name="Standfirst").fill(STANDFIRST)
        text = page.locator(".public-DraftEditor-content").first
        text.click()
        page.keyboard.type(FIRST)
        page.keyboard.press("Enter")
        page.keyboard.type("/")
        page.wait_for_timeout(600)
        noor.take("writing-slash", above=page.locator("#panel-child-write-body-section, #body-root").first)
        page.keyboard.press("Backspace")
        page.keyboard.type(SECOND)
        toggle = page.locator(".masthead-writing__toggle")
        expect(toggle).to_be_visible()
        noor.saved()
        toggle.click()
        noor.take("writing-terms")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Insert a block").last.click()
        page.wait_for_timeout(1200)
        page.get_by_role("button", name="Preview", exact=True).nth(2).click()
        page.wait_for_timeout(2000)
        noor.take("writing-blocks")
        page.keyboard.press("Escape")
        page.get_by_role("tab", name="Classify").click()
        page.evaluate("window.scrollTo(0, 0)")
        noor.take("writing-classify")


@shows("writing-paste", "writing-pictures")
def _(studio: Studio) -> None:
    with studio.somebody("noor") as noor:
        page = noor.page
        noor.open(f"/admin/pages/add/articles/articlepage/{studio.known['desk']}/")
        noor.ready()
        page.get_by_placeholder("Title").fill("From the shared document")
        page.locator(".public-DraftEditor-content").first.click()
        page.evaluate(PASTE, [CLIPBOARD.read_text("utf-8"), "words"])
        expect(page.locator(".masthead-paste")).to_contain_text("came in")
        noor.take("writing-paste", above=page.locator("#body-root"))
    with studio.somebody("noor") as noor:
        page = noor.page
        noor.open(f"/admin/pages/add/articles/articlepage/{studio.known['desk']}/")
        noor.ready()
        page.get_by_placeholder("Title").fill("Three boats")
        page.locator(".public-DraftEditor-content").first.click()
        page.keyboard.type("We drew it before we wrote it.")
        picture = base64.b64encode(drawing()).decode()
        page.locator("#body-root [data-streamfield-child]").first.evaluate(DROP, ["boats.png", picture])
        page.get_by_role("button", name="Upload", exact=True).click()
        expect(page.locator(".masthead-paste")).to_contain_text("Pictures uploaded: 1.", timeout=60_000)
        noor.take("writing-pictures", above=page.locator("#body-root"))


# --- saving ------------------------------------------------------------------------------------------------------------


@shows("saving-told", "saving-versions", "saving-away")
def _(studio: Studio) -> None:
    pk = studio.known["tour"]
    with studio.somebody("ines") as ines, studio.somebody("mei") as mei:
        for seat in (ines, mei):
            seat.edit(pk)
        standfirst = mei.page.get_by_role("textbox", name="Standfirst")
        standfirst.fill("Everything that an article can be made of, shown once and used for what it is for.")
        mei.saved()
        ines.page.get_by_role("textbox", name="Standfirst").fill("All that an article can be made of, each thing used for what it is for.")
        notice = ines.page.locator(".masthead-saving")
        expect(notice).to_contain_text("saved a newer version")
        ines.take("saving-told")
        ines.page.keyboard.press("Control+s")
        expect(ines.page.get_by_role("heading", name="Two versions")).to_be_visible()
        ines.take("saving-versions")
    with studio.somebody("mei") as mei:
        mei.edit(pk)
        mei.page.context.set_offline(True)
        mei.page.get_by_role("textbox", name="Standfirst").fill("Written on a train, in a tunnel.")
        expect(mei.page.locator(".masthead-saving")).to_contain_text("The connection is away")
        mei.take("saving-away")


# --- the desk ----------------------------------------------------------------------------------------------------------


@shows("desk-dashboard")
def _(studio: Studio) -> None:
    with studio.somebody("ines", height=1000) as ines:
        ines.open("/admin/")
        ines.take("desk-dashboard")


@shows("desk-articles", "desk-filters", "desk-saved", "desk-bulk")
def _(studio: Studio) -> None:
    with studio.somebody("ines") as ines:
        page = ines.page
        ines.open("/admin/articles/")
        ines.take("desk-articles")
        page.get_by_role("button", name=re.compile("filters", re.IGNORECASE)).first.click()
        page.wait_for_timeout(600)
        ines.take("desk-filters")
        ines.open("/admin/articles/?state=draft")
        page.get_by_text("Save this list").click()
        page.get_by_label("Name of this list").fill("What is being written")
        ines.take("desk-saved")
        ines.open("/admin/articles/")
        boxes = page.locator("tbody input[type=checkbox]")
        for number in (5, 6):
            boxes.nth(number).check(force=True)
        page.wait_for_timeout(600)
        ines.take("desk-bulk")


@shows("desk-review", "desk-comments", "desk-compare")
def _(studio: Studio) -> None:
    review = studio.known["review"]
    with studio.somebody("mei") as mei:
        mei.edit(review["page"])
        mei.panel("comments")
        mei.take("desk-comments")
        mei.panel("comments", is_open=False)
        mei.page.get_by_role("button", name="More actions").click()
        mei.take("desk-review")
        mei.open(f"/admin/pages/{review['page']}/revisions/compare/{review['before']}...{review['after']}/")
        mei.take("desk-compare")


@shows("desk-schedule")
def _(studio: Studio) -> None:
    with studio.somebody("ines") as ines:
        ines.edit(studio.known["draft"])
        ines.panel("status")
        ines.page.get_by_role("button", name="Set schedule").first.click()
        ines.page.get_by_label("Go live date/time").first.fill("2031-05-05 07:00")
        ines.take("desk-schedule")


# --- the front page ----------------------------------------------------------------------------------------------------


@shows("front-page-lead", "front-page-sections", "front-page-breaking")
def _(studio: Studio) -> None:
    with studio.somebody("ines") as ines:
        page = ines.page
        ines.open(f"/admin/front-page/lead/{studio.known['published']}/")
        ines.take("front-page-lead")
        ines.open("/admin/front-page/")
        ines.ready()
        ines.take("front-page-sections")
        ines.open("/admin/front-page/breaking/")
        page.get_by_role("textbox", name="Text").fill("The registry is down; we write down what we see")
        ines.panel("preview")
        page.wait_for_timeout(2500)
        ines.take("front-page-breaking")


# --- the site ----------------------------------------------------------------------------------------------------------


@shows("site-identity", "site-navigation", "site-invite")
def _(studio: Studio) -> None:
    with studio.somebody("ines") as ines:
        ines.open("/admin/publication/identity/")
        ines.panel("preview")
        ines.page.wait_for_timeout(2500)
        ines.take("site-identity")
        ines.open("/admin/publication/navigation/")
        ines.page.get_by_role("link", name="Primary").first.click()
        ines.panel("preview")
        ines.page.wait_for_timeout(2500)
        ines.take("site-navigation")
        ines.open("/admin/users/invitations/add/")
        ines.take("site-invite")


@shows("site-first-steps", "site-first-step")
def _(studio: Studio) -> None:
    studio.scene("empty")  # nothing comes after this one
    with studio.somebody("ines") as ines:
        ines.open("/admin/")
        ines.take("site-first-steps")
        ines.open("/admin/first-steps/look/")
        ines.take("site-first-step")


def drawing() -> bytes:
    """A picture of the demonstration's, as a file that somebody drops."""
    from io import BytesIO

    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (1600, 1000), "#f2e6d0")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((620, 180, 980, 540), fill="#e2725b")
    pen.rectangle((0, 560, 1600, 1000), fill="#1f6f78")
    for left, size in ((240, 180), (700, 260), (1180, 150)):
        pen.polygon([(left, 640), (left + size, 640), (left + size // 2, 640 - 2 * size)], fill="#fbf5e6")
        pen.polygon([(left - 20, 650), (left + size + 20, 650), (left + size - 20, 700), (left + 20, 700)], fill="#3b2a20")
    data = BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()
