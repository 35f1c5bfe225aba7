"""Who may do what with accounts and the journal; and the question every area asks first."""

from __future__ import annotations

from tansiq.core.errors import NotAllowed
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


def may_keep_people(person: Person) -> bool:
    """Tell whether someone keeps the accounts of this node."""
    return person.may(Permission.KEEP_PEOPLE)


def may_end_sign_in(person: Person, owner: Person) -> bool:
    """Tell whether someone may end a sign-in: their own, or any as keeper of accounts."""
    return person == owner or may_keep_people(person)
