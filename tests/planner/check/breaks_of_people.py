"""One break or more for each code of the rules of seats and money: R11 to R14, R18."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from planner.check.breaking import Break, broken, with_
from planner.small_world import FRENCH, LAW_1, LAW_2, LAW_3, PATROL_2, TEACH

RICH = with_(lines={"l-instruction": {"by_year": {2026: 20_000, 2027: 6_000}}})

PREPARATION = {
    "a graduate short": broken(
        "R11 too_few_graduates", swap=[(LAW_2, replace(LAW_2, seats={"law-border": 4, "law-border-late": 1}))]
    ),
    "graduates only after the start": broken(
        "R11 too_few_graduates",
        problem=with_(units={"u-cadre": {"already_qualified": {}}}, pools={"north-staff": {"capacity": 2}}),
        swap=[(TEACH, replace(TEACH, start=date(2026, 2, 15)))],
    ),
    "already qualified do not cover": broken(
        "R11 too_few_graduates",
        problem=with_(units={"u-cadre": {"already_qualified": {"patrol": 9}}}),
        swap=[(LAW_1, replace(LAW_1, seats={"law-border": 6, "law-cadre": 3}))],
    ),
    "two who do not speak the language": broken(
        "R12 too_few_prepared", swap=[(FRENCH, replace(FRENCH, seats={"french-cadre": 2}))]
    ),
    "request nobody made": broken(
        "R13 unknown_request",
        problem=RICH,
        swap=[(LAW_1, replace(LAW_1, seats={**LAW_1.seats, "nobody": 1}))],
    ),
    "request for another course": broken(
        "R13 request_of_other_course",
        problem=RICH,
        swap=[(LAW_1, replace(LAW_1, seats={**LAW_1.seats, "patrol-border": 1}))],
    ),
    "a day late": broken(
        "R13 after_by_date", problem=with_(requests={"patrol-border-27": {"by": date(2027, 3, 3)}})
    ),
    "more than asked": broken(
        "R13 too_many_seats",
        problem=RICH,
        swap=[(LAW_3, replace(LAW_3, seats={"law-cadre": 2, "law-border-late": 3}))],
    ),
}

MONEY = {
    "a line without the carried rest": broken(
        "R14 over_line", problem=with_(lines={"l-instruction": {"by_year": {2026: 16_999, 2027: 5_100}}})
    ),
    "a line that carries only its share": broken(
        "R14 over_line", problem=with_(lines={"l-exercise": {"by_year": {2026: 12_000, 2027: 28_799}}})
    ),
    "a line without a year": broken("R14 over_line", problem=with_(lines={"l-language": {"by_year": {}}})),
    "one person more than the headcount": broken(
        "R18 over_headcount",
        problem=with_(units={"u-border": {"headcount": 39}}, venues={"school": {"capacity": 50}}),
        swap=[(PATROL_2, replace(PATROL_2, start=date(2027, 4, 11)))],
    ),
}

BREAKS: dict[str, Break] = PREPARATION | MONEY
