"""The roles of a newsroom, as groups with permissions on the whole page tree.

Set up after every migration: custom permissions do not exist earlier. A group that an owner changed is completed, never
stripped.
"""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction

#: Role -> permissions on pages below the root (Wagtail's codenames without the model name).
PAGE_PERMISSIONS = {
    "Contributor": ("add",),
    "Editor": ("add", "change", "publish"),
    "Chief editor": ("add", "change", "publish", "bulk_delete", "lock", "unlock"),
}
#: Role -> actions on images and documents in the root collection.
MEDIA_ACTIONS = {
    "Contributor": ("add", "choose"),
    "Editor": ("add", "change", "choose"),
    "Chief editor": ("add", "change", "delete", "choose"),
}
#: Role -> actions on every snippet of the publication.
SNIPPET_ACTIONS = {"Contributor": (), "Editor": ("add", "change", "publish"), "Chief editor": ("add", "change", "delete", "publish")}
SNIPPET_APPS = ("articles", "content")


@transaction.atomic
def set_up_roles(**kwargs: Any) -> None:
    """Create or complete the role groups. Does nothing until all permissions exist."""
    from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, get_root_collection_id
    from wagtail.snippets.models import get_snippet_models

    root = Page.objects.filter(depth=1).first()
    access_admin = Permission.objects.filter(codename="access_admin", content_type__app_label="wagtailadmin").first()
    page_permissions = {p.codename: p for p in Permission.objects.filter(content_type__app_label="wagtailcore", codename__endswith="_page")}
    media_permissions = {p.codename: p for p in Permission.objects.filter(content_type__app_label="media")}
    if root is None or access_admin is None or "publish_page" not in page_permissions or "choose_document" not in media_permissions:
        return
    collection = Collection.objects.get(pk=get_root_collection_id())
    snippets = [model for model in get_snippet_models() if model._meta.app_label in SNIPPET_APPS]

    for role, codenames in PAGE_PERMISSIONS.items():
        group, _ = Group.objects.get_or_create(name=role)
        wanted = {access_admin}
        for codename in codenames:
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=page_permissions[f"{codename}_page"])
        for action in MEDIA_ACTIONS[role]:
            for model in ("image", "document"):
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=collection, permission=media_permissions[f"{action}_{model}"]
                )
        names = [f"{action}_{model._meta.model_name}" for model in snippets for action in SNIPPET_ACTIONS[role]]
        wanted |= set(Permission.objects.filter(content_type__app_label__in=SNIPPET_APPS, codename__in=names))
        group.permissions.add(*wanted)
