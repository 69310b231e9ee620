from django.apps import AppConfig
from django.db.models.signals import post_migrate
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "cms.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from cms.accounts.roles import set_up_roles

        # Wagtail creates its permissions in its own post_migrate handlers, which run in the order of INSTALLED_APPS;
        # a handler without a sender runs after every app, and set_up_roles is idempotent.
        post_migrate.connect(set_up_roles, dispatch_uid="accounts.set_up_roles")
        from wagtail.models import TaskState
        from wagtail.signals import task_submitted

        from cms.accounts import token_views
        from cms.accounts.approval import notify

        token_views.install()
        task_submitted.connect(notify, sender=TaskState, dispatch_uid="accounts.desk_approval_submitted")


class PeopleConfig(WagtailUsersAppConfig):
    """Wagtail's users, with our forms and invitations."""

    user_viewset = "cms.accounts.viewsets.PeopleViewSet"
