"""The form of a site's setting: whoever saves over what somebody else has saved in the meantime is told so first."""

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm


def digest(instance: Model) -> str:
    """Of what the database holds of the object; empty for one that is not saved."""
    saved = type(instance)._base_manager.filter(pk=instance.pk).first() if instance.pk else None
    if saved is None:
        return ""
    fields = "\x00".join(field.value_to_string(saved) for field in saved._meta.concrete_fields)
    return hashlib.sha256(fields.encode()).hexdigest()


class SettingForm(WagtailAdminModelForm):
    """Wagtail's, for objects without revisions."""

    data: Any
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = digest(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        now, seen = digest(self.instance), cleaned.get("seen")
        if seen and now != seen:
            # Shown again with what they entered; the next save is a decision.
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = now
            raise ValidationError(
                _("Somebody has saved this since you opened it. Compare it with yours in another window; saving again replaces it.")
            )
        return cleaned
