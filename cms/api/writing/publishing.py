"""Publishing from outside the editor: as strict as its "Publish" button, and through the same verb.

v3 publishes the latest revision as it is. A draft may be incomplete, so everything that the editor's form asks of what is published
is asked here: the blocks' own rules, locks, the page's own (`BasePage.check_publishable`).
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.actions import CreatePageAction, EditPageAction, PublishPageRevisionAction, PublishRevisionAction, action_registry
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, LockableMixin, Page, Revision
from wagtail.utils.forms import FormValidationError

from cms.api.writing.errors import in_blocks, sentences


def install() -> None:
    """Have v3 publish through the verbs of our models. The admin does not look its actions up."""
    for action in (CreatePage, EditPage, PublishPageLikeTheEditor):
        action_registry.register(Page, action)
    action_registry.register(DraftStateMixin, PublishSnippetLikeTheEditor)


def publish_revision(revision: Revision, user: Any) -> None:
    """Publish the revision if what it holds is complete. Raises PermissionDenied, ValidationError."""
    draft = revision.as_object()
    if isinstance(draft, LockableMixin) and (lock := draft.get_lock()) is not None and lock.for_user(user):
        raise PermissionDenied("This is locked, so it cannot be published now.")
    if _complete(draft):
        draft.full_clean()
        revision = draft.save_revision(user=user)
    revision.publish(user=user)


def _complete(draft: Any) -> bool:
    """Check every stream as the editor does before publication, and fill in what it fills in; whether that changed anything."""
    changed, errors = False, {}
    for field in draft._meta.get_fields():
        if not isinstance(field, StreamField):
            continue
        value = getattr(draft, field.name)
        try:
            cleaned = field.stream_block.clean(value)
        except ValidationError as error:
            errors[field.name] = ValidationError([": ".join((where, said)) if where else said for where, said in sentences(error)])
            continue
        if field.stream_block.get_prep_value(cleaned) != field.stream_block.get_prep_value(value):
            setattr(draft, field.name, cleaned)
            changed = True
    if errors:
        raise ValidationError(errors)
    return changed


class _LikeTheEditor:
    """Mixin before an action of Wagtail's that publishes a revision."""

    def execute(self: Any, skip_permission_checks: bool = False) -> None:
        self.check(skip_permission_checks=skip_permission_checks)
        publish_revision(self.revision, self.user)


class _SaysWhere:
    """Mixin before an action of Wagtail's that saves a form: an error in a stream names its block."""

    def _clean_instance(self: Any) -> None:
        try:
            super()._clean_instance()  # type: ignore[misc]
        except FormValidationError as error:
            raise FormValidationError(in_blocks(self.form, error)) from None


class CreatePage(_SaysWhere, CreatePageAction):
    pass


class EditPage(_SaysWhere, EditPageAction):
    pass


class PublishPageLikeTheEditor(_LikeTheEditor, PublishPageRevisionAction):
    pass


class PublishSnippetLikeTheEditor(_LikeTheEditor, PublishRevisionAction):
    pass
