"""Publishing as one transaction.

Wagtail publishes in several statements: a process that is killed between them leaves a page live without a log entry, or a
schedule that is lost. Everything that is published here goes through these verbs.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cms.media.renditions import enqueue_renditions

if TYPE_CHECKING:
    from wagtail.models import Revision

    from cms.content.scope import Reference


class AtomicPublishing:
    """Mixin before Wagtail's own classes: saving a revision, publishing and unpublishing are one transaction each.

    Publishing also asks the worker for the renditions of every image that the published version shows.
    """

    #: What the form that is saving the object says of itself; its revision keeps it. See cms.content.editor.saving.origin.
    saving_mark: Mapping[str, Any] | None = None

    def references(self) -> Iterable["Reference"]:
        """What the object shows of other content."""
        return ()

    def was_published(self, published: Any) -> None:
        """In the transaction of the publication; `published` is the version that visitors see now."""

    def serializable_data(self) -> dict[str, Any]:
        data: dict[str, Any] = super().serializable_data()  # type: ignore[misc]
        return {**data, "masthead_saving": dict(self.saving_mark)} if self.saving_mark else data

    def lock_row(self) -> None:
        """Wait for whoever publishes or unpublishes the same object. Everybody locks this row first, so nobody deadlocks."""
        model = (self._meta.get_parent_list() or [type(self)])[-1]  # type: ignore[attr-defined]
        list(model._base_manager.select_for_update().filter(pk=self.pk).values_list("pk"))  # type: ignore[attr-defined]

    @transaction.atomic
    def save_revision(self, *args: Any, **kwargs: Any) -> "Revision":
        return super().save_revision(*args, **kwargs)  # type: ignore[misc]

    @transaction.atomic
    def publish(self, revision: "Revision", *args: Any, **kwargs: Any) -> Any:
        self.lock_row()
        result = super().publish(revision, *args, **kwargs)  # type: ignore[misc]
        published = revision.as_object()
        enqueue_renditions(sorted({pk for kind, pk in published.references() if kind == "image"}))
        self.was_published(published)
        return result

    @transaction.atomic
    def unpublish(self, *args: Any, **kwargs: Any) -> Any:
        self.lock_row()
        return super().unpublish(*args, **kwargs)  # type: ignore[misc]
