"""Wagtail's edit view, made safe: a save over a newer version is stopped, and what was typed is kept.

One mixin for the two edit views that Wagtail has (pages; snippets). The whole post is one transaction that begins with the lock
on the object's row: of two posts at the same time, the second sees what the first has saved.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import select_template
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, RevisionMixin, TaskState

from cms.content.editor.saving import conflict
from cms.content.editor.saving.kept import is_kept, keep_aside
from cms.content.editor.saving.origin import CHOICE, Origin, mark_of, new_form_name, version
from cms.content.editor.saving.session import confirm_saved
from cms.content.editor.saving.thinning import thin
from cms.content.editor.saving.words import WORDS
from cms.content.models.publishing import AtomicPublishing

#: What may be asked for besides saving. Both only show something.
EDIT, REVIEW = "edit", "review"
_OVERWRITE = "overwrite_revision_id"


class SavingMixin:
    """What the create and the edit views share: the form's name, and the template that carries it."""

    request: HttpRequest
    #: A form with work that is in no version yet, and that its editor has not decided about.
    undecided = False
    restored = False
    origin: Origin
    is_return = False

    def subject(self) -> Any:
        """The object being edited; a revision's object, or a new one without a key."""
        raise NotImplementedError

    def subject_key(self) -> str:
        """The name under which the browser keeps unsaved work on the object."""
        return f"{self.key_model()._meta.label_lower}:{self.subject().pk}"

    def key_model(self) -> type[models.Model]:
        subject = self.subject()
        return Page if isinstance(subject, Page) else type(subject)

    def is_guarded(self) -> bool:
        """Whether the object has versions, and verbs that are one transaction."""
        subject = self.subject()
        return isinstance(subject, RevisionMixin) and isinstance(subject, AtomicPublishing) and not getattr(subject, "alias_of_id", None)

    def based_on(self) -> Revision | None:
        """The version that a new form is made from."""
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        if context.get("is_partial") or not self.is_guarded():
            return context
        names = super().get_template_names()  # type: ignore[misc]
        context["wagtails_editor"] = select_template([names] if isinstance(names, str) else names)
        posted = getattr(self, "origin", None)
        latest = self.based_on()
        if self.undecided:
            context["autosave_enabled"] = False
        if self.restored and not self.undecided:
            # The script saves it at once. Wagtail, told that there are changes, would stop looking for more.
            context["has_unsaved_changes"] = False
        form = posted.form if posted and posted.form else new_form_name()
        made = mark_of(latest)
        context["saving"] = {
            "form": form,
            "step": posted.step if posted else 0,
            "base": posted.base if posted and posted.knows_base else version(latest),
            "over": posted.over if posted else "",
        }
        context["saving_settings"] = {
            "user": self.request.user.pk,
            "object": self.subject_key(),
            "saved_object": f"{self.key_model()._meta.label_lower}:",
            "restored": self.restored and not self.undecided,
            "undecided": self.undecided,
            "latest": {"form": made.get("form", ""), "step": made.get("step", 0)},
            "state_url": reverse("saving_state"),
            "sign_in_url": reverse("wagtailadmin_login"),
            "words": WORDS,
        }
        return context

    def get_template_names(self) -> Any:
        if not self.is_guarded() or getattr(self, "hydrate_create_view", False):
            return super().get_template_names()  # type: ignore[misc]
        return ["admin/saving/editor.html"]

    def is_autosave(self) -> bool:
        return bool(self.expects_json_response)  # type: ignore[attr-defined]


class GuardedEditing(SavingMixin):
    """Mixin before Wagtail's edit view of pages or of snippets."""

    lock_argument: ClassVar[str] = "pk"

    @classmethod
    def locked_model(cls, arguments: dict[str, Any]) -> type[models.Model] | None:
        """Whose row a post locks, from the arguments of `as_view`."""
        model: type[models.Model] | None = arguments.get("model")
        return model if model is not None and issubclass(model, AtomicPublishing) else None

    @classmethod
    def as_view(cls, **arguments: Any) -> Callable[..., HttpResponseBase]:
        view = super().as_view(**arguments)  # type: ignore[misc]
        model = cls.locked_model(arguments)

        @wraps(view)
        def in_one_transaction(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method != "POST" or model is None:
                return view(request, *args, **kwargs)
            with transaction.atomic():
                key = kwargs.get(cls.lock_argument, args[0] if args else None)
                # One row, and nothing of it: the view reads it itself, now that nobody else can change it.
                list(model._base_manager.select_for_update().filter(pk=unquote(str(key))).values_list("pk"))
                return view(request, *args, **kwargs)

        return in_one_transaction

    # --- what the two kinds of edit views differ in -------------------------------------------------------------------

    def start_from(self, instance: Any) -> None:
        """Edit `instance` instead of the latest version."""
        raise NotImplementedError

    def bind_form(self) -> Any:
        """The form with what was posted, not yet validated."""
        raise NotImplementedError

    def show_form(self, form: Any) -> HttpResponse:
        """The editor with a bound form; nothing is saved."""
        raise NotImplementedError

    def comparison(self, before: Any, after: Any) -> list[Any]:
        """What differs, in Wagtail's terms."""
        raise NotImplementedError

    def latest(self) -> Revision | None:
        raise NotImplementedError

    def edit_url(self) -> str:
        return str(self.get_edit_url())  # type: ignore[attr-defined]

    # --- a post -------------------------------------------------------------------------------------------------------

    def based_on(self) -> Revision | None:
        return self.latest()

    @property
    def is_out_of_date(self) -> bool:
        """Wagtail asks before it autosaves. By then `post` has asked itself, and knows a form's earlier save as Wagtail does not."""
        return False if self.is_guarded() else bool(super().is_out_of_date)  # type: ignore[misc]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_guarded():
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        self.origin = Origin.posted(request.POST)
        latest = self.latest()
        if self.is_autosave() and self.origin.is_overtaken(latest):
            return self.json_error_response("overtaken", _("A later state of this form is saved already."))  # type: ignore[attr-defined]
        if latest is not None and self.is_autosave() and not request.FILES and self.origin.is_saved(latest):
            return self._saved_already(latest)
        newer = None if self.origin.is_current(latest) else latest
        choice = request.POST.get(CHOICE)
        if newer is not None or choice in (EDIT, REVIEW):
            self._start_from_base()
        if choice in (EDIT, REVIEW) and not self.is_autosave():
            return self._show(choice, newer, latest)
        if newer is not None:
            return self._stop(newer)
        if self.origin.over and version(latest) == self.origin.over:
            # The editor was shown the newer version and puts this one on top of it: it is not made from it.
            self._start_from_base()
        self._choose_revision(latest)
        self.subject().saving_mark = self.origin.mark(auto=self.is_autosave(), base=not self.is_return)
        response: HttpResponseBase = super().post(request, *args, **kwargs)  # type: ignore[misc]
        self._after(latest, response)
        return response

    def _saved_already(self, latest: Revision) -> HttpResponse:
        """As Wagtail answers an autosave, without a new time on the version: another window may be based on it."""
        created = latest.created_at.isoformat()
        return JsonResponse(
            {"success": True, "pk": self.subject().pk, "revision_id": latest.pk, "revision_created_at": created, "field_updates": {}}
        )

    def _start_from_base(self) -> None:
        """Bind the form to the version that it was made from: its rows may be gone from the newer one."""
        revisions = Revision.objects.for_instance(self.subject())
        own = [row for row in revisions.order_by("-created_at", "-pk")[:10] if self.origin.made(row) and not is_kept(row)]
        base = own[0] if own else revisions.filter(pk=self.origin.base_id).first()
        stored = self.stored()
        if base is None or base.pk == stored.latest_revision_id:
            return
        is_live = getattr(stored, "live_revision_id", None) == base.pk
        self.start_from(stored if is_live else base.as_object())

    def stored(self) -> Any:
        """The object as its row says; a page as its own type."""
        raise NotImplementedError

    def _choose_revision(self, latest: Revision | None) -> None:
        """Autosave overwrites its own last revision, and only while nothing else refers to that one."""
        data = self.request.POST.copy()
        data.pop(_OVERWRITE, None)
        stored = self.stored()
        if (
            self.is_autosave()
            and latest is not None
            and self.origin.made(latest)
            and mark_of(latest).get("auto")
            and latest.user_id == self.request.user.pk
            and latest.approved_go_live_at is None
            and getattr(stored, "live_revision_id", None) != latest.pk
            and not TaskState.objects.filter(revision=latest).exists()
        ):
            data[_OVERWRITE] = str(latest.pk)
        self.request.POST = data  # type: ignore[assignment]

    def _after(self, before: Revision | None, response: HttpResponseBase) -> None:
        saved = self.stored().latest_revision
        if saved is None or not self.origin.made(saved) or version(saved) == version(before):
            return
        if not self.is_autosave():
            thin(self.stored(), self.origin)
            confirm_saved(response, self.origin)

    def _valid(self, form: Any) -> bool:
        """As a draft, which may be incomplete."""
        form.defer_required_fields()
        valid = bool(form.is_valid())
        form.restore_required_fields()
        return valid

    def _stop(self, newer: Revision) -> HttpResponseBase:
        form = self.bind_form()
        said = conflict.who_saved(newer, self.request.user)
        if not self._valid(form):
            self.undecided = True
            if self.is_autosave():
                return self.json_error_response("invalid_revision", said)  # type: ignore[attr-defined]
            explained = _("Your text is in the form below and was not saved. Mend what is marked, then save to compare the two versions.")
            messages.warning(self.request, f"{said} {explained}")
            return self.show_form(form)
        mine = form.save(commit=False)
        keep_aside(mine, self.request.user.pk, self.origin, newer)
        if self.is_autosave():
            return self.json_error_response("invalid_revision", said)  # type: ignore[attr-defined]
        response = conflict.ask(self, newer, self.comparison(_as_kept(newer.as_object()), _as_kept(mine)), said)
        confirm_saved(response, self.origin)
        return response

    def _show(self, choice: str, newer: Revision | None, latest: Revision | None) -> HttpResponseBase:
        """Work that is in no version: side by side with what is saved, or in the editor again."""
        form = self.bind_form()
        valid = self._valid(form)
        self.undecided, self.restored = newer is not None, True
        if choice == REVIEW and valid:
            mine = form.save(commit=False)
            saved = latest.as_object() if latest is not None else self.stored()
            return conflict.review(self, newer, self.comparison(_as_kept(saved), _as_kept(mine)))
        return self.show_form(form)


def _as_kept(instance: Any) -> Any:
    """The instance as a revision would give it back: a database keeps more of a moment than a revision does."""
    return instance.with_content_json(json.loads(json.dumps(instance.serializable_data(), cls=DjangoJSONEncoder)))
