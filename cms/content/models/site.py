"""Who a publication is and how its readers find their way: one of each per site and language."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin

from cms.content.blocks.navigation import NavigationGroupBlock, NavigationLinkBlock
from cms.content.fields import BlocksField


class SiteIdentity(TranslatableMixin, ClusterableModel):
    """Name, mark and words of a publication."""

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="identities", verbose_name=_("site"))
    name = models.CharField(_("name"), max_length=80)
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    description = models.TextField(
        _("description"), max_length=400, blank=True, help_text=_("For search engines and for pages shared without a description.")
    )
    mark = models.ForeignKey("media.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("mark"))
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#8a3b12",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour is written as # and six hexadecimal digits, for example #8a3b12."))],
    )
    social_image = models.ForeignKey(
        "media.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("picture for sharing")
    )
    footer = models.TextField(_("words in the footer"), max_length=400, blank=True)
    contact_email = models.EmailField(_("contact address"), blank=True)
    social_links = BlocksField(
        [("link", blocks.StructBlock([("label", blocks.CharBlock(max_length=60)), ("url", blocks.URLBlock())], label=_("Link")))],
        verbose_name=_("elsewhere on the web"),
    )

    panels: ClassVar = [
        FieldPanel(name)
        for name in ("site", "name", "tagline", "description", "mark", "accent", "social_image", "footer", "contact_email", "social_links")
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("site identity")
        verbose_name_plural = _("site identities")
        constraints = (models.UniqueConstraint(fields=["site", "locale"], name="identity_once"),)

    def __str__(self) -> str:
        return self.name


class Navigation(TranslatableMixin, ClusterableModel):
    """One menu of a site."""

    class Role(models.TextChoices):
        PRIMARY = "primary", _("Primary")
        FOOTER = "footer", _("Footer")

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="navigations", verbose_name=_("site"))
    role = models.CharField(_("place"), max_length=20, choices=Role, default=Role.PRIMARY)
    items = BlocksField([("link", NavigationLinkBlock()), ("group", NavigationGroupBlock())], verbose_name=_("entries"))

    panels: ClassVar = [FieldPanel("site"), FieldPanel("role"), FieldPanel("items")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("navigation")
        verbose_name_plural = _("navigations")
        constraints = (models.UniqueConstraint(fields=["site", "locale", "role"], name="navigation_once"),)

    def __str__(self) -> str:
        return self.get_role_display()
