"""Pages that are neither articles nor topics: about, imprint, privacy."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from cms.content.models.base import BodyPage


class StandardPage(BodyPage):
    """A page of its own: about, imprint, privacy."""

    template = "pages/standard_page.html"
    parent_page_types: ClassVar = ["home.HomePage", "content.StandardPage"]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
