"""Slugs in the one form of Unicode in which they are kept and looked up: é may be typed as one character or as two."""

import unicodedata

from django.urls.converters import StringConverter


def normalised_slug(slug: str) -> str:
    return unicodedata.normalize("NFC", slug or "")


class UnicodeSlugConverter(StringConverter):
    """`<unicode_slug:slug>` in a URL pattern gives the slug as it is kept. Registered in `apps.py`."""

    def to_python(self, value: str) -> str:
        return normalised_slug(value)
