"""What the verbs of this area share: claim a record that the person may see, and give a new one its code."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from tansiq.accords.access import demand_sight
from tansiq.core.errors import ChangedMeanwhile
from tansiq.core.models import Record
from tansiq.core.services import claim
from tansiq.people.models import Person

SeenRecord = TypeVar("SeenRecord", bound=Record)


def claim_seen(kind: type[SeenRecord], code: str, version: int, by: Person) -> SeenRecord:
    """Give the record to change, where the person may see it and it is as they saw it."""
    record = claim(kind, code)
    demand_sight(by, record)
    if record.version != version:
        raise ChangedMeanwhile
    return record


def new_code(kind: type[Record], beginning: str, by: Person, at: datetime) -> str:
    """Give the next free code: it names the party, so that two nodes never give the same one."""
    stem = f"{beginning}-{by.party}-{at.year}-"
    taken = kind._default_manager.filter(code__startswith=stem).values_list("code", flat=True)
    numbers = [int(code.removeprefix(stem)) for code in taken if code.removeprefix(stem).isdigit()]
    return f"{stem}{max(numbers, default=0) + 1:03}"
