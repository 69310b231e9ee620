"""The recordings and downloads of the magazine, made by code."""

from collections.abc import Callable

from home.demo.files import film, sheets, sound

FILES: dict[str, Callable[[], bytes]] = {
    "one-request.webm": film.film,
    "one-request.vtt": film.captions,
    "three-answers.wav": sound.recording,
    "four-hours.wav": sound.hours,
    "status-codes.csv": sheets.status_codes,
    "cache-control.pdf": sheets.card,
}
