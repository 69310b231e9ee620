"""The bases of every page type."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PublishingPanel, TabbedInterface, TitleFieldPanel
from wagtail.models import COMMENTS_RELATION_NAME, Page
from wagtail.models.panels import CommentPanelPlaceholder
from wagtail.search import index
from wagtail.utils.decorators import cached_classmethod

from cms.content.blocks.base import stream_references
from cms.content.editor.panels import WritingPanel, length_hint, tabs
from cms.content.fields import BodyField
from cms.content.forms import PageForm
from cms.content.models.foreign_keys import all_there
from cms.content.models.previewed import Previewed
from cms.content.models.publishing import AtomicPublishing
from cms.content.models.querysets import ListedManager
from cms.content.pages import BodyValue, PageValue, page_fields
from cms.content.slugs import normalised_slug
from cms.visibility import MAX_DEPTH

if TYPE_CHECKING:
    from cms.content.previews import Place
    from cms.content.scope import Ancestor, Reference, Scope
    from cms.content.searching import SearchText

#: Slugs that only these page types (or none) may have directly below a site's root.
RESERVED_SLUGS: dict[str, str | None] = {
    "articles": "articles.ArticleIndexPage",
    "topics": "articles.TopicIndexPage",
    **dict.fromkeys(("authors", "series", "tags", "terms", "search", "api", "admin", "feeds", "media", "documents", "static", "healthz")),
    **dict.fromkeys(("comments", "subscribe", "seen", "shared")),
}

#: A save of nothing but these changes nothing that a list shows (autosave writes them twice a second).
_UNLISTED_FIELDS = {
    COMMENTS_RELATION_NAME,
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_id",
    "latest_revision_created_at",
    "draft_title",
    "locked",
    "locked_by",
    "locked_at",
}

WORDS_A_MINUTE = 230


class Facet(NamedTuple):
    """Something a page can be listed by; `position` is its place in the editors' order."""

    facet: str
    key: int
    position: int = 0


class ReadRow(ClusterableModel):
    """What comes from the database becomes an instance without a look at all relations of its model: a row has no child rows in it."""

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if kwargs:
            super().__init__(*args, **kwargs)
        else:
            super(ClusterableModel, self).__init__(*args)


class BasePage(AtomicPublishing, Previewed, Page, ReadRow):
    """What every page of a publication has: editors' dates, SEO fields, a published value, and verbs that are one transaction.

    Subclasses define `value_type`, `references`, `build` and `template`.
    """

    published_at = models.DateTimeField(
        _("published at"), null=True, blank=True, help_text=_("Orders lists and feeds. Set by itself when the page is first published.")
    )
    updated_at = models.DateTimeField(
        _("updated at"),
        null=True,
        blank=True,
        help_text=_("Shown to readers. Set it when the substance has changed; leave it for a typing error."),
    )
    canonical_url = models.URLField(_("canonical address"), blank=True, help_text=_("Only when this was first published elsewhere."))
    hide_from_search_engines = models.BooleanField(_("hide from search engines"), default=False)
    social_image = models.ForeignKey(
        "media.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("picture for sharing")
    )

    objects: ClassVar[Any] = ListedManager()

    #: Set by routing: the ancestors from the tree's root down, and that this instance is what is published, not a revision.
    known_ancestors: "tuple[Page | Ancestor, ...] | None" = None
    as_published = False
    #: The drawn picture for sharing, False if there is none; None if nobody has looked.
    known_card: Any = None

    value_type: ClassVar[type[PageValue]] = PageValue
    #: What the page is in the words of schema.org, and whether it is a list that can be followed as a feed.
    linked_data_type: ClassVar = "WebPage"
    has_feeds: ClassVar = False

    #: Whether readers may comment on the page where the site lets them: a field or a property of page types that have comments.
    invites_comments: Any = False

    base_form_class = PageForm
    # A copy is published when it is published.
    exclude_fields_in_copy: ClassVar = ["published_at", "updated_at"]

    #: The tabs of the form: writing, ordering it among everything else, leading readers to it, and the rest.
    content_panels: ClassVar = [
        TitleFieldPanel("title", placeholder=_("Title"), attrs=length_hint(70, _("search engines show about the first 60")))
    ]
    classify_panels: ClassVar[list[Any]] = []
    promote_panels: ClassVar = [
        FieldPanel(
            "slug",
            help_text=_("The last part of its address. It follows the title until the page is published; then links to it exist."),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "seo_title",
                    heading=_("Title in search results"),
                    help_text=_("When search results should show other words than the title."),
                ),
                FieldPanel(
                    "search_description",
                    heading=_("Description in search results"),
                    help_text=_("What search results and shared links say below the title. The standfirst, when this is empty."),
                    attrs=length_hint(160, _("search engines cut it after about 160")),
                ),
                FieldPanel("social_image", help_text=_("Shown where the page is shared. The lead picture, when this is empty.")),
                FieldPanel("canonical_url"),
                FieldPanel("hide_from_search_engines"),
            ],
            heading=_("Search engines and sharing"),
        ),
    ]
    settings_panels: ClassVar = [
        PublishingPanel(),
        MultiFieldPanel([FieldRowPanel([FieldPanel("published_at"), FieldPanel("updated_at")])], heading=_("Dates")),
        CommentPanelPlaceholder(),
    ]
    # Shared passwords would be kept in clear text.
    private_page_options: ClassVar = ["login", "groups"]

    class Meta:
        abstract = True

    @cached_classmethod
    def get_edit_handler(cls) -> TabbedInterface:  # noqa: N805 - a class method
        return tabs(
            (_("Write"), cls.content_panels),
            (_("Classify"), cls.classify_panels),
            (_("Promote"), cls.promote_panels),
            (_("Settings"), cls.settings_panels),
            form=cls.base_form_class,
        ).bind_to_model(cls)

    # --- what is published --------------------------------------------------------------------------------------------

    @property
    def kind(self) -> str:
        """The page's `meta.type`, for example `articles.ArticlePage`."""
        return f"{self._meta.app_label}.{type(self).__name__}"

    def references(self) -> Iterable["Reference"]:
        """Everything that this page's value refers to."""
        if self.social_image_id:
            yield "image", self.social_image_id

    def build(self, scope: "Scope") -> PageValue:
        """The page's value; called when the scope has resolved `references()`."""
        return self.value_type(**page_fields(self, scope))

    def publish_value(self, scope: "Scope") -> PageValue:
        """Everything this page shows to the scope's viewer: the one source of its HTML, JSON, Markdown and text."""
        from cms.content.publisher import publisher

        scope.want(publisher(scope).references())
        scope.want(self.references())
        scope.resolve()
        return self.build(scope)

    def facets(self) -> Iterable[Facet]:
        """What the page can be listed by, for example `Facet("topic", 7, 0)`."""
        return ()

    @classmethod
    def read_facets(cls, pages: Sequence[Any]) -> None:
        """Read what `facets()` needs for several pages of this type at once."""

    def forget_relations(self) -> None:
        """Have `facets()` read anew what has been read of relations and kept; the page's place in the tree may be left out."""

    def teaser(self) -> dict[str, Any]:
        """What lists show of the page beyond its title: fields of `Listing`."""
        return {}

    def search_text(self, scope: "Scope") -> "SearchText":
        """What search finds the page by; called when the scope (see `cms.content.searching`) has resolved `references()`."""
        from cms.content.searching import SearchText

        return SearchText(title=self.title)

    # --- HTML ---------------------------------------------------------------------------------------------------------

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.content.rendering import page_context

        return page_context(self, request)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from cms.content.rendering import render_page

        return render_page(self, request)

    def show_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from cms.content.previews import show_page

        return show_page(self, request)

    def place(self, scope: "Scope") -> "Place":
        from cms.content.previews import page_place

        return page_place(self, scope)

    # --- verbs: each one transaction ----------------------------------------------------------------------------------

    def save(self, clean: bool = True, user: Any = None, log_action: Any = False, **kwargs: Any) -> Any:
        from cms.content import listing

        with transaction.atomic():
            fields = kwargs.get("update_fields")
            if fields is None:
                self.prepare()
            if clean and self.live:
                self.check_publishable()
            result = super().save(clean=clean, user=user, log_action=log_action, **kwargs)
            if fields is None or not set(fields) <= _UNLISTED_FIELDS:
                listing.sync_page(self.pk)
        return result

    def prepare(self) -> None:
        """Fill in what is derived from other fields. Called before every full save."""
        self._normalise_slug()
        if self.live and self.published_at is None:
            moment = self.first_published_at or timezone.now()
            # As a revision keeps it, so that comparing one with the live page shows no change.
            self.published_at = moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def was_published(self, published: Any) -> None:
        from cms.content.cards.keeping import ask

        if not (published.social_image_id or getattr(published, "lead_image_id", None)):
            ask([self.pk])

    def check_publishable(self) -> None:
        """Raise ValidationError if the page may be a draft but not be public."""

    @transaction.atomic
    def move(self, *args: Any, **kwargs: Any) -> Any:
        return super().move(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return super().delete(*args, **kwargs)

    @classmethod
    def from_serializable_data(cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False) -> Any:
        # What is gone is left out one by one, as modelcluster does it; usually nothing is.
        return super().from_serializable_data(data, check_fks and not all_there(cls, data), strict_fks)

    def with_content_json(self, content: dict[str, Any]) -> Self:
        page = super().with_content_json(content)
        # Set at first publication, so the revision that was published then does not know it.
        if page.published_at is None:
            page.published_at = self.published_at
        return page

    def can_move_to(self, parent: Page) -> bool:
        deepest = self.get_descendants(inclusive=True).aggregate(deepest=models.Max("depth"))["deepest"] or self.depth
        return bool(super().can_move_to(parent)) and parent.depth + 1 + deepest - self.depth <= MAX_DEPTH

    # --- rules --------------------------------------------------------------------------------------------------------

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._normalise_slug()
        super().full_clean(*args, **kwargs)
        self._check_place()

    def minimal_clean(self) -> None:
        self._normalise_slug()
        super().minimal_clean()
        self._check_place()

    def _normalise_slug(self) -> None:
        page: Any = self  # Wagtail's field has no type
        page.slug = normalised_slug(page.slug)

    @classmethod
    def taken_slugs(cls, parent: Page, slugs: Iterable[str], locale_id: int) -> set[str]:
        """Those of these slugs that a new page of this type below `parent` cannot have. One query."""
        return set(parent.get_children().filter(slug__in=list(slugs)).values_list("slug", flat=True))

    def _check_place(self) -> None:
        if not self.path and not getattr(self, "_cached_parent_obj", None):
            return
        parent = self.get_parent()
        if parent is None:
            return
        if parent.depth + 1 > MAX_DEPTH:
            raise ValidationError(
                _("Pages can be nested %(limit)d levels deep, and this would be one more. Choose a place higher up.")
                % {"limit": MAX_DEPTH - 2}
            )
        if self.slug in RESERVED_SLUGS and RESERVED_SLUGS[self.slug] != self.kind and parent.is_site_root():
            raise ValidationError(
                {"slug": _("“%(slug)s” is used by the site itself at this place. Choose another slug.") % {"slug": self.slug}}
            )


class BodyPage(BasePage):
    """A page with a standfirst, a lead picture and a body of blocks."""

    standfirst = models.TextField(
        _("standfirst"), blank=True, max_length=500, help_text=_("One or two sentences below the title; also the text of teasers.")
    )
    lead_image = models.ForeignKey(
        "media.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("lead picture")
    )
    lead_image_alt = models.CharField(
        _("alternative text of the lead picture"),
        max_length=255,
        blank=True,
        help_text=_("What the picture shows, for those who do not see it. The picture's own text is used when this is empty."),
    )
    lead_image_caption = models.CharField(_("caption of the lead picture"), max_length=500, blank=True)
    body = BodyField(verbose_name=_("body"))
    word_count = models.PositiveIntegerField(default=0, editable=False)

    words_a_minute: ClassVar = WORDS_A_MINUTE

    value_type: ClassVar[type[PageValue]] = BodyValue
    content_panels: ClassVar = [
        *BasePage.content_panels,
        FieldPanel("standfirst", classname="masthead-standfirst", attrs=length_hint(300, _("one or two sentences are read to the end"))),
        MultiFieldPanel(
            [
                FieldPanel("lead_image", heading=_("Picture")),
                FieldRowPanel(
                    [FieldPanel("lead_image_alt", heading=_("Alternative text")), FieldPanel("lead_image_caption", heading=_("Caption"))]
                ),
            ],
            heading=_("Lead picture"),
            classname="masthead-lead",
        ),
        FieldPanel("body"),
        WritingPanel(),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("standfirst"), index.SearchField("body")]

    class Meta:
        abstract = True

    def references(self) -> Iterable["Reference"]:
        yield from super().references()
        if self.lead_image_id:
            yield "image", self.lead_image_id
        yield from stream_references(self.body.stream_block, self.body.raw_data)

    def build(self, scope: "Scope") -> PageValue:
        from cms.content.pages import body_fields

        return self.value_type(**body_fields(self, scope))

    def teaser(self) -> dict[str, Any]:
        return {
            "standfirst": self.standfirst,
            "lead_image_id": self.lead_image_id,
            "lead_image_alt": self.lead_image_alt,
            "word_count": self.word_count,
        }

    def search_text(self, scope: "Scope") -> "SearchText":
        from cms.content.searching import SearchText, body_text, sources_of

        sources = sources_of(self)
        return SearchText(title=self.title, sources=sources, **body_text(self, scope, sources))

    def prepare(self) -> None:
        super().prepare()
        self.word_count = count_words(self.body)

    @property
    def reading_time(self) -> int:
        """Minutes, at least 1."""
        return reading_time(self.word_count)


def count_words(body: Any) -> int:
    """The words of a body, references left out."""
    return count_raw_words(body.stream_block, body.raw_data)


def count_raw_words(stream_block: Any, raw_items: Iterable[Any]) -> int:
    """The same of a stream's raw value."""
    from cms.content.searching import own_words_in

    return sum(len(words.split()) for _kind, _key, words in own_words_in(stream_block, raw_items).blocks)


def reading_time(words: int) -> int:
    """Minutes that `words` take to read, at least 1."""
    return max(1, math.ceil(words / WORDS_A_MINUTE))
