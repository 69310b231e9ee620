"""The presets: the only sizes and formats in which the public gets an image.

Each name is declared once here; the worker makes the files, templates and the API choose among them by name. An image
wider than all of them has 19 files. The fallback is one file of the largest width: it is for readers without WebP, and for
whoever wants one plain file. Animated images become stills: movement costs a reader data and peace, and `Image.animated`
tells an editor (and a frontend) that the original moves.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Format = Literal["avif", "webp", "jpeg", "png"]

CONTENT_TYPES: dict[str, str] = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg", "png": "image/png"}
MODERN: tuple[Format, ...] = ("avif", "webp")


@dataclass(frozen=True)
class Preset:
    """Widths in pixels; `ratio` is (width, height) of a crop around the focal point, None keeps the image's own shape.

    Without a ratio a width also bounds the height. `sizes` is the attribute of the same name in HTML. Presets that are not
    `everywhere` are made only of images for which a room wants them (`renditions.want_presets`).
    """

    name: str
    widths: tuple[int, ...]
    ratio: tuple[int, int] | None
    sizes: str
    modern: bool = True
    transparent: bool = True
    everywhere: bool = True

    def spec(self, width: int, file_format: Format) -> str:
        """Wagtail's filter spec of one file."""
        if self.ratio is None:
            return f"max-{width}x{width}|format-{file_format}"
        return f"fill-{width}x{round(width * self.ratio[1] / self.ratio[0])}|format-{file_format}"

    def fallback(self, *, has_alpha: bool) -> Format:
        return "png" if has_alpha and self.transparent else "jpeg"

    def widths_for(self, width: int, height: int) -> tuple[int, ...]:
        """The widths worth making of an image of this size: the first that shows every pixel it has is the last one."""
        available = max(width, height) if self.ratio is None else min(width, height * self.ratio[0] // self.ratio[1])
        smaller = sum(1 for step in self.widths if step < available)
        return self.widths[: smaller + 1]

    def specs_for(self, width: int, height: int, *, has_alpha: bool) -> Iterator[str]:
        """The specs of all files of an image of this size."""
        widths = self.widths_for(width, height)
        if not self.everywhere:
            # Each of these sizes is asked for by somebody.
            yield from (self.spec(step, self.fallback(has_alpha=has_alpha)) for step in widths)
            return
        yield self.spec(widths[-1], self.fallback(has_alpha=has_alpha))
        for file_format in reversed(MODERN) if self.modern else ():
            for step in widths:
                yield self.spec(step, file_format)

    @cached_property
    def specs(self) -> dict[Format, tuple[str, ...]]:
        """Every spec that this preset can have, by format, the narrowest first."""
        formats: tuple[Format, ...] = (*(MODERN if self.modern else ()), "jpeg", *(("png",) if self.transparent else ()))
        return {file_format: tuple(self.spec(width, file_format) for width in self.widths) for file_format in formats}


PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset("thumb", (240,), (1, 1), "7.5rem"),
        Preset("card", (400, 800), (3, 2), "(min-width: 60rem) 25rem, (min-width: 40rem) 50vw, 100vw"),
        Preset("lead", (800, 1600), (16, 9), "(min-width: 75rem) 75rem, 100vw"),
        Preset("body", (800, 1600), None, "(min-width: 48rem) 45rem, 100vw"),
        Preset("social", (1200,), (1200, 630), "1200px", modern=False, transparent=False),
        # Browser tabs, Apple's and Android's home screens, splash screens.
        Preset("icon", (48, 180, 192, 512), (1, 1), "3rem", modern=False, everywhere=False),
    )
}

#: The presets of every image.
EVERYWHERE = tuple(name for name, preset in PRESETS.items() if preset.everywhere)

#: Every spec of every preset.
SPECS: frozenset[str] = frozenset(spec for preset in PRESETS.values() for specs in preset.specs.values() for spec in specs)


def specs_for(width: int, height: int, *, has_alpha: bool, more: Iterable[str] = ()) -> list[str]:
    """The specs of all files that an image of this size should have; those that are quick to make come first.

    `more` names presets that it has beside those that every image has.
    """
    names = (*EVERYWHERE, *more)
    found = [spec for name in names for spec in PRESETS[name].specs_for(width, height, has_alpha=has_alpha)]
    return sorted(dict.fromkeys(found), key=lambda spec: spec.endswith("-avif"))
