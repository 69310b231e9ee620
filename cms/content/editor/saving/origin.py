"""What a posted form says about the version that it was made from, and what a revision says about the form that made it.

Every editor's form carries a name of its own (`saving_form`, random), the version it was made from (`saving_base`), and a
number that rises with what is typed (`saving_step`). A revision keeps the same in its content, under `MARK`. So the server
recognises a form's own earlier save, even when its answer never reached the browser.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.utils.datastructures import MultiValueDict
from wagtail.models import Revision

#: The key in a revision's content. Wagtail ignores it when it makes an object from the content.
MARK = "masthead_saving"

#: Fields of a form that speak of the save, not of the content.
FORM, STEP, BASE, OVER, CHOICE = "saving_form", "saving_step", "saving_base", "saving_over", "saving_choice"
FIELDS = frozenset({FORM, STEP, BASE, OVER, CHOICE})

#: What else in a post is not content, beside files.
_ABOUT_THE_POST = FIELDS | {"csrfmiddlewaretoken", "next", "loaded_revision_id", "loaded_revision_created_at", "overwrite_revision_id"}

_FORM_NAME = re.compile(r"[0-9a-f]{32}")


def new_form_name() -> str:
    return uuid4().hex


def version(revision: Revision | None) -> str:
    """One state of one revision. Autosave overwrites a revision and moves its time, so the key alone does not say it."""
    return f"{revision.pk}@{revision.created_at.isoformat()}" if revision is not None else ""


def mark_of(revision: Revision | None) -> dict[str, Any]:
    """What the form said that made the revision; empty when it came from elsewhere (a loader, the API, a schedule)."""
    found = revision.content.get(MARK) if revision is not None and isinstance(revision.content, dict) else None
    return found if isinstance(found, dict) else {}


def _step(revision: Revision | None) -> int:
    step = mark_of(revision).get("step")
    return step if isinstance(step, int) else 0


def _checksum(data: Mapping[str, Any]) -> str:
    """Of the content that was posted. Empty when saving it gives keys to new rows, so that the form learns something by it."""
    lists = dict(data.lists() if isinstance(data, MultiValueDict) else data.items())
    for name in lists:
        if name.endswith("-TOTAL_FORMS") and lists[name] != lists.get(f"{name.removesuffix('TOTAL_FORMS')}INITIAL_FORMS"):
            return ""
    content = sorted((name, values) for name, values in lists.items() if name not in _ABOUT_THE_POST)
    return sha256(repr(content).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Origin:
    """`form` is empty when the post came from no form of ours; then Wagtail's own fields are believed, as far as they go."""

    form: str
    step: int
    base: str
    over: str
    knows_base: bool
    checksum: str

    @classmethod
    def posted(cls, data: Mapping[str, Any]) -> "Origin":
        form = str(data.get(FORM) or "")
        step = str(data.get(STEP) or "")
        base, knows_base = str(data.get(BASE) or ""), BASE in data
        if not knows_base and data.get("loaded_revision_id"):
            base, knows_base = f"{data['loaded_revision_id']}@{data.get('loaded_revision_created_at') or ''}", True
        return cls(
            form=form if _FORM_NAME.fullmatch(form) else "",
            step=int(step) if step.isascii() and step.isdigit() and len(step) < 10 else 0,
            base=base,
            over=str(data.get(OVER) or ""),
            knows_base=knows_base,
            checksum=_checksum(data),
        )

    def made(self, revision: Revision | None) -> bool:
        """Whether this very form saved the revision."""
        return bool(self.form) and mark_of(revision).get("form") == self.form

    def is_current(self, latest: Revision | None) -> bool:
        """Whether nobody, in no other window, has saved since the form was made, or the editor was shown what they saved."""
        if latest is None:
            return True
        if self.made(latest):
            # An older state of the same form: a page that the browser went back to.
            return self.step >= _step(latest)
        if not self.knows_base:
            return True
        return version(latest) in (self.base, self.over)

    def is_overtaken(self, latest: Revision | None) -> bool:
        """Whether the same form has saved this much already: an autosave that arrives after the save that followed it."""
        if not self.made(latest):
            return False
        return self.step < _step(latest) or (self.step == _step(latest) and not mark_of(latest).get("auto"))

    def is_saved(self, latest: Revision | None) -> bool:
        """Whether the same form has autosaved the very same content: nothing has changed, and nothing is to be written."""
        return bool(self.checksum) and self.made(latest) and mark_of(latest).get("checksum") == self.checksum

    @property
    def base_id(self) -> int | None:
        """The key of the revision that the form was made from."""
        key = self.base.partition("@")[0]
        return int(key) if key.isascii() and key.isdigit() and len(key) < 19 else None

    def mark(self, *, auto: bool, base: bool = True) -> dict[str, Any]:
        """What a revision that this form makes keeps."""
        mark = {"form": self.form, "step": self.step, "auto": auto, "base": self.base_id if base else None}
        return mark | {"checksum": self.checksum} if auto else mark
