"""The `Cache-Tag` header: which content an answer was made from, for a CDN that is purged by tag.

An answer also depends on what it leaves out: a page that links to a draft changes when the draft is published. So that the
header tells nobody which drafts there are, it has a keyed hash of each tag instead of its name.
"""

import base64
from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b

from django.conf import settings

from cms.tags import EVERYTHING

#: Tags of what has an address of its own.
_OBJECTS = ("page:", "author:", "series:", "term:")
#: CDNs limit the number of tags and the length of the header.
MOST = 50


def public_tag(name: str) -> str:
    """What a content tag (`page:12`), or a kind of them (`page`), is called outside: the same in every process."""
    key = settings.SECRET_KEY.encode()[:64]
    return base64.urlsafe_b64encode(blake2b(name.encode(), digest_size=9, key=key, person=b"cache-tag").digest()).decode()


def cache_tag(names: Iterable[str], status: int = 200) -> str:
    """The value of the header."""
    return ",".join(public_tags(told(names, status)))


def told(names: Iterable[str], status: int) -> set[str]:
    """The tags that an answer of this status may tell. One that says that nothing is there, or no longer, must not have one more
    where something is hidden: who counts them would know. That it comes is told by the tag of the path, and by its address.
    """
    return {name for name in names if status < 400 or not name.startswith(_OBJECTS)}


def public_tags(names: Iterable[str], most: int = MOST) -> list[str]:
    """What the tags of an answer are called outside: at most `most` of them, one of which is that of `everything`.

    Where there are more, all tags of the most frequent kinds become the kind alone (`image:5`, `image:9` … become `image`),
    which is to be purged with every tag of the kind: too much is purged, never too little.
    """
    left = {*names, EVERYTHING}
    while len(left) > most:
        kinds = Counter(name.partition(":")[0] for name in left if ":" in name)
        if not kinds:
            break
        widest = min(kinds, key=lambda kind: (-kinds[kind], kind))
        left = {name for name in left if not name.startswith(f"{widest}:")} | {widest}
    return sorted(public_tag(name) for name in left)
