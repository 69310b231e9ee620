"""Who edits which desk.

A desk is a page below which people write; the rooms above say which pages are desks, through Wagtail's hooks:

    hooks.register("register_desks", lambda: ArticleIndexPage.objects.all())

The editors of a desk are a group, "Editors of Culture", with Wagtail's own permissions on that part of the tree: what Wagtail's group
pages say stays true. Whoever is in it has the role Editor too, which brings what no page permission can: pictures, snippets.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import GroupPagePermission, Page

from cms.accounts.models import Provision, User

PERMISSION = "accounts.assign_desks"
DESK_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page")
_NAME = "desk:{}"


def desks() -> list[Page]:
    """Every desk, in the order of the tree."""
    found = {page.pk: page for hook in hooks.get_hooks("register_desks") for page in hook()}
    return sorted(found.values(), key=lambda page: page.path)


def desk_groups() -> dict[int, Group]:
    """The groups of editors that exist, by the desk's key."""
    records = Provision.objects.filter(name__startswith="desk:", group__isnull=False).select_related("group")
    return {int(record.name.partition(":")[2]): record.group for record in records if record.group}


@transaction.atomic
def editors_group(desk: Page) -> Group:
    """The group of the desk's editors; made when there is none."""
    record, _created = Provision.objects.select_related("group").get_or_create(name=_NAME.format(desk.pk))
    if record.group is None:
        record.group = Group.objects.create(name=_free_name(desk.title))
        record.save(update_fields=["group"])
        record.group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
        for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=DESK_PERMISSIONS):
            GroupPagePermission.objects.create(group=record.group, page=desk, permission=permission)
    return record.group


def _free_name(title: str) -> str:
    name = wanted = _("Editors of %(desk)s") % {"desk": title[:120]}
    number = 1
    while Group.objects.filter(name=name).exists():
        number += 1
        name = f"{wanted} ({number})"
    return name


@transaction.atomic
def set_editors(desk: Page, people: Iterable[User]) -> None:
    """Make exactly these people the desk's editors."""
    group = editors_group(desk)
    chosen = list(people)
    group.user_set.set(chosen)
    _give_role(chosen)


def join_desks(person: User, wanted: Iterable[Page]) -> None:
    """Make somebody an editor of these desks as well."""
    for desk in wanted:
        person.groups.add(editors_group(desk))
        _give_role([person])


def _give_role(people: list[User]) -> None:
    record = Provision.objects.select_related("group").filter(name="Editor").first()
    if record is not None and record.group is not None:
        record.group.user_set.add(*people)


def staff() -> Any:
    """Active people who may sign in to the admin."""
    access = Q(groups__permissions__codename="access_admin") | Q(user_permissions__codename="access_admin")
    return User.objects.filter(access, is_active=True, is_superuser=False).distinct().order_by("first_name", "last_name", "email")


def may_assign(user: Any, group: Group | None) -> bool:
    """Whether somebody may choose a desk's editors. A group to which an owner gave more than a desk's rights is for administrators."""
    if not user.has_perm(PERMISSION):
        return False
    if user.is_superuser or group is None:
        return True
    more = group.permissions.exclude(content_type__app_label="wagtailadmin", codename="access_admin").exists()
    return not more and not group.collection_permissions.exists()  # type: ignore[attr-defined]


def page_is_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A desk's group goes with the desk."""
    if isinstance(instance, Page):
        record = Provision.objects.select_related("group").filter(name=_NAME.format(instance.pk)).first()
        if record is not None:
            if record.group is not None:
                record.group.delete()
            record.delete()
