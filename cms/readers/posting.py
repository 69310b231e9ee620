"""Taking a comment: what it must be, and what becomes of it. The form and the API end here."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, ngettext

from cms.content.models.comments import Comment
from cms.content.models.participation import Participation
from cms.readers.discussion import public_comment
from cms.readers.text import clean_line, clean_text, link_count

LONGEST = 5000
#: The same words of the same name once more within this time are the same comment, sent twice.
TWICE = timedelta(hours=1)


class CommentForm(forms.Form):
    """What a reader writes. `website` is for programs that fill in everything: people do not see it."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter a name. It stands above your comment.")},
    )
    email = forms.EmailField(
        label=_("Email address"),
        required=False,
        help_text=_("Not needed. Only moderators see it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Enter an email address such as name@example.org, or leave it empty.")},
    )
    text = forms.CharField(
        label=_("Comment"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write your comment.")},
    )
    parent = forms.UUIDField(required=False, widget=forms.HiddenInput, error_messages={"invalid": _("There is no such comment to answer.")})
    website = forms.CharField(required=False, label=_("Leave this empty"), max_length=2000)
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, page_id: int, links: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page_id, self.links = page_id, links
        self.answered: Comment | None = None

    def clean_name(self) -> str:
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise ValidationError(self.fields["name"].error_messages["required"])
        if link_count(name):
            raise ValidationError(_("A name cannot be a web address."))
        return name

    def clean_text(self) -> str:
        text = clean_text(self.cleaned_data["text"])
        if not text:
            raise ValidationError(self.fields["text"].error_messages["required"])
        if len(text) > LONGEST:
            MaxLengthValidator(
                LONGEST, _("Your comment has %(show_value)s characters, and %(limit_value)s is the most. Shorten it a little.")
            )(text)
        number = link_count(text)
        if number > self.links:
            raise ValidationError(
                ngettext(
                    "Your comment has %(number)d links, and %(limit)d is the most. Take some out.",
                    "Your comment has %(number)d links, and %(limit)d are the most. Take some out.",
                    self.links,
                )
                % {"number": number, "limit": self.links}
            )
        return text

    def clean_parent(self) -> Any:
        parent = self.cleaned_data["parent"]
        if parent is not None:
            self.answered = public_comment(self.page_id, parent)
            if self.answered is None:
                raise ValidationError(_("The comment that you answer is not there any more. Send yours as one of its own."))
        return parent

    @property
    def is_trapped(self) -> bool:
        """Whether a program filled in what people do not see."""
        return bool(self.data.get("website"))


@transaction.atomic
def take(form: CommentForm, settings: Participation) -> Comment:
    """Keep what a valid form holds. The comment waits for a moderator unless the site shows them at once and it has no links.

    The same one sent twice is kept once.
    """
    data = form.cleaned_data
    now = timezone.now()
    same = Comment.objects.filter(page_id=form.page_id, author_name=data["name"], text=data["text"], created_at__gt=now - TWICE)
    known = same.filter(parent=form.answered, staff=None).first()
    if known is not None:
        return known
    at_once = settings.comments == Participation.Comments.AT_ONCE and not link_count(data["text"])
    return Comment.objects.create(
        page_id=form.page_id,
        parent=form.answered,
        author_name=data["name"],
        author_email=data["email"],
        text=data["text"],
        state=Comment.State.APPROVED if at_once else Comment.State.PENDING,
        created_at=now,
    )
