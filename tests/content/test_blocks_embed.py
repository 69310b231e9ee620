"""Which addresses become players, and that nobody is asked before the reader wants it."""

from typing import Any

import pytest
from bs4 import BeautifulSoup

from cms.content.blocks.providers import is_player, resolve
from tests.content.samples import html, published

TUBE = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"

PLAYERS = {
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ": TUBE,
    "http://youtube.com/watch?list=PL1&v=dQw4w9WgXcQ&feature=share": TUBE,
    "https://m.youtube.com/watch?v=dQw4w9WgXcQ&t=90": TUBE + "?start=90",
    "https://youtu.be/dQw4w9WgXcQ?t=1h2m3s": TUBE + "?start=3723",
    "https://youtu.be/dQw4w9WgXcQ?si=abc": TUBE,
    "https://www.youtube.com/shorts/dQw4w9WgXcQ": TUBE,
    "https://www.youtube.com/live/dQw4w9WgXcQ?feature=share": TUBE,
    "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ": TUBE,
    "https://www.youtube.com/playlist?list=PLx0sYbCqOb8TBPRdmBHs5Iftvv9TPboYG": (
        "https://www.youtube-nocookie.com/embed/videoseries?list=PLx0sYbCqOb8TBPRdmBHs5Iftvv9TPboYG"
    ),
    "https://vimeo.com/76979871": "https://player.vimeo.com/video/76979871?dnt=1",
    "https://vimeo.com/channels/staffpicks/76979871": "https://player.vimeo.com/video/76979871?dnt=1",
    "https://vimeo.com/76979871/a1b2c3d4e5": "https://player.vimeo.com/video/76979871?dnt=1&h=a1b2c3d4e5",
    "https://www.dailymotion.com/video/x8abcde": "https://geo.dailymotion.com/player.html?video=x8abcde",
    "https://dai.ly/x8abcde": "https://geo.dailymotion.com/player.html?video=x8abcde",
    "https://www.ted.com/talks/some_one_how_to?language=en": "https://embed.ted.com/talks/some_one_how_to",
    "https://archive.org/details/nasa_apollo-11": "https://archive.org/embed/nasa_apollo-11",
    "https://open.spotify.com/intl-de/track/4uLU6hMCjMI75M1A2tKUQC?si=1": "https://open.spotify.com/embed/track/4uLU6hMCjMI75M1A2tKUQC",
    "https://soundcloud.com/some-one/some-song?in=x": (
        "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fsome-one%2Fsome-song"
    ),
    "https://soundcloud.com/some-one/sets/an-album": (
        "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fsome-one%2Fsets%2Fan-album"
    ),
    "https://codepen.io/someone/pen/abcDEF": "https://codepen.io/someone/embed/abcDEF?default-tab=result",
    "https://datawrapper.dwcdn.net/AbC12/3/": "https://datawrapper.dwcdn.net/AbC12/3/",
    "https://public.flourish.studio/visualisation/1234567/": "https://flo.uri.sh/visualisation/1234567/embed",
    "https://www.tiktok.com/@some.one/video/7123456789012345678": "https://www.tiktok.com/player/v1/7123456789012345678",
    "https://www.instagram.com/someone/reel/Cabc_12-x/?igsh=1": "https://www.instagram.com/reel/Cabc_12-x/embed",
}


@pytest.mark.parametrize("url", list(PLAYERS))
def test_the_address_of_a_work_gives_its_player(url: str) -> None:
    player = resolve(url)
    assert player is not None
    assert player.embed_url == PLAYERS[url]
    assert is_player(player.provider, player.embed_url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/watch?v=dQw4w9WgXcQ",
        "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
        "https://evil.example/?https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://evil.example#https://youtu.be/dQw4w9WgXcQ",
        "https://www.youtube.com@evil.example/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ0123",
        "https://www.youtube.com/@somebody",
        "https://vimeo.com/about",
        "https://soundcloud.com/some-one/sets",
        "https://archive.org/details/../../etc",
        "https://mastodon.example/@someone/110000000000000000",
        "javascript:https://youtu.be/dQw4w9WgXcQ",
    ],
)
def test_other_addresses_have_no_player(url: str) -> None:
    assert resolve(url) is None


def test_a_work_at_no_known_provider_is_a_link() -> None:
    raw = {"url": "https://example.org/film", "title": "A film", "caption": ""}
    content = published("embed", raw)
    assert (content.embed_url, content.provider) == (None, "")
    figure = BeautifulSoup(html("embed", raw), "html.parser")
    assert not figure.find("iframe")
    assert [link["href"] for link in figure.select("figure a")] == ["https://example.org/film"]


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "/film", "//example.org/film", "https://", "mailto:a@example.org", None, 5])
def test_what_is_no_address_on_the_web_is_nothing(url: Any) -> None:
    assert published("embed", {"url": url, "title": "No"}) is None


def test_a_player_waits_in_a_closed_box_until_the_reader_opens_it() -> None:
    """Browsers do not load lazy frames in closed details; the browser tests see it happen."""
    found = BeautifulSoup(html("embed"), "html.parser")
    (frame,) = found.select("details:not([open]) > iframe[loading=lazy]")
    assert len(found.find_all("iframe")) == 1
    assert frame["title"] == "A song"
    assert "allow-top-navigation" not in str(frame["sandbox"])
    assert "allow-forms" not in str(frame["sandbox"])
    assert "YouTube" in found.select("summary")[0].text
    assert not found.find_all(["img", "script", "link"])


def test_the_stored_player_is_used_when_it_is_one() -> None:
    stored = {"provider": "vimeo", "embed_url": "https://player.vimeo.com/video/76979871?dnt=1", "width": 9, "height": 16}
    content = published("embed", {"url": "https://example.org/film", "title": "A film", "resolved": stored})
    assert (content.embed_url, content.width, content.height) == (stored["embed_url"], 9, 16)


@pytest.mark.parametrize(
    ("url", "ratio"), [("https://youtu.be/dQw4w9WgXcQ", (16, 9)), ("https://www.youtube.com/shorts/dQw4w9WgXcQ", (9, 16))]
)
def test_a_player_has_the_shape_of_its_work(url: str, ratio: tuple[int, int]) -> None:
    content = published("embed", {"url": url, "title": "A film"})
    assert (content.width, content.height) == ratio
    assert f"ratio-{ratio[0]}-{ratio[1]}" in html("embed", {"url": url, "title": "A film"})
