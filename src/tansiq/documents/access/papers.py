"""Which papers someone may ask for."""

from __future__ import annotations

from tansiq.documents.rules.papers import NEEDS, PaperKind
from tansiq.people.models import Person


def may_ask_for(person: Person, kind: PaperKind) -> bool:
    """Tell whether someone's roles allow a kind of paper; what it is of they must see besides."""
    return person.may(NEEDS[kind])
