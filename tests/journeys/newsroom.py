"""An editor at Wagtail's own forms: what a browser would post, made from the form that the server sent."""

import re
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cms.content.models.base import BasePage
from tests import factories
from tests.content.forms import form_data, posted


def fields(html: str) -> dict[str, str]:
    """What the page's form would post if nothing were changed. Stream fields are made by scripts and have none."""
    form = BeautifulSoup(html, "html.parser").find(id="page-edit-form")
    assert form is not None
    found: dict[str, str] = {}
    for element in form.find_all(["input", "textarea", "select"]):
        name = str(element.get("name") or "")
        if not name or "__prefix__" in name or element.get("type") in ("radio", "submit", "range", "file"):
            continue
        if element.get("type") == "checkbox":
            if element.has_attr("checked"):
                found[name] = str(element.get("value") or "on")
        elif element.name == "textarea":
            found[name] = element.get_text().removeprefix("\n")
        elif element.name == "select":
            chosen = element.find("option", selected=True)
            found[name] = str(chosen["value"]) if chosen else ""
        else:
            found[name] = str(element.get("value") or "")
    return found


def messages(html: str) -> str:
    """What the form tells the editor is wrong, beside its fields and on top."""
    soup = BeautifulSoup(html, "html.parser")
    return " | ".join(
        " ".join(element.get_text(" ").split()) for element in soup.select(".error-message, .w-field__errors, .messages, .help-critical")
    )


def beside(html: str, relation: str) -> str:
    """What the form says over the rows of a relation: authors, topics."""
    rows = BeautifulSoup(html, "html.parser").find(id=f"id_{relation}-FORMS")
    assert rows is not None
    return " ".join(element.get_text(" ") for element in rows.find_previous_siblings(class_="error-message"))


def _totals(data: dict[str, str]) -> dict[str, str]:
    """How many rows each list of the form then has: a script counts them as rows are added."""
    rows = [match for match in map(re.compile(r"(\w+)-(\d+)-").match, data) if match]
    rows = [row for row in rows if f"{row[1]}-TOTAL_FORMS" in data]
    found = {f"{row[1]}-TOTAL_FORMS": max(int(other[2]) + 1 for other in rows if other[1] == row[1]) for row in rows}
    return {name: str(max(count, int(data[name]))) for name, count in found.items()}


class Editor:
    """Somebody signed in at the admin. `answer` is the last form that came back."""

    answer = ""

    def __init__(self, **user: Any) -> None:
        self.client = Client()
        self.user = factories.user(**(user or {"superuser": True}))
        self.client.force_login(self.user)

    def create(self, model: type[BasePage], parent: Page, action: str = "", **changes: Any) -> tuple[Any, str]:
        """Fill in the form for a new page and press a button: `action-publish` or, without one, "Save draft".

        The page that was made (None if it was refused), and what the form says then.
        """
        address = reverse("wagtailadmin_pages:add", args=(model._meta.app_label, model._meta.model_name, parent.pk))
        before = set(model.objects.values_list("pk", flat=True))
        said = self._post(address, model(), action, changes)
        return model.objects.exclude(pk__in=before).first(), said

    def edit(self, page: Page, action: str = "", **changes: Any) -> str:
        """Change a page in its form and press a button. What the form says."""
        latest = type(page).objects.get(pk=page.pk).specific.get_latest_revision_as_object()
        return self._post(reverse("wagtailadmin_pages:edit", args=(page.pk,)), latest, action, changes)

    def _post(self, address: str, page: Any, action: str, changes: dict[str, Any]) -> str:
        form = self.client.get(address)
        assert form.status_code == 200
        data = fields(form.content.decode())
        for name in ("body", "sections"):
            if hasattr(page, name):
                value = changes.pop(name, getattr(page, name))
                block = getattr(type(page), name).field.stream_block
                data |= form_data(name, posted(block, block.normalize(value)))
        data |= {name.replace("__", "-"): str(value) for name, value in changes.items()}
        data |= _totals(data)
        if action:
            data[f"action-{action}"] = f"action-{action}"
        self.answer = self.client.post(address, data, follow=True).content.decode()
        return messages(self.answer)

    def post(self, name: str, *args: Any, **data: Any) -> str:
        """Press the button of one of the admin's other forms."""
        response = self.client.post(reverse(f"wagtailadmin_pages:{name}", args=args), data, follow=True)
        assert response.status_code == 200
        return messages(response.content.decode())
