"""What was moved in and out."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One run of an import, with its report. A run that was killed stays `running` until the next one of its source begins."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        INTERRUPTED = "interrupted", _("Interrupted")
        REFUSED = "refused", _("Refused")

    source = models.CharField(_("source"), max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=20)
    path = models.CharField(_("file or folder"), max_length=255)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.RUNNING)
    is_dry = models.BooleanField(_("dry run"), default=False)
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    message = models.TextField(_("message"), blank=True)
    report: Any = models.JSONField(_("report"), default=dict, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-started_at", "-pk")
        default_permissions = ()
        permissions = (("view_imports", _("Can see the reports of imports")),)

    def __str__(self) -> str:
        return f"{self.kind}: {self.path}"

    def get_absolute_url(self) -> str:
        return reverse("import_report", args=(self.pk,))
