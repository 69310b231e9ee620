"""What saving adds to Wagtail's admin; `cms.content.wagtail_hooks` registers it."""

from datetime import timedelta
from typing import Any

from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cms.content.editor.saving.kept import KEEP_ACTION
from cms.content.editor.saving.session import state
from cms.content.editor.saving.thinning import thin_recent
from cms.content.editor.saving.words import WORDS

urlpatterns = [path("saving/state/", state, name="saving_state")]

#: Name, interval and function: what `register_periodic_job` wants.
JOB = ("content.thin_revisions", timedelta(hours=1), thin_recent)


def script() -> SafeString:
    """On every page of the admin: forgets what the server has confirmed, and everything on signing out."""
    return format_html(
        '<meta name="masthead-sign-out" content="{}"><script type="module" src="{}"></script>',
        WORDS["sign_out"],
        static("admin/saving/kept.js"),
    )


def register_log_actions(actions: Any) -> None:
    actions.register_action(KEEP_ACTION, _("Keep a version that was not saved"), _("A version that was not saved was kept"))
