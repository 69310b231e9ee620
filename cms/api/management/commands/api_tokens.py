"""Wagtail's `api_tokens`, with scopes: `create --scope`, shown by `list`."""

import argparse
import json
from typing import Any

from django.db import transaction
from wagtail.log_actions import log
from wagtail.management.commands.api_tokens import Command as ApiTokens
from wagtail.models import APIToken

from cms.accounts.models import TokenScope


class Command(ApiTokens):
    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        verbs = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
        verbs.choices["create"].add_argument(
            "--scope",
            choices=TokenScope.Scope.values,
            default=TokenScope.Scope.READ.value,
            help="What the token is for; each includes those before it (default: read)",
        )

    @transaction.atomic
    def create(self, *args: Any, user: str, name: str, scope: str, json_output: bool, **options: Any) -> None:
        token, secret = APIToken.create_token(user=self.get_user(user), name=name)
        TokenScope.objects.create(token=token, scope=scope)
        log(token, "wagtail.apitoken.create", data={"source": "management_command"})
        told = {"token": secret, "prefix": token.prefix, "name": name, "user": user, "scope": scope, "created": token.created.isoformat()}
        self.stdout.write(json.dumps(told) if json_output else secret)

    def list(self, *args: Any, user: str | None, include_revoked: bool, **options: Any) -> None:
        tokens = APIToken.objects.select_related("user", "reach").order_by("-created")
        if user:
            tokens = tokens.filter(user=self.get_user(user))
        if not include_revoked:
            tokens = tokens.filter(revoked_at=None)
        for token in tokens:
            used, revoked = token.last_used_at or "never", token.revoked_at or "no"
            said = (
                *(token.pk, f"{token.prefix} …", token.name, token.user.get_username(), f"{token.created:%Y-%m-%d %H:%M}"),
                *(f"scope={TokenScope.of(token)}", f"last_used={used}", f"revoked={revoked}"),
            )
            self.stdout.write("\t".join(map(str, said)))
