"""Violations say what was found, what is allowed, and where."""

from __future__ import annotations

from datetime import date

import pytest
from planner.check import breaks_of_editions, breaks_of_exercises, breaks_of_people

from tansiq_planner.check import check

NAMED = breaks_of_editions.BREAKS | breaks_of_people.BREAKS | breaks_of_exercises.BREAKS
MAY = {"first": date(2026, 4, 26), "last": date(2026, 5, 14)}
PATROL_1 = "patrol@school@2026-04-26"
LAW_1 = "law@camp@2026-02-15"


@pytest.mark.parametrize(
    ("name", "place", "figures"),
    [
        (
            "course before its annex",
            {"edition": LAW_1, "accord": "a-training"},
            {"found": date(2026, 2, 15), "allowed": date(2026, 2, 16)},
        ),
        ("course on an annex still negotiated", None, {"status": "negotiating"}),
        (
            "closed span of the course",
            {"edition": PATROL_1},
            MAY | {"from": "05-14", "to": "05-20"},
        ),
        (
            "starts outside its spans",
            {"edition": "mines@school@2026-09-13"},
            {"found": date(2026, 9, 13), "allowed": ("09-14 10-31",)},
        ),
        ("Ramadan of the unit", {"edition": PATROL_1, "unit": "u-border", "party": "south"}, MAY),
        ("class too large", {"edition": LAW_1}, {"found": 10, "allowed": 9}),
        (
            "instructors that are no alternative",
            {"edition": "mines@school@2026-09-13"},
            {"found": ("north-field 2",)},
        ),
        (
            "pool that has not grown",
            {"pool": "south-staff", "week": "2026-04-12"},
            {"found": 4, "allowed": 2},
        ),
        ("pool at its maximum", {"pool": "south-staff", "week": "2026-04-12"}, {"found": 4, "allowed": 3}),
        (
            "venue closed in the week of the exercise",
            {"venue": "camp", "week": "2026-11-01"},
            {"found": 10, "allowed": 0},
        ),
        (
            "a graduate short",
            {"unit": "u-border", "course": "patrol", "prerequisite": "law", "day": "2027-02-14"},
            {"found": 14, "allowed": 13},
        ),
        (
            "a line without the carried rest",
            {"line": "l-instruction", "year": "2027"},
            {"found": 5_200, "allowed": 5_199, "carried": 99},
        ),
        (
            "a line that carries only its share",
            {"line": "l-exercise", "year": "2027"},
            {"found": 30_000, "allowed": 29_999, "carried": 1_200},
        ),
        (
            "holiday in the middle",
            {"exercise": "map", "party": "south", "holiday": "liberation_day"},
            {
                "first": date(2026, 11, 9),
                "last": date(2026, 11, 11),
                "from": date(2026, 11, 10),
                "to": date(2026, 11, 10),
            },
        ),
        (
            "first day the weekend of an observer",
            {"exercise": "field", "party": "east"},
            {"found": date(2027, 4, 11)},
        ),
        (
            "conference a day too late",
            {"exercise": "map", "conference": "fpc"},
            {"found": date(2026, 10, 13), "allowed": date(2026, 10, 12), "weeks": 3},
        ),
        (
            "predecessor in the same week",
            {"exercise": "field", "before": "map"},
            {"found": date(2027, 4, 14), "allowed": date(2027, 4, 11)},
        ),
        (
            "conferences on one day",
            {"exercise": "field", "conference": "mpc", "before": "ipc"},
            {"found": date(2026, 11, 18), "allowed": date(2026, 11, 19)},
        ),
        (
            "locked seats of a request that is not there",
            {"lock": "k", "edition": LAW_1, "request": "law-border-late"},
            {"found": 0, "allowed": 1},
        ),
        (
            "one person more than the headcount",
            {"unit": "u-border", "week": "2027-04-11"},
            {"found": 40, "allowed": 39},
        ),
    ],
)
def test_a_break_carries_its_figures(name, place, figures):
    case = NAMED[name]
    [violation] = check(case.problem, case.plan).violations

    assert dict(violation.figures) == figures
    assert place is None or dict(violation.place) == place


def test_a_ceiling_is_reported_for_every_week_over_it():
    case = NAMED["ceiling rounded down"]

    assert [(it.place["week"], it.figures["found"]) for it in check(case.problem, case.plan).violations] == [
        ("2026-04-12", 8),
        ("2026-04-26", 8),
        ("2026-05-03", 8),
        ("2026-05-10", 8),
    ]
