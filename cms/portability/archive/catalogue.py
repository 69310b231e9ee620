"""Which models an export holds. Every model is either exported or named here with the reason why it is not; a test walks over all."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

#: Models that are not exported, or all of an app (`app.*`).
LEFT_OUT = {
    "content.Listing": "made anew from the pages",
    "content.ListingFacet": "made anew from the pages",
    "content.ListingCount": "made anew from the pages",
    "content.SocialCard": "drawn anew from the pages",
    "media.Rendition": "made anew from the originals",
    "readers.Readership": "made anew from the numbers of days",
    "readers.Delivery": "mails that this installation sends",
    "search.SearchRow": "made anew from the content",
    "search.DraftRow": "made anew from the content",
    "search.DraftWord": "made anew from the content",
    "search.SearchName": "made anew from the content",
    "search.SearchWord": "made anew from the content",
    "wagtailsearchpromotions.QueryDailyHits": "Wagtail's own count of queries, which nothing here writes",
    "preview.ShareLink": "a secret, and soon over",
    "portability.ImportRun": "what this installation has imported; where things came from goes along",
    "events.Recipient": "which frontends this installation has told of changes",
    "tags.Change": "the log of this installation's changes",
    "events.PublicObject": "made anew from the content",
    "wagtailcore.ReferenceIndex": "made anew from the content",
    "wagtailsearch.*": "made anew from the content",
    "wagtailembeds.Embed": "blocks keep what they embed; this is a cache",
    "operations.*": "the state of running processes",
    "django_tasks_database.*": "work of running processes",
    "sessions.*": "people who are signed in",
    "axes.*": "failed attempts to sign in",
    "wagtailadmin.*": "forms that are open, and the admin's own permission",
    "wagtailcore.APIToken": "a secret",
    "wagtailcore.UploadedFile": "uploads that nobody has finished",
    "accounts.User": "written to people.json, without passwords",
    "accounts.User_groups": "written to people.json",
    "accounts.User_user_permissions": "rights belong to roles",
    "accounts.TokenScope": "belongs to a secret",
    "accounts.Invitation": "a secret, and soon over",
    "accounts.Invitation_groups": "a secret, and soon over",
    "accounts.Invitation_desks": "a secret, and soon over",
    "auth.Group": "written to people.json",
    "auth.Group_permissions": "written to people.json",
    "auth.Permission": "made by the software",
    "contenttypes.ContentType": "made by the software",
    "simple_translation.*": "has no rows",
    "wagtailusers.UserProfile": "what somebody likes the admin to look like",
    "wagtailimages.*": "not used: ours are in media",
    "wagtaildocs.*": "not used: ours are in media",
    "home.FirstSteps": "the guide of a new installation",
}


def is_left_out(model: type[Model]) -> bool:
    return model._meta.label in LEFT_OUT or f"{model._meta.app_label}.*" in LEFT_OUT


def exported_models() -> list[type[Model]]:
    """The models whose rows are written as records, by name."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]
    return sorted((model for model in found if not is_left_out(model)), key=lambda model: model._meta.label)


def undeclared() -> Iterator[str]:
    """Names in `LEFT_OUT` that no model has: what was renamed or removed."""
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    labels |= {f"{model._meta.app_label}.*" for model in apps.get_models()}
    yield from (name for name in LEFT_OUT if name not in labels)
