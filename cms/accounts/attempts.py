"""Whose account somebody tries to enter, for the lock-out after repeated failures."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def attempted_email(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The email address of an attempt, as accounts keep it: attempts in other letters count together."""
    given = (credentials or {}).get("username") or request.POST.get("username") or ""
    return str(given).strip().lower()[:254]
