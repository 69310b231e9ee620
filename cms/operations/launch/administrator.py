"""The first person who may do everything."""

import secrets

from cms.accounts.models import User

LOGIN = "admin@localhost"


def first_administrator() -> tuple[User | None, str | None]:
    """An active administrator, and the password if the account was made just now: it is stored as a hash only.

    None when every administrator has been deactivated, which is for a person to undo: an account is made only where there has
    never been one.
    """
    administrators = User.objects.filter(is_superuser=True).order_by("date_joined", "pk")
    if not administrators.exists():
        password = secrets.token_urlsafe(15)
        return User.objects.create_superuser(LOGIN, password, first_name="Admin"), password
    return administrators.filter(is_active=True).first(), None
