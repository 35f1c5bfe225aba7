"""Who may do what with accounts and the journal; the question every area asks first, and the password once more."""

from __future__ import annotations

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tansiq.core.errors import NotAllowed, Refused
from tansiq.people.models import Person
from tansiq.people.rules import Permission


def demand(person: Person, permission: Permission, owner: str | None = None) -> None:
    """Refuse a person whose roles do not allow something, or not for this owner's records.

    Raises
    ------
    NotAllowed
    """
    if not person.may(permission, owner):
        raise NotAllowed


def demand_password(request: HttpRequest, password: str, refusal: str = "") -> None:
    """Refuse whoever does not give the password of the account that is signed in, before what cannot be taken back.

    Raises
    ------
    Refused
        Nothing was done.
    """
    if authenticate(request, username=request.user.username, password=password) != request.user:
        raise Refused(refusal or _("This is not your password. Nothing was done."))


def may_keep_people(person: Person) -> bool:
    """Tell whether someone keeps the accounts of this node."""
    return person.may(Permission.KEEP_PEOPLE)


def may_end_sign_in(person: Person, owner: Person) -> bool:
    """Tell whether someone may end a sign-in: their own, or any as keeper of accounts."""
    return person == owner or may_keep_people(person)
