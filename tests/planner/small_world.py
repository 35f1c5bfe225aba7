"""A tiny but complete problem and a lawful plan for it, made by hand; many limits are just met.

Two nations: `south` trains its units, `north` gives the courses; `east` observes one exercise. Nothing here
is real.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from tansiq_planner.calendar import (
    FRIDAY,
    SATURDAY,
    SUNDAY,
    Holiday,
    Horizon,
    PartyCalendar,
    Ramadan,
    Window,
    YearlyWindow,
)
from tansiq_planner.problem import (
    Accord,
    BudgetLine,
    CapacityChange,
    Course,
    Exercise,
    Growth,
    Participant,
    Party,
    Pool,
    Precondition,
    Problem,
    Rate,
    Request,
    Season,
    Task,
    Teaching,
    Unit,
    Venue,
)
from tansiq_planner.solution import Edition, HeldExercise, Plan

LETTERS = (("T", 85), ("T-", 70), ("P", 50), ("P-", 30), ("U", 0))
HALF_LIVES = {"c-law": 6.5, "c-patrol": 11.0, "c-mines": 6.5, "c-teach": 11.0}
BOTH_MODES = frozenset({"resident", "mtt"})


def _calendars() -> dict[str, PartyCalendar]:
    friday_saturday = frozenset({FRIDAY, SATURDAY})
    north = PartyCalendar(
        "north",
        friday_saturday,
        (
            Holiday("eid", Window(date(2026, 7, 5), date(2026, 7, 6)), confirmed=False),
            Holiday("revolution_day", Window(date(2026, 11, 1), date(2026, 11, 1)), confirmed=True),
        ),
        (Ramadan(Window(date(2026, 6, 7), date(2026, 7, 4)), confirmed=False),),
    )
    south = PartyCalendar(
        "south",
        friday_saturday,
        (Holiday("liberation_day", Window(date(2026, 11, 10), date(2026, 11, 10)), confirmed=True),),
        (Ramadan(Window(date(2026, 6, 6), date(2026, 7, 6)), confirmed=False),),
    )
    east = PartyCalendar("east", frozenset({SATURDAY, SUNDAY}))
    return {calendar.party: calendar for calendar in (north, south, east)}


def _accords() -> dict[str, Accord]:
    accords = (
        Accord("a-frame", None, "in_force", date(2024, 1, 1), date(2026, 12, 31), 12),
        Accord("a-training", "a-frame", "in_force", date(2026, 1, 10), date(2027, 11, 30)),
        Accord("a-border", "a-frame", "negotiating", None, None),
    )
    return {accord.id: accord for accord in accords}


def _units() -> dict[str, Unit]:
    border = Unit(
        id="u-border",
        party="south",
        command="guard",
        headcount=40,
        max_absent_share=Fraction(1, 4),
        not_available=(Window(date(2026, 9, 6), date(2026, 9, 19)),),
        tasks=(Task("c-patrol", 5, 70, 25), Task("c-law", 3, 70, 40)),
        yearly_turnover=0.10,
    )
    cadre = Unit(
        id="u-cadre",
        party="south",
        command="staff",
        headcount=16,
        max_absent_share=Fraction(1, 2),
        tasks=(Task("c-teach", 4, 70, 28), Task("c-mines", 2, 50, 20), Task("c-law", 4, 70, 45)),
        already_qualified={"law": 2},
        yearly_turnover=0.05,
    )
    partner = Unit("u-partner", "north", "partners", 20, Fraction(1, 5), tasks=(Task("c-patrol", 3, 85, 88),))
    return {unit.id: unit for unit in (border, cadre, partner)}


PLAIN = Course(
    id="plain",
    provider="north",
    mode="resident",
    venues=("school",),
    weeks=1,
    seats_min=1,
    seats_max=6,
    language="ar",
    prepares_language=None,
    prerequisites=(),
    staffing=({"north-field": 1},),
    closed=(),
    start_only=(),
    ramadan="avoid",
    editions_per_year=2,
    cost_kind="instruction",
    cost_fixed=0,
    cost_per_seat=0,
    teaches=(),
    legal_basis=("a-training",),
)


def _mobile_courses() -> tuple[Course, ...]:
    mobile = replace(PLAIN, mode="mtt", venues=("camp",), seats_min=2)
    law = replace(
        mobile,
        id="law",
        venues=("camp", "base"),
        seats_min=4,
        seats_max=12,
        staffing=({"north-staff": 1}, {"south-staff": 2}),
        ramadan="allowed",
        editions_per_year=3,
        cost_fixed=1000,
        cost_per_seat=10,
        teaches=(Teaching("c-law", 40, 90),),
    )
    teach = replace(
        mobile,
        id="teach",
        weeks=2,
        prerequisites=("law",),
        staffing=({"north-staff": 1},),
        cost_fixed=2000,
        cost_per_seat=50,
        teaches=(Teaching("c-teach", 48, 90),),
    )
    french = replace(
        mobile,
        id="french",
        weeks=4,
        language="fr",
        prepares_language="fr",
        staffing=({"north-lang": 1},),
        ramadan="half_days",
        cost_kind="language",
        cost_fixed=3000,
        cost_per_seat=100,
    )
    return law, teach, french


def _resident_courses() -> tuple[Course, ...]:
    patrol = replace(
        PLAIN,
        id="patrol",
        weeks=3,
        seats_min=4,
        seats_max=10,
        prerequisites=("law",),
        staffing=({"north-field": 2},),
        closed=(YearlyWindow((7, 1), (8, 31)),),
        cost_fixed=4000,
        cost_per_seat=200,
        teaches=(Teaching("c-patrol", 30, 80),),
        tags=frozenset({"field"}),
    )
    mines = replace(
        PLAIN,
        id="mines",
        weeks=4,
        seats_min=2,
        seats_max=4,
        language="fr",
        start_only=(YearlyWindow((9, 1), (10, 31)),),
        cost_fixed=5000,
        cost_per_seat=300,
        teaches=(Teaching("c-mines", 35, 80),),
    )
    return patrol, mines


def _requests() -> dict[str, Request]:
    requests = (
        Request("law-border", "u-border", "law", 10, date(2026, 12, 31), 1),
        Request("law-border-late", "u-border", "law", 4, date(2026, 3, 31), 3, late_allowed=True),
        Request("law-cadre", "u-cadre", "law", 6, date(2026, 6, 30), 1),
        Request("teach-cadre", "u-cadre", "teach", 4, date(2026, 12, 31), 2),
        Request("patrol-border", "u-border", "patrol", 8, date(2026, 12, 31), 1),
        Request("patrol-border-27", "u-border", "patrol", 6, date(2027, 6, 30), 3),
        Request("french-cadre", "u-cadre", "french", 4, date(2027, 3, 31), 2),
        Request("mines-cadre", "u-cadre", "mines", 3, date(2027, 11, 30), 2),
    )
    return {request.id: request for request in requests}


def _exercises() -> dict[str, Exercise]:
    map_exercise = Exercise(
        id="map",
        kind="TTX",
        level=1,
        window=Window(date(2026, 10, 18), date(2026, 11, 30)),
        conduct_days=3,
        hosts=frozenset({"south"}),
        venue="camp",
        participants=(Participant("u-border", 6), Participant("u-partner", 4)),
        observers=frozenset(),
        after=(),
        preconditions=(Precondition("u-border", "law", 8),),
        conferences={"ipc": 8, "fpc": 3},
        reports={"fer": 8},
        raises=(("u-border", Teaching("c-patrol", 10, 85)),),
        cost=10_000,
        legal_basis=("a-training",),
    )
    field = Exercise(
        id="field",
        kind="FTX",
        level=2,
        window=Window(date(2027, 3, 14), date(2027, 4, 24)),
        conduct_days=4,
        hosts=frozenset({"north", "south"}),
        venue="school",
        participants=(Participant("u-border", 34), Participant("u-cadre", 4), Participant("u-partner", 6)),
        observers=frozenset({"east"}),
        after=("map",),
        preconditions=(Precondition("u-border", "patrol", 6),),
        conferences={"ipc": 20, "mpc": 10, "fpc": 4},
        reports={"fir": 2},
        raises=(("u-border", Teaching("c-patrol", 12, 88)),),
        cost=30_000,
        legal_basis=("a-training",),
    )
    return {exercise.id: exercise for exercise in (map_exercise, field)}


def _rates() -> dict[str, Rate]:
    resident, mobile = frozenset({"resident"}), frozenset({"mtt"})
    rates = (
        Rate("instruction", "provider", "course", 0, BOTH_MODES),
        Rate("language", "south", "course", 0, BOTH_MODES),
        Rate("lodging", "host", "person_week", 10, resident),
        Rate("travel", "sender", "person", 100, resident),
        Rate("allowance", "sender", "person_week", 20, resident),
        Rate("mtt_deploy", "provider", "team_week", 500, mobile),
        Rate("exercise", "joint", "exercise", 0, BOTH_MODES),
    )
    return {rate.kind: rate for rate in rates}


def _lines() -> dict[str, BudgetLine]:
    tenth = Fraction(1, 10)
    lines = (
        BudgetLine("l-instruction", "north", "instruction", {2026: 17_000, 2027: 5_100}, tenth),
        BudgetLine("l-deploy", "north", "mtt_deploy", {2026: 4_000, 2027: 1_000}, tenth),
        BudgetLine("l-language", "south", "language", {2026: 4_000}, tenth),
        BudgetLine("l-travel", "south", "travel", {2026: 2_000, 2027: 2_000}, tenth),
        BudgetLine("l-allowance", "south", "allowance", {2026: 1_500, 2027: 1_500}, tenth),
        BudgetLine("l-exercise", "joint", "exercise", {2026: 12_000, 2027: 29_000}, tenth),
    )
    return {line.id: line for line in lines}


def small_problem() -> Problem:
    """Give the problem: 3 units, 5 courses, 8 requests, 2 exercises, two years."""
    venues = (
        Venue("camp", "south", 20, (CapacityChange(Window(date(2026, 12, 6), date(2026, 12, 19)), 0),)),
        Venue("base", "south", 10),
        Venue("school", "north", 48, (), frozenset({"hot"})),
    )
    pools = (
        Pool("north-staff", "north", 1),
        Pool("north-field", "north", 3),
        Pool("north-lang", "north", 1),
        Pool("south-staff", "south", 2, Growth("teach", 2, 1, 4)),
    )
    return Problem(
        id="small",
        horizon=Horizon(date(2026, 1, 4), date(2027, 12, 25)),
        as_of=date(2026, 2, 1),
        first_course_day=date(2026, 2, 15),
        letters=LETTERS,
        half_lives=HALF_LIVES,
        parties={
            "north": Party("north", "participant", frozenset({"ar", "fr"})),
            "south": Party("south", "participant", frozenset({"ar"})),
            "east": Party("east", "observer", frozenset({"ar"})),
        },
        calendars=_calendars(),
        seasons=(
            Season("hot", YearlyWindow((6, 1), (9, 30)), "field", "hot", forbids=True),
            Season("sand", YearlyWindow((2, 1), (5, 31)), "field", None, forbids=False),
        ),
        accords=_accords(),
        units=_units(),
        venues={venue.id: venue for venue in venues},
        pools={pool.id: pool for pool in pools},
        courses={course.id: course for course in (*_mobile_courses(), *_resident_courses())},
        requests=_requests(),
        exercises=_exercises(),
        rates=_rates(),
        lines=_lines(),
        currency="XTS",
    )


LAW_1 = Edition("law", "camp", date(2026, 2, 15), {"law-border": 6, "law-cadre": 4}, {"north-staff": 1})
TEACH = Edition("teach", "camp", date(2026, 3, 8), {"teach-cadre": 4}, {"north-staff": 1})
LAW_2 = Edition("law", "camp", date(2026, 4, 12), {"law-border": 4, "law-border-late": 2}, {"south-staff": 2})
LAW_3 = Edition("law", "base", date(2026, 4, 12), {"law-cadre": 2, "law-border-late": 2}, {"south-staff": 2})
PATROL_1 = Edition("patrol", "school", date(2026, 4, 26), {"patrol-border": 8}, {"north-field": 2})
FRENCH = Edition("french", "camp", date(2026, 8, 2), {"french-cadre": 4}, {"north-lang": 1})
MINES = Edition("mines", "school", date(2026, 9, 13), {"mines-cadre": 3}, {"north-field": 1})
PATROL_2 = Edition("patrol", "school", date(2027, 2, 14), {"patrol-border-27": 6}, {"north-field": 2})
MAP = HeldExercise("map", date(2026, 11, 2), {"ipc": date(2026, 9, 2), "fpc": date(2026, 10, 7)})
FIELD = HeldExercise(
    "field",
    date(2027, 4, 12),
    {"ipc": date(2026, 11, 18), "mpc": date(2027, 1, 27), "fpc": date(2027, 3, 10)},
)


def lawful_plan() -> Plan:
    """Give a plan that breaks no rule of the problem: all seats (four of them late) and both exercises."""
    return Plan.of([LAW_1, TEACH, LAW_2, LAW_3, PATROL_1, FRENCH, MINES, PATROL_2], [MAP, FIELD])
