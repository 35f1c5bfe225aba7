"""Claims a record for whoever may see it: to everyone else there is none."""

from __future__ import annotations

from tansiq.core.errors import NotFound
from tansiq.core.services import RecordType, claim
from tansiq.people.models import Person


def claim_seen(kind: type[RecordType], code: str, version: int | None, by: Person) -> RecordType:
    """Give the record to change, if the person sees it; see `core.services.claim`.

    Raises
    ------
    NotFound
    ChangedMeanwhile
    """
    seen(kind, code, by)
    return claim(kind, code, version)


def seen(kind: type[RecordType], code: str, by: Person) -> RecordType:
    """Give a record that the person sees.

    Raises
    ------
    NotFound
    """
    found: RecordType | None = kind.objects.seen_by_parties(by.parties).filter(code=code).first()
    if found is None:
        raise NotFound
    return found
