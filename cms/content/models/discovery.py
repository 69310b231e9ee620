"""How a publication is found: its feeds, and what search engines and other machines are told."""

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cms.content.models.site import default_site
from cms.content.settings_form import SettingForm

#: What a line of robots.txt may begin with (RFC 9309, and what crawlers read beyond it).
ROBOTS_FIELDS = ("user-agent", "allow", "disallow", "crawl-delay", "sitemap", "host", "clean-param", "content-signal")
_ROBOTS_LINE = re.compile(r"([A-Za-z-]+)\s*:\s*(\S.*)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Discovery(models.Model):
    """Feeds and search engines of one site, in all its languages."""

    class FeedContent(models.TextChoices):
        FULL = "full", _("The whole text")
        EXCERPT = "excerpt", _("The standfirst, and a link")

    site = models.OneToOneField(
        "wagtailcore.Site", on_delete=models.CASCADE, related_name="discovery", verbose_name=_("site"), default=default_site
    )
    feed_content = models.CharField(
        _("what feeds have of an article"),
        max_length=10,
        choices=FeedContent,
        default=FeedContent.FULL,
        help_text=_("Readers who follow a publication in a feed reader like to read there."),
    )
    articles_are_news = models.BooleanField(
        _("articles are news"),
        default=True,
        help_text=_("Search engines hear of the newest ones at once, in a sitemap of their own. Off for magazines and manuals."),
    )
    hide_site = models.BooleanField(
        _("hide the whole site from search engines"), default=False, help_text=_("For a publication that is not open yet.")
    )
    robots_rules = models.TextField(
        _("more rules for robots.txt"),
        blank=True,
        max_length=10_000,
        help_text=_("Lines as “Disallow: /drafts/”, for all crawlers; after a line as “User-agent: GPTBot”, for that one."),
    )
    security_contact = models.CharField(
        _("contact for security problems"),
        max_length=255,
        blank=True,
        help_text=_("An email or web address. It is published in /.well-known/security.txt, where researchers look for it."),
    )
    security_policy = models.URLField(
        _("security policy"), blank=True, help_text=_("A page that says what you promise to those who report a problem.")
    )

    base_form_class = SettingForm
    panels: ClassVar = [
        MultiFieldPanel([FieldPanel("feed_content")], heading=_("Feeds")),
        MultiFieldPanel(
            [FieldPanel("articles_are_news"), FieldPanel("hide_site"), FieldPanel("robots_rules")], heading=_("Search engines")
        ),
        MultiFieldPanel([FieldPanel("security_contact"), FieldPanel("security_policy")], heading=_("Security")),
        MultiFieldPanel([FieldPanel("site")], heading=_("Where it is used"), classname="collapsed"),
    ]

    class Meta:
        verbose_name = _("feeds and search engines")
        verbose_name_plural = _("feeds and search engines")

    def __str__(self) -> str:
        return str(_("Feeds and search engines"))

    def clean(self) -> None:
        errors = {}
        self.robots_rules = "\n".join(line.strip() for line in self.robots_rules.splitlines()).strip()
        self.security_contact = self.security_contact.strip()
        if problem := robots_problem(self.robots_rules):
            errors["robots_rules"] = problem
        if self.security_contact and not contact_uri(self.security_contact):
            errors["security_contact"] = _("Write an email address, or a web address that begins with https://.")
        if self.security_policy and not self.security_policy.startswith("https://"):
            errors["security_policy"] = _("This address must begin with https://.")
        if errors:
            raise ValidationError(errors)
        super().clean()


def robots_problem(rules: str) -> Any:
    """What is wrong with rules for robots.txt, with the number of the line; None when nothing is."""
    for number, line in enumerate(rules.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        match = _ROBOTS_LINE.fullmatch(line)
        field = match[1].lower() if match else ""
        value = (match[2] or "").strip() if match else ""
        where = {"number": number, "line": line[:80]}
        if field not in ROBOTS_FIELDS or _CONTROL.search(line):
            names = ", ".join(name.capitalize() for name in ROBOTS_FIELDS[:5])
            return _("Line %(number)d, “%(line)s”, is no rule. A rule begins with one of: %(names)s.") % {**where, "names": names}
        if field in ("allow", "disallow") and value and not value.startswith(("/", "*")):
            return _("Line %(number)d, “%(line)s”: a path begins with /.") % where
        if field == "sitemap" and not value.startswith(("https://", "http://")):
            return _("Line %(number)d, “%(line)s”: a sitemap is named by its whole address, with https://.") % where
        if field == "crawl-delay" and not re.fullmatch(r"\d{1,4}(\.\d{1,3})?", value):
            return _("Line %(number)d, “%(line)s”: a delay is a number of seconds.") % where
        if field == "user-agent" and not value:
            return _("Line %(number)d, “%(line)s”: name the crawler, or * for all.") % where
    return None


def contact_uri(contact: str) -> str:
    """A contact as security.txt wants it (RFC 9116): `mailto:` or `https:`; empty if it is neither."""
    try:
        if contact.startswith("https://"):
            URLValidator(["https"])(contact)
            return contact
        address = contact.removeprefix("mailto:")
        EmailValidator()(address)
    except ValidationError:
        return ""
    return f"mailto:{address}"
