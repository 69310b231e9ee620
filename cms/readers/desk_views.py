"""Comments in the admin: the moderators' queue and the staff's answers. Who may call it: whoever may publish a page, for its comments."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.content.models.comments import Comment
from cms.readers import moderation
from cms.readers.posting import LONGEST
from cms.readers.text import clean_text, comment_html

PAGE_SIZE = 30
STATES = (
    (Comment.State.PENDING, gettext_lazy("Waiting")),
    (Comment.State.APPROVED, gettext_lazy("Published")),
    (Comment.State.REJECTED, gettext_lazy("Rejected")),
    (Comment.State.SPAM, gettext_lazy("Spam")),
)
#: What a button does: its name -> the new state. `delete` is the one that has none.
VERBS = {"approve": Comment.State.APPROVED, "reject": Comment.State.REJECTED, "spam": Comment.State.SPAM, "hold": Comment.State.PENDING}


class ModeratorsOnly(WagtailAdminTemplateMixin):
    header_icon = "comment"
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not moderation.may_moderate(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class QueueView(ModeratorsOnly, TemplateView):
    """Comments by state, the oldest that wait first; many can be decided at once."""

    template_name = "admin/readers/comments.html"
    page_title = gettext_lazy("Comments")

    @property
    def state(self) -> str:
        asked = self.request.GET.get("state", "")
        return asked if asked in Comment.State.values else str(Comment.State.PENDING)

    def get_queryset(self) -> Any:
        rows = moderation.moderated_by(self.request.user).filter(state=self.state)
        words = self.request.GET.get("q", "").strip().replace("\x00", "")[:100]
        if words:
            fields = ("text", "author_name", "author_email", "page__title")
            rows = rows.filter(Q(*((f"{field}__icontains", words) for field in fields), _connector=Q.OR))
        page = self.request.GET.get("article", "")
        if page.isascii() and page.isdigit() and len(page) < 10:
            rows = rows.filter(page_id=int(page))
        order = ("created_at", "pk") if self.state == Comment.State.PENDING else ("-created_at", "-pk")
        return rows.select_related("page__content_type", "parent", "staff").order_by(*order)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counted = dict(moderation.moderated_by(self.request.user).order_by().values_list("state").annotate(Count("pk")))
        shown = Paginator(self.get_queryset(), PAGE_SIZE).get_page(self.request.GET.get("p"))
        kept = {name: value for name in ("q", "article") if (value := self.request.GET.get(name, ""))}
        return {
            **super().get_context_data(**kwargs),
            "comments": [{"row": row, "text": comment_html(row.text)} for row in shown],
            "shown": shown,
            "state": self.state,
            "tabs": [(state, label, counted.get(str(state), 0), "?" + urlencode({**kept, "state": str(state)})) for state, label in STATES],
            "verbs": [name for name, state in VERBS.items() if state != self.state],
            "query": self.request.GET.get("q", ""),
            "page_query": urlencode({**kept, "state": self.state}),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide about what was ticked, or about the one whose own button was pressed."""
        verb, _sep, single = request.POST.get("action", "").partition(":")
        ticked = [single] if single else request.POST.getlist("comment")
        pks = [int(raw) for raw in ticked if raw.isascii() and raw.isdigit() and len(raw) < 18]
        if not pks:
            messages.warning(request, _("Tick the comments first that you want to decide about."))
        elif verb == "delete" or verb in VERBS:
            number = moderation.delete(request.user, pks) if verb == "delete" else moderation.decide(request.user, pks, VERBS[verb])
            messages.success(request, _said(verb, number))
        # Back to the same list, filters and all; never anywhere else.
        query = request.META.get("QUERY_STRING", "")
        return redirect(reverse("reader_comments") + (f"?{query}" if query else ""))


def _said(verb: str, number: int) -> str:
    words = {
        "approve": ngettext("%(number)d comment is public now.", "%(number)d comments are public now.", number),
        "reject": ngettext("%(number)d comment was rejected.", "%(number)d comments were rejected.", number),
        "spam": ngettext("%(number)d comment was marked as spam.", "%(number)d comments were marked as spam.", number),
        "delete": ngettext("%(number)d comment was deleted.", "%(number)d comments were deleted.", number),
        "hold": ngettext("%(number)d comment waits again.", "%(number)d comments wait again.", number),
    }
    return words[verb] % {"number": number}


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=LONGEST,
        strip=False,
        help_text=gettext_lazy("Plain text. Web addresses become links."),
    )

    def clean_text(self) -> str:
        text = clean_text(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(_("Write an answer."))
        return text


class ReplyView(ModeratorsOnly, FormView[ReplyForm]):
    """An answer of the staff, marked as one."""

    template_name = "admin/readers/reply.html"
    page_title = gettext_lazy("Answer a comment")
    form_class = ReplyForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if moderation.may_moderate(request.user):
            self.comment = get_object_or_404(moderation.moderated_by(request.user).select_related("page"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        queue = {"url": reverse("reader_comments"), "label": _("Comments")}
        return [*self.breadcrumbs_items, queue, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "comment": self.comment,
            "text": comment_html(self.comment.text),
            "name": moderation.staff_name(self.request.user),
        }

    def form_valid(self, form: ReplyForm) -> HttpResponse:
        moderation.reply(self.request.user, self.comment, form.cleaned_data["text"])
        messages.success(self.request, _("Your answer is public now."))
        query = urlencode({"state": str(Comment.State.APPROVED), "article": str(self.comment.page_id)})
        return redirect(f"{reverse('reader_comments')}?{query}")
