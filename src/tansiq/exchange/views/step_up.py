"""The password once more, before what cannot be taken back: only whoever signed in gives it."""

from __future__ import annotations

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tansiq.core.errors import Refused


def demand_password(request: HttpRequest, password: str) -> None:
    """Refuse whoever does not give the password of the account that is signed in.

    Raises
    ------
    Refused
        Nothing was done.
    """
    if authenticate(request, username=request.user.username, password=password) != request.user:
        raise Refused(_("This is not your password. Nothing was done."))
