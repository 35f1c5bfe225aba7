"""Reads of the parties' calendars, beside each other. Public holidays and weekends are no secret of anyone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tansiq.core.errors import NotFound
from tansiq.organisations.models import Holiday, Party, Ramadan
from tansiq.organisations.rules import Weekday
from tansiq.people.models import Person
from tansiq.training.access import may_keep_calendar
from tansiq.training.rules import HolidayName

SAME_OCCASION = {
    HolidayName.ARAFAH_AND_EID_AL_ADHA: HolidayName.EID_AL_ADHA,
    HolidayName.INDEPENDENCE_AND_ASHURA: HolidayName.ASHURA,
}
"""Holidays that a party keeps as part of a longer one."""
NEAR = timedelta(days=5)
"""How far apart the days of one occasion can lie."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A holiday of one party, its name in words, and whether the reader keeps that party's calendar."""

    holiday: Holiday
    name: str
    is_mine: bool

    @property
    def last_on(self) -> date:
        """Its last day."""
        return self.holiday.first_on + timedelta(days=self.holiday.days - 1)


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """An occasion: what each party keeps of it, in the order of the parties; None where a party keeps nothing."""

    cells: tuple[Kept | None, ...]

    @property
    def differs(self) -> bool:
        """Whether parties that keep it do so on different days."""
        return len({(it.holiday.first_on, it.holiday.days) for it in self.cells if it}) > 1


def calendar_parties() -> list[Party]:
    """Give the parties that have a calendar, with their days."""
    found = Party.objects.exclude(calendar_position=None).prefetch_related("holidays", "ramadans")
    return list(found.order_by("calendar_position"))


def calendar_years(parties: Sequence[Party]) -> list[int]:
    """Give the years of which a calendar says something."""
    years = {it.first_on.year for party in parties for it in party.holidays.all()}
    return sorted(years | {it.year for party in parties for it in party.ramadans.all()})


def calendar_rows(person: Person, parties: Sequence[Party], year: int) -> list[CalendarRow]:
    """Give the holidays of a year in order, those of one occasion beside each other."""
    kept = [
        (number, it)
        for number, party in enumerate(parties)
        for it in party.holidays.all()
        if it.first_on.year == year
    ]
    mine = [may_keep_calendar(person, party.code) for party in parties]
    rows: list[list[Kept | None]] = []
    for number, holiday in sorted(kept, key=lambda pair: (pair[1].first_on, pair[0])):
        row = next((it for it in rows if it[number] is None and _is_of(it, holiday)), None)
        if row is None:
            row = [None] * len(parties)
            rows.append(row)
        row[number] = Kept(holiday, holiday_name(holiday.key), mine[number])
    return [CalendarRow(tuple(row)) for row in rows]


def _is_of(row: Sequence[Kept | None], holiday: Holiday) -> bool:
    return any(
        it is not None
        and _occasion(it.holiday.key) == _occasion(holiday.key)
        and abs(it.holiday.first_on - holiday.first_on) <= NEAR
        for it in row
    )


def _occasion(key: str) -> str:
    return str(SAME_OCCASION.get(key, key))  # type: ignore[call-overload]


def holiday_name(key: str) -> str:
    """Give the name of a holiday in words; one that is not known by its key is shown by it."""
    return str(HolidayName(key).label) if key in HolidayName.values else key


def weekend_told(party: Party) -> list[str]:
    """Give the days of a party's weekend in words."""
    return [str(Weekday(day).label) for day in party.weekend.split() if day in Weekday.values]


def ramadans_of(parties: Sequence[Party], year: int) -> list[Ramadan | None]:
    """Give Ramadan of a year as each party keeps it."""
    return [next((it for it in party.ramadans.all() if it.year == year), None) for party in parties]


def holiday_seen(party: str, holiday_id: int) -> Holiday:
    """Give a holiday of a party.

    Raises
    ------
    NotFound
    """
    holiday = Holiday.objects.filter(pk=holiday_id, party__code=party).select_related("party").first()
    if holiday is None:
        raise NotFound
    return holiday
