from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "cms.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from cms.accounts.roles import set_up_roles

        # Wagtail creates its permissions in its own post_migrate handlers, which run in the order of INSTALLED_APPS;
        # a handler without a sender runs after every app, and set_up_roles is idempotent.
        post_migrate.connect(set_up_roles, dispatch_uid="accounts.set_up_roles")
