"""Where a new article is written: the desks, one click each."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.pages.choose_parent import ChooseParentView


class ChooseDeskView(ChooseParentView):
    """The desks on which somebody may write, in the order of the tree. Wagtail goes straight on where there is only one."""

    page_title = _("Which desk?")
    template_name = "admin/desk/choose_desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list(self.get_valid_parent_pages(self.request.user).order_by("path"))
        names = (self.model._meta.app_label, self.model._meta.model_name)
        top = min((desk.depth for desk in found), default=0)
        desks = [
            {
                "title": desk.get_admin_display_title(),
                "level": desk.depth - top,
                "url": reverse("wagtailadmin_pages:add", args=(*names, desk.pk)),
            }
            for desk in found
        ]
        return {**super().get_context_data(**kwargs), "desks": desks}
