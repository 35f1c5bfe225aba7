"""The verbs of calendars as an officer does them: of their own party's calendar only."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound
from tansiq.organisations import services as organisations
from tansiq.organisations.models import Holiday, Party, Ramadan
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
    *,
    party: str,
    holiday_id: int,
    seen: str,
    first_on: date,
    days: int,
    status: DayStatus,
    by: Person,
    at: datetime,
) -> Holiday:
    """Move a holiday to the day that was announced, or confirm it; `seen` is what the person saw (`Holiday.seen_as`)."""
    _demand(by, party)
    _checked(party, holiday_id, seen)
    return organisations.move_holiday(
        party=party, holiday_id=holiday_id, first_on=first_on, days=days, status=status, by=by, at=at
    )


@transaction.atomic
def remove_holiday(*, party: str, holiday_id: int, seen: str, by: Person, at: datetime) -> None:
    """Take a holiday out of the calendar of one's party."""
    _demand(by, party)
    _checked(party, holiday_id, seen)
    organisations.remove_holiday(party=party, holiday_id=holiday_id, by=by, at=at)


@transaction.atomic
def set_ramadan(
    *,
    party: str,
    year: int,
    seen: str,
    first_on: date,
    last_on: date,
    status: DayStatus,
    by: Person,
    at: datetime,
) -> Ramadan:
    """Set the days of Ramadan of a year as one's party keeps it; `seen` is what the person saw, empty for none."""
    _demand(by, party)
    _hold(party)
    known = Ramadan.objects.select_for_update(no_key=True).filter(party__code=party, year=year).first()
    if (known.seen_as if known else "") != seen:
        raise ChangedMeanwhile
    return organisations.set_ramadan(
        party=party, year=year, first_on=first_on, last_on=last_on, status=status, by=by, at=at
    )


def _hold(party: str) -> None:
    """Let two who change one calendar come one after the other: the party is held first, then its days."""
    list(Party.objects.select_for_update(no_key=True).filter(code=party))


def _checked(party: str, holiday_id: int, seen: str) -> None:
    _hold(party)
    holiday = Holiday.objects.select_for_update(no_key=True).filter(pk=holiday_id, party__code=party).first()
    if holiday is None:
        raise NotFound
    if holiday.seen_as != seen:
        raise ChangedMeanwhile
