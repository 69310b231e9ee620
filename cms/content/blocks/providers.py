"""Providers whose players can be embedded, known by the shape of their addresses. Nobody is asked over the network.

`resolve()` turns the address of a page at a provider into the address of its player; `is_player()` says whether a stored
address is one that `resolve()` could have made. Players that a visitor's privacy settings reach (no cookies, do not
track) are preferred where a provider has them.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

#: Width and height of a player, as a ratio.
Ratio = tuple[int, int]
WIDE, TALL, CLASSIC, STRIP = (16, 9), (9, 16), (4, 3), (3, 1)
RATIOS = frozenset({WIDE, TALL, CLASSIC, STRIP})


@dataclass(frozen=True)
class Player:
    """What is needed to embed a work: its provider's key, the address of its player and the ratio of that player."""

    provider: str
    embed_url: str
    ratio: Ratio


@dataclass(frozen=True)
class Rule:
    """Addresses that match `page` have a player at `embed`, filled with the named groups of the match."""

    page: re.Pattern[str]
    embed: str
    ratio: Ratio = WIDE


@dataclass(frozen=True)
class Provider:
    """`player` matches the whole of every player address that `rules` make."""

    name: str
    player: re.Pattern[str]
    rules: tuple[Rule, ...]


def _rule(page: str, embed: str, ratio: Ratio = WIDE) -> Rule:
    return Rule(re.compile(rf"https?://{page}", re.ASCII | re.IGNORECASE), embed, ratio)


def _provider(name: str, player: str, *rules: Rule) -> Provider:
    return Provider(name, re.compile(player, re.ASCII), rules)


_YOUTUBE = r"(?:www\.|m\.|music\.)?youtube(?:-nocookie)?\.com"
_END = r"(?=[/?&#]|$)"

PROVIDERS = {
    "youtube": _provider(
        "YouTube",
        r"https://www\.youtube-nocookie\.com/embed/(?:[\w-]{11}(?:\?start=[0-9]{1,6})?|videoseries\?list=[\w-]{10,80})",
        _rule(rf"{_YOUTUBE}/shorts/(?P<id>[\w-]{{11}}){_END}", "https://www.youtube-nocookie.com/embed/{id}", TALL),
        _rule(rf"{_YOUTUBE}/(?:embed|live|v)/(?P<id>[\w-]{{11}}){_END}", "https://www.youtube-nocookie.com/embed/{id}"),
        _rule(rf"{_YOUTUBE}/watch/?\?(?:[^#]*&)?v=(?P<id>[\w-]{{11}}){_END}", "https://www.youtube-nocookie.com/embed/{id}"),
        _rule(rf"youtu\.be/(?P<id>[\w-]{{11}}){_END}", "https://www.youtube-nocookie.com/embed/{id}"),
        _rule(
            rf"{_YOUTUBE}/playlist\?(?:[^#]*&)?list=(?P<id>[\w-]{{10,80}}){_END}",
            "https://www.youtube-nocookie.com/embed/videoseries?list={id}",
        ),
    ),
    "vimeo": _provider(
        "Vimeo",
        r"https://player\.vimeo\.com/video/[0-9]{4,12}\?dnt=1(?:&h=[0-9a-f]{6,20})?",
        _rule(
            rf"(?:www\.)?vimeo\.com/(?P<id>[0-9]{{4,12}})/(?P<hash>[0-9a-f]{{6,20}}){_END}",
            "https://player.vimeo.com/video/{id}?dnt=1&h={hash}",
        ),
        _rule(
            rf"(?:www\.|player\.)?vimeo\.com/(?:video/|channels/[\w-]+/|groups/[\w-]+/videos/)?(?P<id>[0-9]{{4,12}}){_END}",
            "https://player.vimeo.com/video/{id}?dnt=1",
        ),
    ),
    "dailymotion": _provider(
        "Dailymotion",
        r"https://geo\.dailymotion\.com/player\.html\?video=[a-zA-Z0-9]{5,12}",
        _rule(
            r"(?:(?:www\.)?dailymotion\.com/(?:embed/)?video|dai\.ly)/(?P<id>[a-z0-9]{5,12})(?=[/?&#_]|$)",
            "https://geo.dailymotion.com/player.html?video={id}",
        ),
    ),
    "ted": _provider(
        "TED",
        r"https://embed\.ted\.com/talks/[a-z0-9_]{3,150}",
        _rule(rf"(?:www\.|embed\.)?ted\.com/talks/(?P<id>[a-z0-9_]{{3,150}}){_END}", "https://embed.ted.com/talks/{id}"),
    ),
    "tiktok": _provider(
        "TikTok",
        r"https://www\.tiktok\.com/player/v1/[0-9]{10,24}",
        _rule(
            rf"(?:www\.|m\.)?tiktok\.com/(?:@[\w.-]{{1,60}}/video|player/v1|embed/v2)/(?P<id>[0-9]{{10,24}}){_END}",
            "https://www.tiktok.com/player/v1/{id}",
            TALL,
        ),
    ),
    "instagram": _provider(
        "Instagram",
        r"https://www\.instagram\.com/(?:p|reel)/[\w-]{5,40}/embed",
        _rule(
            rf"(?:www\.)?instagram\.com/(?:[\w.]{{1,40}}/)?(?P<kind>p|reel)/(?P<id>[\w-]{{5,40}}){_END}",
            "https://www.instagram.com/{kind}/{id}/embed",
            TALL,
        ),
    ),
    "internet_archive": _provider(
        "Internet Archive",
        r"https://archive\.org/embed/\w[\w.-]{1,120}",
        _rule(rf"(?:www\.)?archive\.org/(?:details|embed)/(?P<id>\w[\w.-]{{1,120}}){_END}", "https://archive.org/embed/{id}", CLASSIC),
    ),
    "spotify": _provider(
        "Spotify",
        r"https://open\.spotify\.com/embed/(?:track|album|playlist|episode|show|artist)/[a-zA-Z0-9]{22}",
        _rule(
            rf"open\.spotify\.com/(?:intl-[a-z]{{2}}/|embed/)?(?P<kind>track|album|playlist|episode|show|artist)/(?P<id>[a-z0-9]{{22}}){_END}",
            "https://open.spotify.com/embed/{kind}/{id}",
            STRIP,
        ),
    ),
    "soundcloud": _provider(
        "SoundCloud",
        r"https://w\.soundcloud\.com/player/\?url=https%3A%2F%2Fsoundcloud\.com%2F[\w-]{1,80}(?:%2Fsets)?%2F[\w-]{1,150}",
        _rule(
            rf"(?:www\.|m\.)?soundcloud\.com/(?P<path>[\w-]{{1,80}}(?:/sets)?/(?!sets{_END})[\w-]{{1,150}})/?(?=[?#]|$)",
            "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2F{path}",
            STRIP,
        ),
    ),
    "codepen": _provider(
        "CodePen",
        r"https://codepen\.io/[\w-]{1,60}/embed/[a-zA-Z]{5,40}\?default-tab=result",
        _rule(
            rf"codepen\.io/(?P<user>[\w-]{{1,60}})/(?:pen|full|details|embed)/(?P<id>[a-z]{{5,40}}){_END}",
            "https://codepen.io/{user}/embed/{id}?default-tab=result",
        ),
    ),
    "datawrapper": _provider(
        "Datawrapper",
        r"https://datawrapper\.dwcdn\.net/[a-zA-Z0-9]{5}/(?:[0-9]{1,5}/)?",
        _rule(
            r"datawrapper\.dwcdn\.net/(?P<id>[a-z0-9]{5})/(?P<version>[0-9]{1,5})/?$",
            "https://datawrapper.dwcdn.net/{id}/{version}/",
            CLASSIC,
        ),
        _rule(r"datawrapper\.dwcdn\.net/(?P<id>[a-z0-9]{5})/?$", "https://datawrapper.dwcdn.net/{id}/", CLASSIC),
    ),
    "flourish": _provider(
        "Flourish",
        r"https://flo\.uri\.sh/(?:visualisation|story)/[0-9]{3,12}/embed",
        _rule(
            rf"(?:public\.flourish\.studio|flo\.uri\.sh)/(?P<kind>visualisation|story)/(?P<id>[0-9]{{3,12}}){_END}",
            "https://flo.uri.sh/{kind}/{id}/embed",
            CLASSIC,
        ),
    ),
}

_YOUTUBE_START = re.compile(r"[?&](?:t|start)=(?:([0-9]{1,2})h)?(?:([0-9]{1,3})m)?(?:([0-9]{1,6})s?)?(?=[&#]|$)", re.ASCII)


def _start(url: str) -> str:
    found = _YOUTUBE_START.search(url)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    start = hours * 3600 + minutes * 60 + seconds
    return f"?start={start}" if 0 < start < 1_000_000 else ""


def web_url(url: str) -> str | None:
    """The address if it is one on the web (http or https, with a host), else None. White space in it is taken out."""
    url = re.sub(r"[\x00-\x20\x7f]+", "", url)
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and host else None


def resolve(url: str) -> Player | None:
    """The player of what lies at `url`, or None when no provider knows addresses of this shape."""
    for key, provider in PROVIDERS.items():
        for rule in provider.rules:
            match = rule.page.match(url)
            if match is None:
                continue
            groups = {name: quote(unquote(value), safe="") for name, value in match.groupdict().items()}
            if "kind" in groups:
                groups["kind"] = groups["kind"].lower()
            embed_url = rule.embed.format(**groups)
            if key == "youtube" and "videoseries" not in embed_url:
                embed_url += _start(url)
            if is_player(key, embed_url):
                return Player(key, embed_url, rule.ratio)
    return None


def is_player(provider: str, embed_url: str) -> bool:
    """Whether `embed_url` has the shape of this provider's player addresses."""
    known = PROVIDERS.get(provider)
    return known is not None and known.player.fullmatch(embed_url) is not None


def origins() -> list[str]:
    """The origins of all players, for the content security policy of pages that embed them."""
    return sorted({f"https://{urlsplit(rule.embed).netloc}" for provider in PROVIDERS.values() for rule in provider.rules})
