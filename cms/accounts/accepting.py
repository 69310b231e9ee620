"""The invited person's side. Who may call it: whoever holds the link of an open invitation; to everybody else all links look alike."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from cms.accounts.invitations import accept, count_attempt, hashed, too_many_attempts, usable
from cms.accounts.models import User

COOKIE = "invitation"
_SALT = "cms.accounts.invitation"
_MINUTES = 60


class AcceptForm(forms.Form):
    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=150, widget=forms.TextInput({"autocomplete": "given-name"}))
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=150, widget=forms.TextInput({"autocomplete": "family-name"}))
    password1 = forms.CharField(
        label=gettext_lazy("Password"), strip=False, max_length=4096, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    password2 = forms.CharField(
        label=gettext_lazy("The same password again"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password1"].help_text = password_validators_help_text_html()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("password1") and data.get("password2"):
            if data["password1"] != data["password2"]:
                self.add_error("password2", _("The two passwords differ. Write the same one twice."))
            else:
                person = User(email=self.email, first_name=data.get("first_name", ""), last_name=data.get("last_name", ""))
                try:
                    validate_password(data["password1"], person)
                except ValidationError as error:
                    self.add_error("password1", error)
        return data


def _answer(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, "admin/accounts/accept_invitation.html", context, status=status)
    # Not "no-referrer": browsers then post forms with "Origin: null", which the protection against forged requests refuses.
    response["Referrer-Policy"] = "strict-origin"
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    """One answer for links that are wrong, used, revoked, expired or whose address has an account: it tells nobody which."""
    response = _answer(request, {"invitation": None}, 410)
    response.delete_cookie(COOKIE, path=reverse("invitation"))
    return response


@never_cache
@require_http_methods(["GET", "HEAD"])
@sensitive_variables()
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """Exchange the link's secret for a cookie and send the browser to an address without it."""
    if too_many_attempts(request):
        return _answer(request, {"invitation": None, "throttled": True}, 429)
    token_hash = hashed(token)
    if usable(token_hash) is None:
        count_attempt(request)
        return _gone(request)
    response = redirect("invitation")
    response["Referrer-Policy"] = "no-referrer"
    response.set_signed_cookie(
        COOKIE,
        token_hash,
        salt=_SALT,
        max_age=_MINUTES * 60,
        path=reverse("invitation"),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password1", "password2")
@sensitive_variables()
def invitation(request: HttpRequest) -> HttpResponse:
    """The form for name and password; then the dashboard, signed in."""
    if too_many_attempts(request):
        return _answer(request, {"invitation": None, "throttled": True}, 429)
    token_hash = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=_MINUTES * 60) or ""
    found = usable(token_hash)
    if found is None:
        count_attempt(request)
        return _gone(request)
    form = AcceptForm(request.POST or None, email=found.email)
    if request.method != "POST" or not form.is_valid():
        return _answer(request, {"invitation": found, "form": form})
    data = form.cleaned_data
    try:
        user = accept(token_hash, first_name=data["first_name"], last_name=data["last_name"], password=data["password1"])
    except IntegrityError:  # somebody made this account in the same moment
        user = None
    if user is None:
        return _gone(request)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    response = redirect(settings.LOGIN_REDIRECT_URL)
    response.delete_cookie(COOKIE, path=reverse("invitation"))
    return response
