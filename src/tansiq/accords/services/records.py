"""The codes of what this area adds."""

from __future__ import annotations

from datetime import datetime

from tansiq.core.models import Record
from tansiq.core.services import hold_journal
from tansiq.people.models import Person


def new_code(kind: type[Record], beginning: str, by: Person, at: datetime) -> str:
    """Give the next free code: it names the party, so that two nodes never give the same one.

    Whoever adds another record at this moment waits, and gets the code after it.
    """
    hold_journal()
    stem = f"{beginning}-{by.party}-{at.year}-"
    taken = kind._default_manager.filter(code__startswith=stem).values_list("code", flat=True)
    numbers = [int(code.removeprefix(stem)) for code in taken if code.removeprefix(stem).isdecimal()]
    return f"{stem}{max(numbers, default=0) + 1:03}"
