"""One break or more for each code of the rules that speak of editions: R01 to R10."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from planner.check.breaking import SMALL, Break, broken, with_
from planner.small_world import FRENCH, LAW_1, MINES, TEACH

from tansiq_planner.calendar import Horizon, Ramadan, Window, YearlyWindow
from tansiq_planner.problem import Accord
from tansiq_planner.solution import Edition, HeldExercise

MAY_12 = Window(date(2026, 5, 12), date(2026, 5, 12))
"""A day of PATROL_1."""

LEGAL = {
    "course nobody offers": broken(
        "R01 unknown_course", add=[Edition("astronomy", "camp", date(2026, 5, 3), {}, {})]
    ),
    "exercise nobody knows": broken("R01 unknown_exercise", add=[HeldExercise("siege", date(2026, 5, 4))]),
    "course on an annex still negotiated": broken(
        "R01 not_in_force", problem=with_(courses={"french": {"legal_basis": ("a-border",)}})
    ),
    "course before its annex": broken(
        "R01 before_in_force", problem=with_(accords={"a-training": {"in_force_on": date(2026, 2, 16)}})
    ),
    "course outlives its annex by a day": broken(
        "R01 after_validity",
        "R01 exercise_after_validity",
        problem=with_(accords={"a-training": {"valid_until": date(2027, 3, 3)}}),
    ),
    "parent not renewed": broken(
        "R01 after_validity",
        "R01 exercise_after_validity",
        problem=replace(SMALL, count_tacit_renewal=False),
    ),
    "exercise outlives its annex by a day": broken(
        "R01 exercise_after_validity",
        problem=with_(accords={"a-training": {"valid_until": date(2027, 4, 14)}}),
    ),
    "exercise on an annex still negotiated": broken(
        "R01 exercise_not_in_force", problem=with_(exercises={"map": {"legal_basis": ("a-border",)}})
    ),
    "exercise a day before its accord": broken(
        "R01 exercise_before_in_force",
        problem=replace(
            with_(exercises={"map": {"legal_basis": ("a-training", "a-late")}}),
            accords={
                **SMALL.accords,
                "a-late": Accord("a-late", None, "expiring", date(2026, 11, 3), None),
            },
        ),
    ),
}

HORIZON = {
    "edition on a Monday": broken(
        "R02 not_a_sunday", swap=[(FRENCH, replace(FRENCH, start=date(2026, 8, 3)))]
    ),
    "before the first course day": broken(
        "R02 before_first_course_day", swap=[(LAW_1, replace(LAW_1, start=date(2026, 2, 8)))]
    ),
    "course in the past": broken(
        "R02 before_as_of",
        problem=replace(SMALL, first_course_day=date(2026, 1, 11)),
        swap=[(LAW_1, replace(LAW_1, start=date(2026, 1, 25)))],
    ),
    "before the horizon": broken(
        "R02 outside_horizon",
        problem=replace(SMALL, horizon=Horizon(date(2026, 2, 22), SMALL.horizon.last)),
    ),
    "ends a day after the horizon": broken(
        "R02 outside_horizon",
        "R02 exercise_outside_horizon",
        problem=replace(SMALL, horizon=Horizon(SMALL.horizon.first, date(2027, 3, 3))),
    ),
    "exercise ends a day after the horizon": broken(
        "R02 exercise_outside_horizon",
        problem=replace(SMALL, horizon=Horizon(SMALL.horizon.first, date(2027, 4, 14))),
    ),
}

SEASONS = {
    "closed span of the course": broken(
        "R03 closed_span", problem=with_(courses={"patrol": {"closed": (YearlyWindow((5, 14), (5, 20)),)}})
    ),
    "closed span over New Year": broken(
        "R03 closed_span", problem=with_(courses={"patrol": {"closed": (YearlyWindow((12, 1), (2, 14)),)}})
    ),
    "season that forbids": broken(
        "R03 season",
        problem=replace(
            SMALL,
            seasons=(replace(SMALL.seasons[0], window=YearlyWindow((5, 14), (9, 30))), SMALL.seasons[1]),
        ),
    ),
    "season for all venues": broken(
        "R03 season", problem=replace(SMALL, seasons=(replace(SMALL.seasons[1], forbids=True),))
    ),
    "starts outside its spans": broken(
        "R03 outside_start_spans",
        problem=with_(courses={"mines": {"start_only": (YearlyWindow((9, 14), (10, 31)),)}}),
    ),
    "Ramadan at the venue": broken(
        "R04 ramadan_at_venue",
        problem=with_(calendars={"north": {"ramadan": (Ramadan(MAY_12, confirmed=True),)}}),
    ),
    "Ramadan of the unit": broken(
        "R04 ramadan_of_unit",
        problem=with_(calendars={"south": {"ramadan": (Ramadan(MAY_12, confirmed=True),)}}),
    ),
    "unit away": broken(
        "R05 unit_not_available", problem=with_(units={"u-border": {"not_available": (MAY_12,)}})
    ),
    "unit away during the exercise": broken(
        "R05 exercise_unit_not_available",
        problem=with_(
            units={"u-partner": {"not_available": (Window(date(2026, 11, 4), date(2026, 11, 9)),)}}
        ),
    ),
}

TWIN = replace(FRENCH, seats={"french-cadre": 2})
CLASSES = {
    "ceiling rounded down": broken(
        "R06 over_ceiling",
        problem=with_(units={"u-border": {"max_absent_share": Fraction(199, 1000)}}),
    ),
    "seats of nobody": broken(
        "R07 seats_not_positive",
        swap=[(LAW_1, replace(LAW_1, seats={**LAW_1.seats, "law-border-late": 0}))],
    ),
    "seats below zero": broken(
        "R07 seats_not_positive",
        swap=[(LAW_1, replace(LAW_1, seats={**LAW_1.seats, "law-border-late": -3}))],
    ),
    "class too small": broken("R07 too_few", problem=with_(courses={"patrol": {"seats_min": 7}})),
    "class too large": broken("R07 too_many", problem=with_(courses={"law": {"seats_max": 9}})),
    "class split in two twins": broken(
        "R07 edition_twice",
        problem=with_(
            pools={"north-lang": {"capacity": 2}},
            lines={"l-language": {"by_year": {2026: 6_400}}, "l-deploy": {"by_year": {2026: 5_500}}},
        ),
        swap=[(FRENCH, TWIN)],
        add=[TWIN],
    ),
    "one edition too many in a year": broken(
        "R08 too_many_editions", problem=with_(courses={"law": {"editions_per_year": 2}})
    ),
}

CAPACITIES = {
    "instructors that are no alternative": broken(
        "R09 not_an_alternative", swap=[(MINES, replace(MINES, instructors={"north-field": 2}))]
    ),
    "two alternatives mixed": broken(
        "R09 not_an_alternative",
        swap=[(LAW_1, replace(LAW_1, instructors={"north-staff": 1, "south-staff": 1}))],
    ),
    "instructors nobody knows": broken(
        "R09 not_an_alternative", swap=[(MINES, replace(MINES, instructors={"pirates": 1}))]
    ),
    "pool that has not grown": broken("R09 over_capacity", drop=[TEACH]),
    "pool that grows a week too late": broken(
        "R09 over_capacity", swap=[(TEACH, replace(TEACH, start=date(2026, 4, 5)))]
    ),
    "pool at its maximum": broken(
        "R09 over_capacity",
        problem=with_(
            pools={"south-staff": {"growth": replace(SMALL.pools["south-staff"].growth, maximum=3)}}
        ),
    ),
    "venue nobody knows": broken("R10 unknown_venue", swap=[(FRENCH, replace(FRENCH, venue="atlantis"))]),
    "venue of other courses": broken(
        "R10 not_a_venue_of_course", swap=[(FRENCH, replace(FRENCH, venue="base"))]
    ),
    "venue too small": broken("R10 over_capacity", problem=with_(venues={"camp": {"capacity": 9}})),
    "venue too small for the exercise": broken(
        "R10 over_capacity", problem=with_(venues={"school": {"capacity": 43}})
    ),
    "venue closed in the week of the exercise": broken(
        "R10 over_capacity",
        problem=with_(
            venues={
                "camp": {
                    "changes": (
                        replace(
                            SMALL.venues["camp"].changes[0],
                            window=Window(date(2026, 11, 7), date(2026, 11, 7)),
                        ),
                    )
                }
            }
        ),
    ),
}

BREAKS: dict[str, Break] = LEGAL | HORIZON | SEASONS | CLASSES | CAPACITIES
