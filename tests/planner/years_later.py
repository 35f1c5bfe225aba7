"""Moves a problem, a plan or a report by 28 years, after which weekdays and leap years return."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta

from tansiq_planner.scorecard import Spending

SHIFT = timedelta(weeks=1461)
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def shifted(value):
    """Move every date in a value by 28 years, after which weekdays and leap years return."""
    if isinstance(value, date):
        return value + SHIFT
    if is_dataclass(value):
        changes = {field.name: shifted(getattr(value, field.name)) for field in fields(value)}
        if "by_year" in changes:
            changes["by_year"] = {year + 28: money for year, money in value.by_year.items()}
        if isinstance(value, Spending):
            changes["year"] = value.year + 28
        return replace(value, **changes)
    if isinstance(value, str):
        return ISO_DATE.sub(lambda found: (date.fromisoformat(found[0]) + SHIFT).isoformat(), value)
    if isinstance(value, Mapping):
        return {shifted(key): shifted(row) for key, row in value.items()}
    if isinstance(value, tuple):
        return tuple(shifted(row) for row in value)
    return value
