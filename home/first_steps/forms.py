"""The forms of the first steps. `save(user)` does what the step is about and returns where to go on, if not to the next step."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import get_image_form
from wagtail.models import Collection, Locale, Page

from articles.models import ArticleIndexPage, ArticlePage, Author, TopicIndexPage, TopicPage
from cms.content.accent import AccentInput
from cms.content.models import SiteIdentity
from cms.content.models.site import mark_problem
from cms.media.models import Image
from home.first_steps.steps import identity, missing_languages
from home.models import HomePage
from home.setup import DEFAULT_NAME, add_published, set_up_default_site

MOST_TOPICS = 12


class StepForm(forms.Form):
    """The form of a step that asks nothing."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        for field in [*self.fields.values()][:1]:
            field.widget.attrs["autofocus"] = True  # from step to step without the mouse

    def save(self) -> str | None:
        """The address to go to; None means: the next step."""
        return None


class IdentityForm(StepForm):
    """Changes some fields of the identity and nothing else of it."""

    names: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.identity = identity() or _made_identity()
        for name in self.names:
            self.fields[name].initial = self.fields[name].initial or getattr(self.identity, name)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.names:
            if name in cleaned:
                setattr(self.identity, name, cleaned[name])
        try:
            self.identity.full_clean(exclude={field.name for field in SiteIdentity._meta.fields} - set(self.names))
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self.add_error(name if name in self.fields else None, messages)
        return cleaned

    def save(self) -> str | None:
        self.identity.save()
        return None


class NameForm(IdentityForm):
    names = ("name", "tagline")

    name = forms.CharField(label=_("Name"), max_length=80)
    tagline = forms.CharField(label=_("Tagline"), max_length=160, required=False, help_text=_("For example: “News from the harbour”."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.identity.name == DEFAULT_NAME:
            self.fields["name"].initial = ""

    @transaction.atomic
    def save(self) -> str | None:
        site = self.identity.site
        if site.site_name in ("", DEFAULT_NAME):
            site.site_name = self.identity.name
            site.save()
        front = HomePage.objects.filter(pk=site.root_page_id).first()
        if front is not None and front.title == DEFAULT_NAME and not front.has_unpublished_changes:
            front.title = self.identity.name
            front.save_revision(user=self.user).publish(user=self.user)
        return super().save()


class LookForm(IdentityForm):
    names = ("accent",)

    mark = forms.FileField(
        label=_("Mark"),
        required=False,
        help_text=_("A square picture (PNG, JPEG or WebP) of at least 120 by 120 pixels. You can add it later."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/avif"}),
    )
    accent = forms.CharField(label=_("Accent colour"), max_length=7, widget=AccentInput)

    def clean_mark(self) -> Image | None:
        """The picture, checked as every upload is, not saved yet."""
        file = self.cleaned_data["mark"]
        if not file:
            return None
        collection = Collection.objects.get(depth=1)
        upload = get_image_form(Image)({"title": str(_("Mark")), "collection": collection.pk}, {"file": file}, user=self.user)
        if not upload.is_valid():
            raise ValidationError([message for messages in upload.errors.values() for message in messages])
        image: Image = upload.save(commit=False)
        problem = mark_problem(image)
        if problem:
            raise ValidationError(problem)
        return image

    @transaction.atomic
    def save(self) -> str | None:
        mark = self.cleaned_data.get("mark")
        if mark is not None:
            mark.uploaded_by_user = self.user
            mark.save()
            self.identity.mark = mark
        return super().save()


class LanguagesForm(StepForm):
    languages = forms.MultipleChoiceField(
        label=_("Add a front page in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It begins as a copy, with its desks' and topics' overviews, for you to translate."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["languages"]
        field.choices = missing_languages()
        if not field.choices:
            del self.fields["languages"]

    @transaction.atomic
    def save(self) -> str | None:
        front = _front_page()
        for code in self.cleaned_data.get("languages", ()):
            locale, _made = Locale.objects.get_or_create(language_code=code)
            for page in (front, *_indexes(front)):
                translated = page.get_translation_or_none(locale) or page.copy_for_translation(locale)
                if not translated.live:
                    translated.save_revision(user=self.user).publish(user=self.user)
        return None


class TopicsForm(StepForm):
    topics = forms.CharField(
        label=_("Topics"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line, three to six to begin with. You can rename, add and nest them at any time."),
    )

    def clean_topics(self) -> list[str]:
        names = list(dict.fromkeys(line.strip() for line in self.cleaned_data["topics"].splitlines() if line.strip()))
        if len(names) > MOST_TOPICS:
            raise ValidationError(_("These are more than %(most)d. Begin with fewer; more can follow.") % {"most": MOST_TOPICS})
        for name in names:
            if len(name) > 100 or not slugify(name, allow_unicode=True):
                raise ValidationError(
                    _("“%(name)s” cannot be the name of a topic: it needs letters, and at most 100.") % {"name": name[:100]}
                )
        return names

    @transaction.atomic
    def save(self) -> str | None:
        index = TopicIndexPage.objects.child_of(_front_page()).order_by("path").get()
        there = {title.lower() for title in TopicPage.objects.child_of(index).values_list("title", flat=True)}
        for name in self.cleaned_data["topics"]:
            if name.lower() not in there:
                add_published(Page.objects.get(pk=index.pk), TopicPage(title=name, owner=self.user))
        return None


class ArticleForm(StepForm):
    title = forms.CharField(label=_("Title"), max_length=255)
    author = forms.CharField(label=_("Author"), max_length=120, help_text=_("The name in the byline. It gets a page of its own."))
    topic = forms.ModelChoiceField(
        TopicPage.objects.none(), label=_("Topic"), required=False, help_text=_("What it is about. Others can follow.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics: Any = self.fields["topic"]
        topics.queryset = TopicPage.objects.filter(locale=Locale.get_default(), alias_of=None).order_by("path")
        topics.initial = topics.queryset.first()
        if topics.initial is None:
            del self.fields["topic"]
        known = Author.objects.order_by("pk").first()
        # The account that the first start makes is called Admin, which is nobody's name.
        own = self.user.get_full_name() if self.user.last_name else ""
        self.fields["author"].initial = known.name if known else own

    @transaction.atomic
    def save(self) -> str | None:
        desk = ArticleIndexPage.objects.child_of(_front_page()).order_by("path").first()
        locale, name = Locale.get_default(), self.cleaned_data["author"]
        author = Author.objects.filter(name=name, locale=locale).first()
        if author is None:
            author = Author.objects.create(name=name, locale=locale, live=False)
            author.save_revision(user=self.user).publish(user=self.user)
        article = ArticlePage(title=self.cleaned_data["title"], owner=self.user, live=False)
        article.article_authors.create(author=author, sort_order=0)
        if topic := self.cleaned_data.get("topic"):
            article.article_topics.create(topic=topic, sort_order=0)
        desk.add_child(instance=article)
        article.save_revision(user=self.user, log_action=True)
        return reverse("wagtailadmin_pages:edit", args=(article.pk,))


FORMS: dict[str, type[StepForm]] = {
    "name": NameForm,
    "look": LookForm,
    "languages": LanguagesForm,
    "topics": TopicsForm,
    "article": ArticleForm,
    "invite": StepForm,
}


def _front_page() -> HomePage:
    """The front page of the default site; made with what else is missing where somebody has taken it away."""
    return HomePage.objects.filter(sites_rooted_here__is_default_site=True).first() or set_up_default_site()


def _indexes(front: HomePage) -> list[Any]:
    return [*ArticleIndexPage.objects.child_of(front).order_by("path"), *TopicIndexPage.objects.child_of(front).order_by("path")]


def _made_identity() -> SiteIdentity:
    """An identity that is not saved yet, for a site that has none."""
    front = _front_page()
    return SiteIdentity(site=front.sites_rooted_here.get(is_default_site=True), locale=Locale.get_default(), name=DEFAULT_NAME)
