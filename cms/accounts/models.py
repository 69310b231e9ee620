"""People who work on the publication, how they are invited, and who approves what. Readers have no account."""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import APIToken, Page, Task, TaskState
from wagtail.permissions import policy_registry


class EmailUserManager(UserManager["User"]):
    """Creates users that are known by their email address, kept in lower case."""

    def _make(self, email: str, password: str | None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an email address.")
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":  # type: ignore[override]
        return self._make(email, password, **{"is_staff": False, "is_superuser": False, **fields})

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":  # type: ignore[override]
        return self._make(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractUser):
    """Signs in with an email address; there are no user names."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("email address"), unique=True)

    objects: ClassVar[EmailUserManager] = EmailUserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta(AbstractUser.Meta):
        permissions: ClassVar = [("assign_desks", _("Can say who edits which desk"))]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class Provision(models.Model):
    """What setting up after a migration has already given, so that what an owner changes or takes away stays so.

    `name` is a role, or another thing that is made once; `group` is empty when it is no group or was deleted.
    """

    name = models.CharField(max_length=120, unique=True)
    group = models.OneToOneField(Group, null=True, on_delete=models.SET_NULL, related_name="provision")
    given = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name


class DeskApprovalTask(Task):
    """A step of a workflow that whoever may publish the page (or snippet) can approve: the editors of its desk, the chief editors.

    Wagtail's own approval by groups would let the editors of one desk read, change and publish the drafts of another.
    """

    def _may_publish(self, obj: Any, user: User) -> bool:
        return bool(policy_registry.get(obj).user_has_permission_for_instance(user, "publish", obj))

    def start(self, workflow_state: Any, user: User | None = None) -> Any:
        obj = workflow_state.content_object
        holder = getattr(obj, "locked_by", None)
        if holder is not None and not self._may_publish(obj, holder):
            # A lock of whoever submitted it would keep the approvers out.
            obj.locked, obj.locked_by, obj.locked_at = False, None, None
            obj.save(update_fields=["locked", "locked_by", "locked_at"])
        return super().start(workflow_state, user=user)

    def user_can_access_editor(self, obj: Any, user: User) -> bool:
        return self._may_publish(obj, user)

    def locked_for_user(self, obj: Any, user: User) -> bool:
        return not self._may_publish(obj, user)

    def user_can_lock(self, obj: Any, user: User) -> bool:
        return self._may_publish(obj, user)

    def get_actions(self, obj: Any, user: User) -> list[tuple[str, Any, bool]]:
        if not self._may_publish(obj, user):
            return []
        return [("reject", _("Request changes"), True), ("approve", _("Approve"), False), ("approve", _("Approve with comment"), True)]

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> Any:
        """The waiting ones of pages and snippets that the user may publish."""
        from django.contrib.contenttypes.models import ContentType

        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if user.is_superuser and user.is_active:
            return waiting
        pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "publish")
        # The numbers become text, not the text numbers: other objects that wait may have other keys.
        keys = pages.order_by().annotate(text=Cast("pk", models.CharField())).values("text")
        page_type = ContentType.objects.get_for_model(Page, for_concrete_model=False)
        allowed = Q(workflow_state__base_content_type=page_type, workflow_state__object_id__in=keys)
        types = waiting.order_by().exclude(workflow_state__base_content_type=page_type)
        for pk in set(types.values_list("workflow_state__base_content_type", flat=True)):
            model: Any = ContentType.objects.get_for_id(pk).model_class()
            if model is not None and policy_registry.get_by_type(model).user_has_permission(user, "publish"):
                allowed |= Q(workflow_state__base_content_type=pk)
        return waiting.filter(allowed)

    @classmethod
    def get_description(cls) -> str:
        return str(_("Whoever may publish the page can approve it: the editors of its desk and the chief editors."))

    class Meta:
        verbose_name = _("approval by the desk")
        verbose_name_plural = _("approvals by the desk")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Neither accepted nor revoked nor expired."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A link with which one person makes an account. Only the hash of its secret is kept.

    It also dies with the right of whoever made it (see `cms.accounts.invitations.usable`).
    """

    LIFETIME = timedelta(days=7)

    email = models.EmailField(_("email address"), help_text=_("With which the person will sign in."))
    groups = models.ManyToManyField(Group, blank=True, related_name="+", verbose_name=_("roles"))
    desks: models.ManyToManyField[Page, Any] = models.ManyToManyField(
        "wagtailcore.Page", blank=True, related_name="+", verbose_name=_("desks")
    )
    is_administrator = models.BooleanField(_("administrator"), default=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("invited by"))
    created_at = models.DateTimeField(_("made at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("account"))

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.email

    @property
    def state(self) -> str:
        """One of "accepted", "revoked", "expired", "open"."""
        if self.accepted_at:
            return "accepted"
        if self.revoked_at:
            return "revoked"
        return "open" if self.expires_at > timezone.now() else "expired"


class TokenScope(models.Model):
    """What a token of the write API is for. It narrows what its owner may do; a token without a row may only read."""

    class Scope(models.TextChoices):
        READ = "read", _("Read: see what its owner sees in the admin")
        WRITE = "write", _("Write: also make drafts and upload files; changes nothing that visitors see")
        PUBLISH = "publish", _("Publish: everything that its owner may do")

        def includes(self, other: "TokenScope.Scope") -> bool:
            """Each scope includes those before it."""
            order = list(TokenScope.Scope)
            return order.index(self) >= order.index(other)

    token = models.OneToOneField(APIToken, primary_key=True, on_delete=models.CASCADE, related_name="reach", verbose_name=_("token"))
    scope = models.CharField(_("scope"), max_length=10, choices=Scope.choices, default=Scope.READ)

    class Meta:
        verbose_name = _("scope of a token")
        verbose_name_plural = _("scopes of tokens")

    def __str__(self) -> str:
        return self.scope

    @classmethod
    def of(cls, token: APIToken) -> Scope:
        """The scope of a token; the narrowest where nothing is said."""
        reach = getattr(token, "reach", None)
        return cls.Scope(reach.scope) if reach is not None else cls.Scope.READ
