"""Who gives sheets, sees the lists that were taken in, and takes them back."""

from __future__ import annotations

from django.db.models import Q

from tansiq.core.models import Node
from tansiq.core.rules import JOINT
from tansiq.people.models import Person
from tansiq.planning.access import is_of_this_office, may_take_in
from tansiq.planning.rules import TAKES
from tansiq_desk.sheets.fields import LISTS


def sections_to_take_in(person: Person) -> list[str]:
    """Give the lists whose records someone's roles change."""
    return [section for section in LISTS if any(person.may(it) for it in TAKES[section])]


def may_give_sheets(person: Person) -> bool:
    """Tell whether someone may give a sheet: some list is theirs to change."""
    return bool(sections_to_take_in(person))


def seen_imports(person: Person) -> Q:
    """Give the condition on lists taken in that someone sees: their own, and those of their parties."""
    if JOINT in person.parties:
        return ~Q(pk__in=())
    return Q(by=person.username) | Q(owner__in=person.parties)


def may_take_back(person: Person, node: Node, section: str, owners: frozenset[str]) -> bool:
    """Tell whether someone may take back records of these owners: those that they could change by a list."""
    return all(is_of_this_office(node, owner) and may_take_in(person, section, owner) for owner in owners)
