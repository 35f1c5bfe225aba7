"""The verbs of calendars as an officer does them: of their own party's calendar only."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound
from tansiq.organisations import services as organisations
from tansiq.organisations.models import Holiday, Ramadan
from tansiq.organisations.rules import DayStatus
from tansiq.people.models import Person
from tansiq.training.access import may_keep_calendar


def _demand(by: Person, party: str) -> None:
    if not may_keep_calendar(by, party):
        raise NotAllowed


@transaction.atomic
def add_holiday(
    *, party: str, key: str, first_on: date, days: int, status: DayStatus, by: Person, at: datetime
) -> Holiday:
    """Add a holiday to the calendar of one's party."""
    _demand(by, party)
    return organisations.add_holiday(
        party=party, key=key, first_on=first_on, days=days, status=status, by=by, at=at
    )


@transaction.atomic
def move_holiday(
    *, party: str, holiday_id: int, seen_on: date, first_on: date, days: int, status: DayStatus, by: Person,
    at: datetime,
) -> Holiday:  # fmt: skip
    """Move a holiday to the day that was announced, or confirm it; `seen_on` is the day that the person saw."""
    _demand(by, party)
    _checked(party, holiday_id, seen_on)
    return organisations.move_holiday(
        party=party, holiday_id=holiday_id, first_on=first_on, days=days, status=status, by=by, at=at
    )


@transaction.atomic
def remove_holiday(*, party: str, holiday_id: int, seen_on: date, by: Person, at: datetime) -> None:
    """Take a holiday out of the calendar of one's party."""
    _demand(by, party)
    _checked(party, holiday_id, seen_on)
    organisations.remove_holiday(party=party, holiday_id=holiday_id, by=by, at=at)


@transaction.atomic
def set_ramadan(
    *, party: str, year: int, first_on: date, last_on: date, status: DayStatus, by: Person, at: datetime
) -> Ramadan:
    """Set the days of Ramadan of a year as one's party keeps it."""
    _demand(by, party)
    return organisations.set_ramadan(
        party=party, year=year, first_on=first_on, last_on=last_on, status=status, by=by, at=at
    )


def _checked(party: str, holiday_id: int, seen_on: date) -> None:
    holiday = Holiday.objects.select_for_update().filter(pk=holiday_id, party__code=party).first()
    if holiday is None:
        raise NotFound
    if holiday.first_on != seen_on:
        raise ChangedMeanwhile
