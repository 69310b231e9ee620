"""Wagtail's views of the editor, guarded: of pages and of snippets."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from wagtail.admin import messages
from wagtail.admin.views.generic import RevisionsRevertMixin
from wagtail.admin.views.pages import create, edit, revisions
from wagtail.models import Page, Revision
from wagtail.snippets.views import snippets

from cms.content.editor.actions import judged
from cms.content.editor.saving.guard import EDIT, GuardedEditing, SavingMixin
from cms.content.editor.saving.origin import CHOICE, Origin


class SaysWhatIsMissing:
    """What keeps a page from being published may stand on another tab: it is said on top, too."""

    request: HttpRequest
    expects_json_response: bool

    def form_invalid(self, form: Any) -> HttpResponse:
        if not self.expects_json_response:
            for sentence in getattr(form, "refusals", ()):
                messages.error(self.request, sentence)
        return super().form_invalid(form)  # type: ignore[misc]


class PageEditView(SaysWhatIsMissing, GuardedEditing, edit.EditView):
    """A page's editor."""

    lock_argument: ClassVar[str] = "page_id"

    @classmethod
    def locked_model(cls, arguments: dict[str, Any]) -> type[models.Model] | None:
        return Page

    def subject(self) -> Any:
        return self.page

    def stored(self) -> Any:
        return Page.objects.get(pk=self.page.pk).specific

    def latest(self) -> Revision | None:
        return self.latest_revision

    def start_from(self, instance: Any) -> None:
        self.page = instance

    def bind_form(self) -> Any:
        return self.form_class(
            self.request.POST,
            self.request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=self.request.user,
        )

    def show_form(self, form: Any) -> HttpResponse:
        self.form = form
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())

    def add_save_confirmation_message(self) -> None:
        stored = self.stored()
        said = judged(stored, getattr(self, "workflow_action", ""))
        if not said:
            super().add_save_confirmation_message()
            return
        view = [self.get_view_live_message_button()] if stored.live and stored.url is not None else []
        messages.success(self.request, said, buttons=[*view, self.get_edit_message_button()])

    def comparison(self, before: Any, after: Any) -> list[Any]:
        panel = self.edit_handler.get_bound_panel(instance=after, request=self.request, form=None)
        return [found for found in (compare(before, after) for compare in panel.get_comparison()) if found.has_changed()]


class PageReturnView(PageEditView, revisions.RevisionsRevertView):
    """A page's editor with an older version in it."""

    is_return = True


class SnippetEditView(GuardedEditing, snippets.EditView):
    """A snippet's editor."""

    @property
    def is_return(self) -> bool:  # type: ignore[override]
        return isinstance(self, RevisionsRevertMixin)

    def subject(self) -> Any:
        return self.object

    def stored(self) -> Any:
        return self.model._base_manager.get(pk=self.object.pk)

    def latest(self) -> Revision | None:
        return self.latest_revision or None

    def start_from(self, instance: Any) -> None:
        self.object = instance

    def bind_form(self) -> Any:
        return self.get_form()

    def show_form(self, form: Any) -> HttpResponse:
        self.form = form
        return self.render_to_response(self.get_context_data(form=form))

    def comparison(self, before: Any, after: Any) -> list[Any]:
        panel = self.panel.get_bound_panel(instance=after, request=self.request, form=None)
        return [found for found in (compare(before, after) for compare in panel.get_comparison()) if found.has_changed()]


class MarkedCreation(SavingMixin):
    """Mixin before Wagtail's create views: the form has a name from the beginning, and its work can be restored."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_guarded():
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        self.origin = Origin.posted(request.POST)
        if request.POST.get(CHOICE) == EDIT and not self.is_autosave():
            self.restored = True
            return self.show_posted()
        self.mark_subject()
        return super().post(request, *args, **kwargs)  # type: ignore[misc]

    def mark_subject(self) -> None:
        """The object that the form is going to fill keeps the form's name."""
        self.subject().saving_mark = self.origin.mark(auto=self.is_autosave(), base=False)

    def show_posted(self) -> HttpResponse:
        """The editor with what was posted; nothing is saved."""
        raise NotImplementedError


class PageCreateView(SaysWhatIsMissing, MarkedCreation, create.CreateView):
    """The editor of a page that is not in the tree yet."""

    def subject(self) -> Any:
        return self.page

    def subject_key(self) -> str:
        return f"new:{self.page_class._meta.label_lower}:{self.parent_page.pk}:{self.page.locale_id}"

    def show_posted(self) -> HttpResponse:
        self.form = self.form_class(
            self.request.POST,
            self.request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent_page,
            for_user=self.request.user,
        )
        self.form.defer_required_fields()
        self.form.is_valid()
        self.form.restore_required_fields()
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())


class SnippetCreateView(MarkedCreation, snippets.CreateView):
    """The editor of a snippet that does not exist yet."""

    def subject(self) -> Any:
        return self.model()

    def subject_key(self) -> str:
        return f"new:{self.model._meta.label_lower}:{self.locale.pk if self.locale else ''}"

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        if self.request.method == "POST" and self.is_guarded():
            form.instance.saving_mark = self.origin.mark(auto=self.is_autosave(), base=False)
        return form

    def mark_subject(self) -> None:
        """There is none before the form makes it."""

    def show_posted(self) -> HttpResponse:
        form = self.get_form()
        form.defer_required_fields()
        form.is_valid()
        form.restore_required_fields()
        self.form = form
        return self.render_to_response(self.get_context_data(form=form))
