"""What the editor's script says about saving."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "away": _("The connection is away. What you write is kept on this device and will be saved when the connection is back."),
    "refused": _("The server cannot save at the moment. What you write is kept on this device, and saving is tried again."),
    "invalid": _("Something in the form cannot be saved as it is. What you write is kept on this device until it is mended."),
    "show": _("Show what"),
    "back": _("The connection is back, and everything is saved."),
    "signed_out": _("You are signed out. What you write is kept on this device. Sign in again, then this window goes on by itself."),
    "sign_in": _("Sign in in a new tab"),
    "somebody_else": _(
        "Somebody else is signed in in this browser now. What you write is kept on this device until you sign in again yourself."
    ),
    "conflict": _("Nothing of yours or of theirs is overwritten. Compare the two versions, then decide."),
    "compare": _("Compare"),
    "try_again": _("Try again now"),
    "offer": _("Work of %(when)s that was not saved is kept on this device."),
    "offer_more": _("It is shown side by side with what is saved before anything changes."),
    "restore": _("Compare and restore"),
    "forget": _("Delete it from this device"),
    "no_room": _("This device has no room left to keep what you write. Save often, and keep this window open."),
    "sign_out": _("Work that is not saved is kept on this device. Signing out deletes it. Sign out?"),
}
