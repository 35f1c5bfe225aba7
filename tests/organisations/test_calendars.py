"""Parties, units and calendars: taken in from a programme file, kept day by day, every change told."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tansiq.core.errors import NotFound, Refused
from tansiq.core.models import JournalLine
from tansiq.core.services import NodeItself
from tansiq.organisations import services
from tansiq.organisations.models import Holiday, Organisation, Party, Ramadan, Unit, UnitAbsence
from tansiq.organisations.rules import DayStatus, time_zone_of

pytestmark = pytest.mark.django_db

BY = NodeItself()
DAY = date(2025, 12, 24)


def lines():
    return JournalLine.objects.count()


def last_line():
    return JournalLine.objects.order_by("-number").first()


def holiday(at, **given):
    said = {
        "party": "ly",
        "key": "independence_day",
        "first_on": DAY,
        "days": 1,
        "status": DayStatus.CONFIRMED,
    }
    return services.add_holiday(**{**said, **given}, by=BY, at=at)


@pytest.fixture
def free(db):
    """Leave the calendars of both parties empty."""
    Holiday.objects.all().delete()
    Ramadan.objects.all().delete()


def test_holiday_is_added_and_told(free, at):
    holiday(at, days=2)

    assert list(Holiday.objects.values_list("party__code", "first_on", "days")) == [("ly", DAY, 2)]
    assert (last_line().verb, last_line().subject) == ("organisations.add_holiday", "organisations.party/ly")


def test_holiday_that_stands_is_refused(free, at):
    holiday(at)
    before = lines()

    with pytest.raises(services.DayKnown):
        holiday(at)

    assert (Holiday.objects.count(), lines()) == (1, before)


@pytest.mark.parametrize("days", [0, 15])
def test_database_keeps_the_length_of_a_holiday(free, at, days):
    with pytest.raises(IntegrityError), transaction.atomic():
        holiday(at, days=days)


def test_holiday_is_moved_and_the_line_tells_from_where(free, at):
    one = holiday(at, status=DayStatus.ESTIMATED)

    services.move_holiday(
        party="ly",
        holiday_id=one.pk,
        first_on=date(2025, 12, 25),
        days=1,
        status=DayStatus.CONFIRMED,
        by=BY,
        at=at,
    )

    assert list(Holiday.objects.values_list("first_on", "status")) == [(date(2025, 12, 25), "confirmed")]
    assert '"first_on":["2025-12-24","2025-12-25"]' in last_line().changes


def test_holiday_is_not_moved_onto_another(free, at):
    holiday(at)
    other = holiday(at, first_on=date(2026, 12, 24))
    before = lines()

    with pytest.raises(services.DayKnown):
        services.move_holiday(
            party="ly", holiday_id=other.pk, first_on=DAY, days=1, status=DayStatus.CONFIRMED, by=BY, at=at
        )

    assert lines() == before


def test_holiday_of_the_other_party_is_not_there(free, at):
    theirs = holiday(at, party="dz")
    before = lines()

    with pytest.raises(NotFound):
        services.remove_holiday(party="ly", holiday_id=theirs.pk, by=BY, at=at)
    with pytest.raises(NotFound):
        services.move_holiday(
            party="ly", holiday_id=theirs.pk, first_on=DAY, days=1, status=DayStatus.CONFIRMED, by=BY, at=at
        )

    assert (Holiday.objects.count(), lines()) == (1, before)


def test_holiday_is_removed_and_told(free, at):
    one = holiday(at)

    services.remove_holiday(party="ly", holiday_id=one.pk, by=BY, at=at)

    assert (Holiday.objects.count(), last_line().verb) == (0, "organisations.remove_holiday")


def test_holiday_of_no_party_is_refused(at):
    with pytest.raises(NotFound):
        holiday(at, party="xx")


def ramadan(at, first_on, last_on):
    return services.set_ramadan(
        party="ly", year=2026, first_on=first_on, last_on=last_on, status=DayStatus.CONFIRMED, by=BY, at=at
    )


def test_ramadan_is_set_once_a_year_and_moved_after_that(free, at):
    ramadan(at, date(2026, 2, 18), date(2026, 3, 19))
    ramadan(at, date(2026, 2, 19), date(2026, 3, 19))

    assert list(Ramadan.objects.values_list("first_on", "last_on")) == [
        (date(2026, 2, 19), date(2026, 3, 19))
    ]
    assert '"ramadan":[["2026-02-18","2026-03-19","confirmed"],' in last_line().changes


def test_ramadan_that_ends_before_it_begins_is_refused(free, at):
    before = lines()

    with pytest.raises(Refused):
        ramadan(at, date(2026, 3, 19), date(2026, 2, 18))

    assert (Ramadan.objects.count(), lines()) == (0, before)


def world():
    return [list(model.objects.order_by("code").values()) for model in (Party, Organisation, Unit)], sorted(
        UnitAbsence.objects.values_list("unit__code", "first_on", "last_on")
    )


def test_units_taken_in_twice_are_the_same_units(at):
    unit = Unit.objects.select_related("command").get(code="u-ly-med")
    given = {
        "id": unit.code, "party": "ly", "owner": unit.command.code, "type": unit.type, "sector": unit.sector,
        "training_headcount": unit.training_headcount, "max_absent_share": unit.absent_share_at_most,
        "yearly_turnover": unit.turnover_share, "name": unit.names, "home_region": unit.region,
        "not_available": [{"from": it.first_on, "to": it.last_on, "why": it.why} for it in unit.absences.all()],
    }  # fmt: skip
    before = world()

    for _ in range(2):
        services.take_in_units(
            units=[given], released_to={"ly": unit.released_to}, source=unit.source, by=BY, at=at
        )

    assert world() == before


@pytest.mark.parametrize(
    ("party", "zone"), [("ly", "Africa/Tripoli"), ("dz", "Africa/Algiers"), ("xx", "UTC")]
)
def test_party_has_its_time_zone(party, zone):
    assert time_zone_of(party) == zone


@pytest.mark.parametrize(
    "change", [{"turnover_share": 1}, {"turnover_share": -1}, {"absent_share_at_most": 2}]
)
def test_database_keeps_shares_between_nothing_and_all(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(code="u-ly-med").update(**change)
