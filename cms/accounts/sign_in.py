"""One-time sign-in links, for the first minute of a new installation and for people who lost their password.

A link is valid for an hour and until its user signs in next: the token is made from the time of the last sign-in, so
nothing is stored. Opening the link only shows a button; a link preview or a mail scanner cannot use it up.
"""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import base36_to_int, urlsafe_base64_decode, urlsafe_base64_encode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from cms.accounts.models import User

LIFETIME = 3600  # seconds


class SignInTokens(PasswordResetTokenGenerator):
    key_salt = "cms.accounts.sign_in"

    def check_token(self, user: User | None, token: str | None) -> bool:
        """As Django's, with our own lifetime instead of PASSWORD_RESET_TIMEOUT."""
        if user is None or not token or "-" not in token:
            return False
        try:
            made = base36_to_int(token.split("-", 1)[0])
        except ValueError:
            return False
        expected = self._make_token_with_timestamp(user, made, self.secret)
        age = self._num_seconds(self._now()) - made
        return constant_time_compare(expected, token) and 0 <= age <= LIFETIME


tokens = SignInTokens()


@sensitive_variables()
def sign_in_url(user: User) -> str:
    """The absolute one-time link for `user`, on the editing host."""
    uid = urlsafe_base64_encode(str(user.pk).encode())
    return settings.EDITING_URL + reverse("sign_in_link", args=(uid, tokens.make_token(user)))


def _user(uid: str) -> User | None:
    try:
        return User.objects.filter(pk=int(urlsafe_base64_decode(uid)), is_active=True).first()
    except (ValueError, OverflowError):
        return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def sign_in_link(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """GET shows who would sign in; POST signs in. Who may call it: anybody who holds a valid token."""
    user = _user(uid)
    valid = tokens.check_token(user, token)
    if request.method == "POST" and valid and user is not None:
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect(settings.LOGIN_REDIRECT_URL)
    response = render(request, "admin/sign_in_link.html", {"link_user": user if valid else None}, status=200 if valid else 410)
    # Never the path with the token. Not "no-referrer": browsers then post the form with "Origin: null", which is refused.
    response["Referrer-Policy"] = "strict-origin"
    return response
