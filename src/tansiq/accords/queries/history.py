"""What the journal tells of a record."""

from __future__ import annotations

from collections.abc import Iterable

from tansiq.core.models import JournalLine, Record
from tansiq.people.queries import Told, lines_told

LAST_LINES = 30


def history_of(records: Iterable[Record]) -> list[Told]:
    """Give the last changes of these records, the newest first."""
    subjects = [f"{record._meta.label_lower}/{record.code}" for record in records]
    lines = JournalLine.objects.filter(subject__in=subjects).order_by("-number")[:LAST_LINES]
    return lines_told(lines)
