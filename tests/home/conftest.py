"""The demonstration in a size for tests: the same words, small pictures, a short film."""

import pytest

from home.demo import drawings
from home.demo.files import film


def make_small(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(drawings, "SCALE", 0.05)
    patch.setattr(film, "SECONDS", 1)
