"""The only place that asks the clock. A rehearsal lives on its fixed day; the hours are those of the real day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils import timezone

from tansiq.core.queries import this_node


def moment(fixed_day: date | None) -> datetime:
    """Give the moment it is: now, or this hour of the fixed day."""
    now = timezone.now()
    return now if fixed_day is None else datetime.combine(fixed_day, now.timetz(), tzinfo=UTC)


def moment_of_node() -> datetime:
    """Give the moment it is at this node."""
    node = this_node()
    return moment(node.fixed_day if node else None)
