"""Who takes part in the exchange: whoever releases, whoever receives, and whoever keeps the keys."""

from __future__ import annotations

from tansiq.core.errors import NotAllowed
from tansiq.people.models import Person
from tansiq.people.rules import Permission

TAKES_PART = (Permission.RELEASE, Permission.RECEIVE, Permission.KEEP_KEYS)
"""Each of them lets someone see how the exchange stands, and carry a bundle."""


def may_exchange(person: Person) -> bool:
    """Tell whether someone sees how the exchange stands."""
    return any(person.may(permission) for permission in TAKES_PART)


def demand_part(person: Person) -> None:
    """Refuse whoever takes no part in the exchange.

    Raises
    ------
    NotAllowed
    """
    if not may_exchange(person):
        raise NotAllowed
