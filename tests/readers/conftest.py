"""What tests of readers' rooms share: a mail server that takes everything, and signed-in members of the staff."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Group
from django.test import Client

from cms.accounts.models import User
from tests import factories


@pytest.fixture
def mail(settings: LazySettings) -> None:
    """Mail goes out: into the test's mailbox."""
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


@pytest.fixture
def signed_in() -> Any:
    """Somebody of a role (`None`: the administrator), signed in."""

    def make(role: str | None = None, **fields: Any) -> tuple[Client, User]:
        user = factories.user(superuser=role is None, **fields)
        if role is not None:
            user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client, user

    return make
