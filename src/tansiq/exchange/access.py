"""Who takes part in the exchange: whoever releases, receives, or keeps the keys; auditors read how it stands, and its book."""

from __future__ import annotations

from tansiq.core.errors import NotAllowed
from tansiq.people.models import Person
from tansiq.people.rules import Permission

TAKES_PART = (Permission.RELEASE, Permission.RECEIVE, Permission.KEEP_KEYS)
"""Each of them lets someone see how the exchange stands, and carry a bundle."""
READS_BOOK = (*TAKES_PART, Permission.READ_ALL_LOG)
"""Each of them lets someone see how the exchange stands, and what went and came when."""


def may_exchange(person: Person) -> bool:
    """Tell whether someone sees how the exchange stands."""
    return any(person.may(permission) for permission in TAKES_PART)


def may_read_book(person: Person) -> bool:
    """Tell whether someone reads how the exchange stands and the book of bundles: whoever takes part, and auditors.

    Both say when, with whom and how much, as the journal does that auditors read; what crossed is for those who take part.
    """
    return any(person.may(permission) for permission in READS_BOOK)


def demand_book(person: Person) -> None:
    """Refuse whoever neither takes part in the exchange nor audits it.

    Raises
    ------
    NotAllowed
    """
    if not may_read_book(person):
        raise NotAllowed


def demand_part(person: Person) -> None:
    """Refuse whoever takes no part in the exchange.

    Raises
    ------
    NotAllowed
    """
    if not may_exchange(person):
        raise NotAllowed
