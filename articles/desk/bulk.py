"""Changes to many articles at once, from the list: each article in its own transaction, with a report of what was not done and why.

A change is a revision like any other: what is published and has no newer draft is published again, if the person may; otherwise the
change stands in the draft, and the report says so.
"""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_list_or_404
from django.utils.html import format_html_join
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction
from wagtail.models import Page
from wagtail.permissions import policy_registry

from articles.models import ArticleAuthor, ArticlePage, ArticleTopic, Author, Tag, TopicPage

#: Lines of the report that are shown.
REPORTED = 20


class _Articles:
    """Of articles only, and only of those that were ticked: Wagtail's "all" ignores the filters of the list.

    What the person may not see does not exist here: Wagtail would name it among what may not be changed.
    """

    models: ClassVar = [ArticlePage]
    request: HttpRequest

    def get_queryset(self, model: type[ArticlePage], object_ids: Any) -> list[ArticlePage]:
        seen = policy_registry.get_by_type(Page).explorable_instances(self.request.user).values("pk")
        return get_list_or_404(model.objects.filter(pk__in=seen), pk__in=[pk for pk in object_ids if str(pk).isdecimal()])

    def get_all_objects_in_listing_query(self, parent_id: Any) -> QuerySet[Any]:
        return ArticlePage.objects.none().values_list("pk", flat=True)


class UnpublishArticles(_Articles, UnpublishBulkAction):
    pass


class MoveArticles(_Articles, MoveBulkAction):
    pass


class DeleteArticles(_Articles, DeleteBulkAction):
    pass


class _Reported(_Articles):
    """Each article in its own transaction; `one` raises ValidationError where nothing can be done."""

    def __init__(self, request: HttpRequest, model: type[ArticlePage]) -> None:
        super().__init__(request, model)  # type: ignore[call-arg]
        self.done: list[str] = []
        self.notes: list[tuple[str, Any]] = []

    def one(self, article: ArticlePage) -> Any:
        """Do it for one article. Returns a note for the report, or ""."""
        raise NotImplementedError

    def get_execution_context(self) -> dict[str, Any]:
        return {"action": self}

    @classmethod
    def execute_action(cls, objects: list[ArticlePage], action: Any = None, **kwargs: Any) -> tuple[int, int]:
        for article in objects:
            try:
                with transaction.atomic():
                    article.lock_row()
                    note = action.one(ArticlePage.objects.get(pk=article.pk))
            except ValidationError as error:
                action.notes.append((article.title, " ".join(error.messages)))
            else:
                action.done.append(article.title)
                if note:
                    action.notes.append((article.title, note))
        return len(action.done), 0

    def done_message(self, count: int) -> str:
        return ngettext("%(count)d article is changed.", "%(count)d articles are changed.", count) % {"count": count}

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        if self.notes:
            lines = [(title, why) for title, why in self.notes[:REPORTED]]
            more = len(self.notes) - len(lines)
            if more > 0:
                lines.append((_("And %(count)d more") % {"count": more}, "…"))
            messages.warning(self.request, format_html_join("", "<div>{}: {}</div>", lines))
        return self.done_message(len(self.done)) if self.done else None


def _refuse_locked(article: ArticlePage, user: Any) -> None:
    if article.permissions_for_user(user).page_locked():
        raise ValidationError(_("it is locked, or waits for somebody's approval"))


class PublishArticles(_Reported, PublishBulkAction):
    """Wagtail's, but one article that is not complete does not keep the others from being published."""

    def one(self, article: ArticlePage) -> Any:
        user = self.request.user
        if article.scheduled_revision is not None:
            raise ValidationError(_("it is scheduled already"))
        _refuse_locked(article, user)
        revision = article.get_latest_revision() or article.save_revision(user=user)
        revision.publish(user=user)
        article.refresh_from_db()
        return "" if article.live else _("is scheduled now, as its dates say")

    def done_message(self, count: int) -> str:
        return ngettext("%(count)d article is published.", "%(count)d articles are published.", count) % {"count": count}


class ChangeArticles(_Reported, PageBulkAction):
    """Base of our own changes. Subclasses define `form_class`, `explanation` and `change`."""

    template_name = "admin/desk/bulk.html"
    explanation: Any = ""

    def check_perm(self, page: ArticlePage) -> bool:
        return bool(page.permissions_for_user(self.request.user).can_edit())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "title": self.display_name, "explanation": self.explanation}

    def one(self, article: ArticlePage) -> Any:
        user = self.request.user
        permissions = article.permissions_for_user(user)
        if not permissions.can_edit():
            raise ValidationError(_("you may not change it"))
        if article.alias_of_id:
            raise ValidationError(_("it is an alias: change the article that it repeats"))
        if article.scheduled_revision is not None:
            raise ValidationError(_("it is scheduled, and the scheduled version would not change: open it and schedule it again"))
        _refuse_locked(article, user)
        had_draft = article.has_unpublished_changes
        draft = article.get_latest_revision_as_object()
        if not self.change(draft, self.cleaned_form.cleaned_data):
            raise ValidationError(_("it is so already"))
        if not article.live:
            draft.save(clean=False)
        revision = draft.save_revision(user=user, log_action=True)
        if not article.live:
            return ""
        if had_draft:
            return _("changed in its draft, which has more that is not published yet")
        if not permissions.can_publish():
            return _("changed in a new draft, because you may not publish it")
        revision.publish(user=user)
        return ""

    def change(self, article: ArticlePage, data: dict[str, Any]) -> bool:
        """Change the draft in memory; False when there is nothing to change."""
        raise NotImplementedError


class TopicForm(forms.Form):
    topic = forms.ModelChoiceField(queryset=TopicPage.objects.order_by("title"), label=gettext_lazy("Primary topic"))


class SetTopic(ChangeArticles):
    display_name = gettext_lazy("Set topic")
    action_type = "set_topic"
    aria_label = gettext_lazy("Set the primary topic of the selected articles")
    explanation = gettext_lazy("It becomes the primary topic. Other topics stay.")
    action_priority = 200
    form_class = TopicForm

    def change(self, article: ArticlePage, data: dict[str, Any]) -> bool:
        rows = sorted(article.article_topics.all(), key=lambda row: (not row.is_primary, row.sort_order or 0))
        if rows and rows[0].topic_id == data["topic"].pk:
            return False
        kept = [row for row in rows if row.topic_id != data["topic"].pk]
        first = next((row for row in rows if row.topic_id == data["topic"].pk), ArticleTopic(topic=data["topic"]))
        for order, row in enumerate([first, *kept]):
            row.sort_order, row.is_primary = order, order == 0
        article.article_topics.set([first, *kept])
        return True


class TagForm(forms.Form):
    tag = forms.CharField(label=gettext_lazy("Tag"), max_length=100, strip=True)


class AddTag(ChangeArticles):
    display_name = gettext_lazy("Add tag")
    action_type = "add_tag"
    aria_label = gettext_lazy("Add a tag to the selected articles")
    action_priority = 210
    form_class = TagForm

    def change(self, article: ArticlePage, data: dict[str, Any]) -> bool:
        name = Tag.objects.filter(name__iexact=data["tag"]).values_list("name", flat=True).first() or data["tag"]
        if name.casefold() in {str(tag.name).casefold() for tag in article.tags.all()}:
            return False
        article.tags.add(name)
        return True


class AuthorForm(forms.Form):
    author = forms.ModelChoiceField(queryset=Author.objects.order_by("name"), label=gettext_lazy("Author"))
    instead_of = forms.ModelChoiceField(
        queryset=Author.objects.order_by("name"),
        required=False,
        label=gettext_lazy("Instead of"),
        empty_label=gettext_lazy("All authors"),
        help_text=gettext_lazy("The new author takes this one's place in the byline; articles of others stay as they are."),
    )


class ChangeAuthor(ChangeArticles):
    display_name = gettext_lazy("Change author")
    action_type = "change_author"
    aria_label = gettext_lazy("Change the author of the selected articles")
    action_priority = 220
    form_class = AuthorForm

    def change(self, article: ArticlePage, data: dict[str, Any]) -> bool:
        new, old = data["author"], data["instead_of"]
        rows = list(article.article_authors.all())
        before = [row.author_id for row in rows]
        if old is None:
            after = [new.pk]
        elif old.pk not in before:
            raise ValidationError(_("%(author)s is not among its authors") % {"author": old.name})
        else:
            after = list(dict.fromkeys(new.pk if pk == old.pk else pk for pk in before))
        if after == before:
            return False
        article.article_authors.set([ArticleAuthor(author_id=pk, sort_order=order) for order, pk in enumerate(after)])
        return True


class _Featured(ChangeArticles):
    wanted: ClassVar[bool]

    def change(self, article: ArticlePage, data: dict[str, Any]) -> bool:
        if article.featured == self.wanted:
            return False
        article.featured = self.wanted
        return True


class Feature(_Featured):
    display_name = gettext_lazy("Feature")
    action_type = "feature"
    aria_label = gettext_lazy("Feature the selected articles")
    explanation = gettext_lazy("Featured articles may get a better place in lists.")
    action_priority = 230
    wanted = True


class Unfeature(_Featured):
    display_name = gettext_lazy("Stop featuring")
    action_type = "unfeature"
    aria_label = gettext_lazy("Stop featuring the selected articles")
    action_priority = 240
    wanted = False


ACTIONS = (PublishArticles, UnpublishArticles, MoveArticles, DeleteArticles, SetTopic, AddTag, ChangeAuthor, Feature, Unfeature)
