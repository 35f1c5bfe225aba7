"""Days and weeks."""

from __future__ import annotations

from datetime import date

import pytest

from tansiq_planner.calendar import (
    FRIDAY,
    SATURDAY,
    Holiday,
    Horizon,
    PartyCalendar,
    Ramadan,
    Window,
    YearlyWindow,
    days_between,
)

HORIZON = Horizon(date(2025, 1, 5), date(2027, 12, 25))


def test_a_window_holds_its_first_and_last_day():
    window = Window(date(2026, 3, 1), date(2026, 3, 3))

    assert [day for day in range(1, 6) if date(2026, 3, day) in window] == [1, 2, 3]


@pytest.mark.parametrize(
    ("first", "last", "meets"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), False),
        (date(2026, 2, 1), date(2026, 3, 1), True),
        (date(2026, 3, 2), date(2026, 3, 2), True),
        (date(2026, 3, 3), date(2026, 4, 1), True),
        (date(2026, 3, 4), date(2026, 4, 1), False),
    ],
)
def test_windows_meet_when_they_share_a_day(first, last, meets):
    assert Window(date(2026, 3, 1), date(2026, 3, 3)).meets(first, last) is meets


@pytest.mark.parametrize(
    ("window", "first", "last", "meets"),
    [
        (YearlyWindow((6, 15), (9, 1)), date(2026, 9, 1), date(2026, 9, 10), True),
        (YearlyWindow((6, 15), (9, 1)), date(2026, 9, 2), date(2027, 6, 14), False),
        (YearlyWindow((6, 15), (9, 1)), date(2026, 9, 2), date(2027, 6, 15), True),
        (YearlyWindow((11, 1), (2, 28)), date(2027, 2, 28), date(2027, 3, 5), True),
        (YearlyWindow((11, 1), (2, 28)), date(2027, 3, 1), date(2027, 10, 31), False),
        (YearlyWindow((11, 1), (2, 28)), date(2026, 12, 31), date(2026, 12, 31), True),
    ],
)
def test_a_yearly_window_returns_and_may_run_over_new_year(window, first, last, meets):
    assert window.meets(first, last) is meets


def test_29_february_falls_back_to_the_28th_in_common_years():
    window = YearlyWindow((2, 29), (3, 1))

    assert window.in_year(2028).first == date(2028, 2, 29)
    assert window.in_year(2027).first == date(2027, 2, 28)


def test_a_working_day_is_neither_weekend_nor_holiday():
    eid = Holiday("eid", Window(date(2026, 3, 22), date(2026, 3, 24)), confirmed=False)
    calendar = PartyCalendar("p", frozenset({FRIDAY, SATURDAY}), (eid,))

    week = days_between(date(2026, 3, 20), date(2026, 3, 27))
    assert [day.day for day in week if calendar.is_working_day(day)] == [25, 26]


def test_ramadan_is_met_by_a_single_day():
    ramadan = Ramadan(Window(date(2026, 2, 18), date(2026, 3, 19)), confirmed=False)
    calendar = PartyCalendar("p", frozenset(), (), (ramadan,))

    assert calendar.is_ramadan(date(2026, 3, 19), date(2026, 4, 1))
    assert not calendar.is_ramadan(date(2026, 3, 20), date(2026, 4, 1))


def test_weeks_are_counted_from_the_first_sunday():
    assert HORIZON.week_of(date(2025, 1, 5)) == 0
    assert HORIZON.week_of(date(2025, 1, 11)) == 0
    assert HORIZON.week_of(date(2025, 1, 12)) == 1
    assert HORIZON.week_of(date(2025, 1, 4)) == -1
    assert HORIZON.sunday(155) == date(2027, 12, 26)
    assert HORIZON.weeks == 155


def test_an_edition_ends_on_the_thursday_of_its_last_week():
    assert HORIZON.course_end(date(2025, 9, 7), 1) == date(2025, 9, 11)
    assert HORIZON.course_end(date(2025, 9, 7), 40) == date(2026, 6, 11)


def test_month_ends_lie_inside_the_horizon():
    short = Horizon(date(2027, 11, 7), date(2028, 2, 29))

    assert short.month_ends() == [
        date(2027, 11, 30),
        date(2027, 12, 31),
        date(2028, 1, 31),
        date(2028, 2, 29),
    ]
    assert len(HORIZON.month_ends()) == 35
    assert list(HORIZON.years) == [2025, 2026, 2027]
