"""Who a publication is, what it announces and how its readers find their way: one of each per site and language.

None of them has drafts: what an editor saves is public at once, and the preview panel shows before that what it will look like.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, Site, TranslatableMixin

from cms.content.accent import AccentInput
from cms.content.blocks.navigation import NavigationGroupBlock, NavigationLinkBlock
from cms.content.colour import LEAST_CONTRAST, WHITE, Colour, contrast, visible_shade
from cms.content.fields import BlocksField
from cms.content.models.previewed import Previewed
from cms.content.richtext import safe_url
from cms.content.settings_form import SettingForm
from cms.content.typefaces import Typefaces, TypefaceSelect
from cms.media.renditions import enqueue_renditions

if TYPE_CHECKING:
    from cms.content.previews import Place
    from cms.content.scope import Scope

#: Pixels. The mark is cut to a square of at most 240; the picture for sharing to 1200 by 630.
LEAST_MARK = 120
LEAST_SOCIAL_IMAGE = (600, 315)
#: A mark may be half as wide again as it is high before too much of it is cut off.
MOST_MARK_RATIO = 1.5
#: How long breaking news stands when nobody says otherwise, and the longest that it may.
BREAKING_FOR = timedelta(hours=3)
BREAKING_AT_MOST = timedelta(days=7)


def default_site() -> Any:
    """The primary key of the site that a new setting is for."""
    return Site.objects.filter(is_default_site=True).values_list("pk", flat=True).first()


def breaking_until() -> datetime:
    """When new breaking news ends: three hours from now, to the minute."""
    return (timezone.now() + BREAKING_FOR).replace(second=0, microsecond=0)


class SiteSetting(Previewed, TranslatableMixin, ClusterableModel):
    """A setting of one site in one language. Its preview is the site's front page with the setting as it is being edited."""

    class Meta(TranslatableMixin.Meta):
        abstract = True

    #: What a site has one of in each language.
    once_by: ClassVar[tuple[str, ...]] = ()
    base_form_class = SettingForm

    def place_of_its_own(self) -> dict[str, Any]:
        """What only one setting of this type can have."""
        return {"site_id": self.site_id, "locale_id": self.locale_id, **{name: getattr(self, name) for name in self.once_by}}

    def clean(self) -> None:
        super().clean()
        # The form does not show the language, so Django leaves the constraint out of what it checks.
        key = self.place_of_its_own()
        if None not in key.values() and type(self)._default_manager.filter(**key).exclude(pk=self.pk).exists():
            raise ValidationError(_("This site has one already in this language. Open that one and change it."))

    def show_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from cms.content.previews import show_setting

        return show_setting(request, self)

    def place(self, scope: "Scope") -> "Place":
        from cms.content.previews import Place

        return Place("site", "site/", scope.prefix() + "/")


class SiteIdentity(SiteSetting):
    """Name, mark and words of a publication."""

    site = models.ForeignKey(
        "wagtailcore.Site", on_delete=models.CASCADE, related_name="identities", verbose_name=_("site"), default=default_site
    )
    name = models.CharField(_("name"), max_length=80, help_text=_("Stands on top of every page and behind every title."))
    tagline = models.CharField(
        _("tagline"), max_length=160, blank=True, help_text=_("A few words beside the name: what readers find here.")
    )
    description = models.TextField(
        _("description"), max_length=400, blank=True, help_text=_("For search engines and for pages shared without a description.")
    )
    mark = models.ForeignKey(
        "media.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("mark"),
        help_text=_("A square picture of at least 120 by 120 pixels. It stands beside the name and in the browser's tab."),
    )
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#8a3b12",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour is written as # and six hexadecimal digits, for example #8a3b12."))],
        help_text=_("For links, labels and buttons. The site makes it as dark or as light as the text on its paper needs."),
    )
    typefaces = models.CharField(
        _("typefaces"),
        max_length=20,
        choices=Typefaces,
        default=Typefaces.NEWSREADER,
        help_text=_(
            "They come with the software and are served from your own address. Languages that they cannot write get the reader's own fonts."
        ),
    )
    social_image = models.ForeignKey(
        "media.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture for sharing"),
        help_text=_("For pages without a picture of their own, when somebody shares them. 1200 by 630 pixels are best."),
    )
    footer = models.TextField(
        _("words in the footer"),
        max_length=400,
        blank=True,
        help_text=_("The last line of every page: who publishes this, under which terms."),
    )
    contact_email = models.EmailField(_("contact address"), blank=True, help_text=_("Shown in the footer. Everybody can read it."))
    social_links = BlocksField(
        [("link", blocks.StructBlock([("label", blocks.CharBlock(max_length=60)), ("url", blocks.URLBlock())], label=_("Link")))],
        verbose_name=_("elsewhere on the web"),
    )

    panels: ClassVar = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("tagline"), FieldPanel("description")], heading=_("Name")),
        MultiFieldPanel(
            [
                FieldPanel("mark"),
                FieldPanel("accent", widget=AccentInput),
                FieldPanel("typefaces", widget=TypefaceSelect),
                FieldPanel("social_image"),
            ],
            heading=_("Look"),
        ),
        MultiFieldPanel([FieldPanel("footer"), FieldPanel("contact_email"), FieldPanel("social_links")], heading=_("Footer")),
        MultiFieldPanel([FieldPanel("site")], heading=_("Where it is used"), classname="collapsed"),
    ]

    class Meta(SiteSetting.Meta):
        verbose_name = _("site identity")
        verbose_name_plural = _("site identities")
        constraints = (models.UniqueConstraint(fields=["site", "locale"], name="identity_once"),)

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        from cms.content.cards.keeping import ask

        super().save(*args, **kwargs)
        if self.mark_id is not None:
            enqueue_renditions([self.mark_id])
        roots = Page.objects.filter(translation_key=self.site.root_page.translation_key)
        ask(roots.values_list("pk", flat=True))

    def clean(self) -> None:
        errors = {name: error for name in ("mark", "social_image", "accent") if (error := getattr(self, f"_{name}_error")())}
        if errors:
            raise ValidationError(errors)
        super().clean()

    def _mark_error(self) -> Any:
        return (mark_problem(self.mark) or _private_error(self.mark)) if self.mark is not None else None

    def _social_image_error(self) -> Any:
        image, (width, height) = self.social_image, LEAST_SOCIAL_IMAGE
        if image is None:
            return None
        if image.width < width or image.height < height:
            return _("This picture is %(width)d by %(height)d pixels. Choose one of at least %(least_width)d by %(least_height)d.") % {
                "width": image.width,
                "height": image.height,
                "least_width": width,
                "least_height": height,
            }
        return _private_error(image)

    def _accent_error(self) -> Any:
        colour = Colour.read(self.accent)
        if colour is None or contrast(colour, WHITE) >= LEAST_CONTRAST:
            return None
        return _("%(accent)s is hard to see on white: its contrast is %(ratio).1f, and 3.0 is the least. Try %(shade)s.") % {
            "accent": self.accent,
            "ratio": contrast(colour, WHITE),
            "shade": visible_shade(colour),
        }


def mark_problem(image: Any) -> Any:
    """What is wrong with the size or the shape of a picture that is to be a mark; None when nothing is."""
    size = {"width": image.width, "height": image.height, "least": LEAST_MARK}
    if min(image.width, image.height) < LEAST_MARK:
        return _("This picture is %(width)d by %(height)d pixels. Choose one of at least %(least)d by %(least)d.") % size
    if max(image.width, image.height) > MOST_MARK_RATIO * min(image.width, image.height):
        return _("This picture is %(width)d by %(height)d pixels. The mark is a square: choose one that is nearly as wide as high.") % size
    return None


def _private_error(image: Any) -> Any:
    """A picture in a private collection is left out of every page."""
    from cms.visibility import Viewer

    if Viewer(Site()).images(type(image).objects.filter(pk=image.pk)).exists():
        return None
    return _("This picture is in a private collection, so readers would not see it. Choose another, or move it to a public collection.")


class Navigation(SiteSetting):
    """One menu of a site."""

    class Role(models.TextChoices):
        PRIMARY = "primary", _("Primary")
        FOOTER = "footer", _("Footer")

    site = models.ForeignKey(
        "wagtailcore.Site", on_delete=models.CASCADE, related_name="navigations", verbose_name=_("site"), default=default_site
    )
    role = models.CharField(
        _("place"), max_length=20, choices=Role, default=Role.PRIMARY, help_text=_("The primary menu stands below the name on every page.")
    )
    items = BlocksField(
        [("link", NavigationLinkBlock()), ("group", NavigationGroupBlock())],
        verbose_name=_("entries"),
        help_text=_("A page that is not public, or not any more, is left out by itself."),
    )

    once_by: ClassVar = ("role",)
    panels: ClassVar = [
        FieldPanel("role"),
        FieldPanel("items"),
        MultiFieldPanel([FieldPanel("site")], heading=_("Where it is used"), classname="collapsed"),
    ]

    class Meta(SiteSetting.Meta):
        verbose_name = _("navigation")
        verbose_name_plural = _("navigations")
        constraints = (models.UniqueConstraint(fields=["site", "locale", "role"], name="navigation_once"),)

    def __str__(self) -> str:
        return self.get_role_display()


class BreakingNews(SiteSetting):
    """The banner on every page of a site until a moment of the database's clock."""

    site = models.ForeignKey(
        "wagtailcore.Site", on_delete=models.CASCADE, related_name="breaking_news", verbose_name=_("site"), default=default_site
    )
    label = models.CharField(
        _("label"), max_length=24, blank=True, help_text=_("Stands before the text: “Breaking”, “Live”. Empty: “Breaking”.")
    )
    text = models.CharField(_("text"), max_length=160, help_text=_("One sentence. It stands on top of every page of the site."))
    page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("links to the page"),
        help_text=_("While the page is not public the banner stands without a link."),
    )
    url = models.CharField(_("or to the address"), max_length=500, blank=True, help_text=_("Beginning with https:// or /."))
    until = models.DateTimeField(
        _("until"),
        default=breaking_until,
        help_text=_("Then the banner goes by itself. To take it down at once, give a time that has passed."),
    )

    panels: ClassVar = [
        FieldPanel("text"),
        FieldPanel("until"),
        MultiFieldPanel([FieldPanel("page"), FieldPanel("url")], heading=_("Link")),
        FieldPanel("label"),
        MultiFieldPanel([FieldPanel("site")], heading=_("Where it is used"), classname="collapsed"),
    ]

    class Meta(SiteSetting.Meta):
        verbose_name = _("breaking news")
        verbose_name_plural = _("breaking news")
        constraints = (models.UniqueConstraint(fields=["site", "locale"], name="breaking_news_once"),)

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        self.url = self.url.strip()
        if self.page_id and self.url:
            errors["url"] = _("Choose a page or give an address, one of the two.")
        elif self.url and not (self.url.startswith(("https://", "http://", "/")) and safe_url(self.url)):
            errors["url"] = _("An address begins with https://, http:// or /.")
        until: Any = self.until  # None where the form's own check has refused it
        if until is not None and until > timezone.now() + BREAKING_AT_MOST:
            errors["until"] = _("Breaking news stands for a week at most. For something that lasts, use a section of the front page.")
        if errors:
            raise ValidationError(errors)
        super().clean()
