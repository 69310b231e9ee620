"""What readers may do on a site: comment, subscribe, be counted. One of each per site; without one the defaults hold."""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from cms.content.models.site import default_site
from cms.content.settings_form import SettingForm


class Participation(models.Model):
    """The switches of a site. Read through `cms.content.participation`."""

    class Comments(models.TextChoices):
        OFF = "off", _("Off: none are shown and none are taken")
        HELD = "held", _("On: a moderator reads each one before it appears")
        AT_ONCE = "at_once", _("On: they appear at once")

    class Digest(models.TextChoices):
        OFF = "off", _("No subscriptions")
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Once a week")

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    site = models.OneToOneField(
        "wagtailcore.Site", on_delete=models.CASCADE, related_name="participation", verbose_name=_("site"), default=default_site
    )
    comments = models.CharField(_("comments"), max_length=10, choices=Comments, default=Comments.HELD)
    comments_close_after = models.PositiveSmallIntegerField(
        _("comments close after"),
        default=90,
        validators=[MaxValueValidator(3650)],
        help_text=_("Days after an article was published. What was written stays readable. 0: never."),
    )
    comment_links = models.PositiveSmallIntegerField(
        _("links in a comment"),
        default=2,
        validators=[MaxValueValidator(20)],
        help_text=_("A comment with more is refused."),
    )
    mail_moderators = models.BooleanField(
        _("tell moderators by mail"), default=True, help_text=_("Whoever may publish an article is told of comments that wait on it.")
    )
    digest = models.CharField(
        _("mail of new articles"),
        max_length=10,
        choices=Digest,
        default=Digest.WEEKLY,
        help_text=_("Readers subscribe to topics. Offered only where this installation can send mail."),
    )
    digest_weekday = models.PositiveSmallIntegerField(_("on"), choices=Weekday, default=Weekday.FRIDAY, help_text=_("For a weekly mail."))
    digest_hour = models.PositiveSmallIntegerField(
        _("at"), default=7, validators=[MaxValueValidator(23)], help_text=_("The hour, from 0 to 23, in the time zone of the site.")
    )
    counts_reading = models.BooleanField(
        _("count readings"),
        default=True,
        help_text=_("How often an article was read each day, and nothing about who read it. “Most read” lists need it."),
    )

    base_form_class = SettingForm
    panels: ClassVar = [
        MultiFieldPanel(
            [
                FieldPanel("comments"),
                FieldRowPanel([FieldPanel("comments_close_after"), FieldPanel("comment_links")]),
                FieldPanel("mail_moderators"),
            ],
            heading=_("Comments"),
        ),
        MultiFieldPanel(
            [FieldPanel("digest"), FieldRowPanel([FieldPanel("digest_weekday"), FieldPanel("digest_hour")])], heading=_("Subscriptions")
        ),
        MultiFieldPanel([FieldPanel("counts_reading")], heading=_("Most read")),
        MultiFieldPanel([FieldPanel("site")], heading=_("Where it is used"), classname="collapsed"),
    ]

    class Meta:
        verbose_name = _("comments and subscriptions")
        verbose_name_plural = _("comments and subscriptions")

    def __str__(self) -> str:
        return str(self.site)
