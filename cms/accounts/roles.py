"""The roles of a newsroom, as groups.

A contributor writes and submits; an editor edits and publishes on her desks (see `desks.py`); a chief editor does everything but
users; an administrator is a superuser, not a group. Set up after every migration: custom permissions do not exist earlier. What was
given once is recorded (`Provision`) and never given again: what an owner takes away stays away.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction

#: Role -> permissions on pages below the root (Wagtail's codenames without the model name). Editors get the rest on their desks.
PAGE_PERMISSIONS = {
    "Contributor": ("add",),
    "Editor": ("add",),
    "Chief editor": ("add", "change", "publish", "bulk_delete", "lock", "unlock"),
}
#: Role -> actions on images and documents in the root collection.
MEDIA_ACTIONS = {
    "Contributor": ("add", "choose"),
    "Editor": ("add", "change", "choose"),
    "Chief editor": ("add", "change", "delete", "choose"),
}
#: Role -> actions on collections below the root collection.
COLLECTION_ACTIONS = {"Chief editor": ("add", "change", "delete")}
#: Role -> actions on every snippet of the publication but those of the site.
SNIPPET_ACTIONS = {"Editor": ("add", "change", "publish", "lock"), "Chief editor": ("add", "change", "delete", "publish", "lock", "unlock")}
SNIPPET_APPS = ("articles", "content", "home")
#: Snippets that change the whole site.
SITE_SNIPPETS = ("siteidentity", "navigation", "breakingnews", "participation", "discovery")
#: What else only some roles may touch: role -> app.model -> actions (or whole codenames).
OTHER_PERMISSIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "Chief editor": {
        **{f"content.{name}": ("add", "change", "delete", "publish", "lock", "unlock") for name in SITE_SNIPPETS},
        "wagtailredirects.redirect": ("add", "change", "delete"),
        "wagtailcore.workflow": ("add", "change", "delete"),
        "wagtailcore.task": ("add", "change", "delete"),
        "accounts.deskapprovaltask": ("add", "change", "delete"),
        "wagtailcore.groupapprovaltask": ("add", "change", "delete"),
        "wagtailcore.site": ("add", "change", "delete"),
        "wagtailcore.locale": ("add", "change", "delete"),
        "accounts.user": ("assign_desks",),
        "operations.periodicrun": ("manage_background_work",),
        "readers.subscriber": ("view", "delete"),
        "portability.importrun": ("view_imports",),
        "wagtailsearchpromotions.searchpromotion": ("add", "change", "delete"),
        "search.missedquery": ("see_missed_queries",),
    },
}
ROLES = tuple(PAGE_PERMISSIONS)


def set_up_roles(**kwargs: Any) -> None:
    """Create or complete the role groups. As a receiver of post_migrate it runs once, after the last app."""
    app_config = kwargs.get("app_config")
    if app_config is not None and app_config is not [found for found in apps.get_app_configs() if found.models_module][-1]:
        return
    from cms.accounts.approval import set_up_approval

    with transaction.atomic():
        if _set_up():
            set_up_approval()


@dataclass(frozen=True)
class Giving:
    """The three ways in which Wagtail keeps a permission of a group."""

    group: Group
    root: Any
    collection: Any

    def directly(self, permission: int) -> None:
        self.group.permissions.add(permission)

    def on_pages(self, permission: int) -> None:
        from wagtail.models import GroupPagePermission

        GroupPagePermission.objects.get_or_create(group=self.group, page=self.root, permission_id=permission)

    def on_collections(self, permission: int) -> None:
        from wagtail.models import GroupCollectionPermission

        GroupCollectionPermission.objects.get_or_create(group=self.group, collection=self.collection, permission_id=permission)


def _set_up() -> bool:
    """False when the permissions do not exist yet (a migration of some apps only)."""
    from wagtail.models import Collection, Page, get_root_collection_id
    from wagtail.snippets.models import get_snippet_models

    from cms.accounts.models import Provision

    permissions = {
        f"{app}.{codename}": pk for pk, app, codename in Permission.objects.values_list("pk", "content_type__app_label", "codename")
    }
    root = Page.objects.filter(depth=1).first()
    if root is None or not {"wagtailadmin.access_admin", "wagtailcore.publish_page", "media.choose_document"} <= set(permissions):
        return False
    collection = Collection.objects.get(pk=get_root_collection_id())
    snippets = [model._meta for model in get_snippet_models() if model._meta.app_label in SNIPPET_APPS]
    if not Provision.objects.exists():
        _remove_stock_groups(root.pk)
    for role in ROLES:
        record = _record(role)
        if record is None:
            continue
        give = Giving(record.group, root, collection)
        direct = ["wagtailadmin.access_admin"]
        for meta in snippets:
            actions = () if meta.model_name in SITE_SNIPPETS else SNIPPET_ACTIONS.get(role, ())
            direct += [f"{meta.app_label}.{action}_{meta.model_name}" for action in actions]
        for label, actions in OTHER_PERMISSIONS.get(role, {}).items():
            app, model = label.split(".")
            direct += [f"{app}.{name}" for action in actions for name in (f"{action}_{model}", action)]
        shared = [f"media.{action}_{model}" for action in MEDIA_ACTIONS[role] for model in ("image", "document")]
        shared += [f"wagtailcore.{action}_collection" for action in COLLECTION_ACTIONS.get(role, ())]
        gifts = {name: (name, give.directly) for name in direct}
        gifts |= {
            f"page:wagtailcore.{codename}_page": (f"wagtailcore.{codename}_page", give.on_pages) for codename in PAGE_PERMISSIONS[role]
        }
        gifts |= {f"collection:{name}": (name, give.on_collections) for name in shared}
        new = {key for key, (name, _give) in gifts.items() if name in permissions and key not in record.given}
        for key in sorted(new):
            name, grant = gifts[key]
            grant(permissions[name])
        if new:
            record.given = sorted({*record.given, *new})
            record.save(update_fields=["given"])
    return True


def _record(role: str) -> Any:
    """The role's record with its group; None when an owner deleted the group."""
    from cms.accounts.models import Provision

    record = Provision.objects.select_related("group").filter(name=role).first()
    if record is None:
        group, _created = Group.objects.get_or_create(name=role)
        record = Provision.objects.create(name=role, group=group)
    return record if record.group is not None else None


def _remove_stock_groups(root_pk: int) -> None:
    """Wagtail's first migration makes "Editors" and "Moderators" of the whole site; untouched, they would stand beside ours."""
    for group in Group.objects.filter(name__in=("Editors", "Moderators"), user=None):
        if set(group.page_permissions.values_list("page_id", flat=True)) <= {root_pk}:  # type: ignore[attr-defined]
            group.delete()
