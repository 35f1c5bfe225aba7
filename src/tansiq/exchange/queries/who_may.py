"""Who in this office may do what one reader may not: so that a page can say whom to ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tansiq.exchange.rules import NEEDS, NEEDS_TO_TAKE_IN
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq_protocol.record import Kind


def who_may_take_in(kind: Kind) -> list[Person]:
    """Give the people who take in records of a kind."""
    return [it for it in _people() if it.may(Permission.RECEIVE) and it.may(NEEDS_TO_TAKE_IN[kind])]


def others_may_release(kinds: Iterable[str], home: str, besides: Collection[str]) -> bool:
    """Tell whether anyone besides some may release records of these kinds."""
    needed = {Permission.RELEASE, *(NEEDS[Kind(it)] for it in kinds)}
    return any(
        it.username not in besides and all(it.may(permission, home) for permission in needed)
        for it in _people()
    )


def _people() -> list[Person]:
    return list(Person.objects.filter(is_active=True).order_by("username").prefetch_related("roles"))
