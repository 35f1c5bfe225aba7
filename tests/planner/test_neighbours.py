"""Why this week: each neighbouring week with what it would break, or what it would gain, give up and cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from planner.small_world import LAW_1, LAW_2, MINES, PATROL_1, PATROL_2, lawful_plan, small_problem

from tansiq_planner.check import check
from tansiq_planner.neighbours import FigureChange, Neighbour, neighbours
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Edition, Plan


def with_edition(before: Edition, after: Edition) -> Plan:
    plan = lawful_plan()
    return Plan.of([*(it for it in plan.editions if it != before), after], list(plan.exercises))


def weeks_of(problem: Problem, plan: Plan, edition: Edition) -> dict[date, Neighbour]:
    (same,) = [it for it in plan.editions if it.id == edition.id]
    return {it.start: it for it in neighbours(problem, plan, same)}


def codes(neighbour: Neighbour) -> list[tuple[str, str]]:
    return [(it.rule.value, it.code) for it in neighbour.broken]


def test_two_weeks_before_and_two_after_are_tried() -> None:
    weeks = weeks_of(small_problem(), lawful_plan(), MINES)

    assert list(weeks) == [date(2026, 8, 30), date(2026, 9, 6), date(2026, 9, 20), date(2026, 9, 27)]
    assert [codes(it) for it in weeks.values()] == [[("R03", "outside_start_spans")], [], [], []]


def test_an_unlawful_week_names_everything_that_it_would_break() -> None:
    weeks = weeks_of(small_problem(), lawful_plan(), PATROL_1)

    assert codes(weeks[date(2026, 4, 12)]) == [("R06", "over_ceiling"), ("R11", "too_few_graduates")]
    assert weeks[date(2026, 4, 12)].figures == ()


def test_a_lawful_week_tells_the_readiness_that_it_would_give_up() -> None:
    weeks = weeks_of(small_problem(), lawful_plan(), LAW_1)

    assert weeks[date(2026, 2, 22)] == Neighbour(date(2026, 2, 22), (), {}, {"north-staff": 1})
    assert weeks[date(2026, 3, 1)].figures == (FigureChange("task_months", 119, 115, is_gain=False),)


def test_a_week_too_late_for_one_request_is_lawful_without_its_seats() -> None:
    problem = small_problem()
    due = replace(problem.requests["law-border-late"], by=date(2026, 4, 16), late_allowed=False)
    unit = replace(problem.units["u-border"], already_qualified={"law": 2})
    units = {**problem.units, unit.id: unit}
    problem = replace(problem, requests={**problem.requests, due.id: due}, units=units)

    week = weeks_of(problem, lawful_plan(), LAW_2)[date(2026, 4, 19)]

    assert (codes(week), week.given_up) == ([], {"law-border-late": 2})
    assert [it for it in week.figures if it.name in {"seats_3", "cost"}] == [
        FigureChange("seats_3", 10, 8, is_gain=False),
        FigureChange("cost", *costs_of(problem, week), is_gain=True),
    ]


def costs_of(problem: Problem, week: Neighbour) -> tuple[int, int]:
    """Add up the costs with the edition as planned, and as the neighbouring week would have it."""
    seats = {name: count for name, count in LAW_2.seats.items() if name not in week.given_up}
    moved = replace(LAW_2, start=week.start, seats=seats, instructors=week.instructors)
    plans = (lawful_plan(), with_edition(LAW_2, moved))
    first, second = (check(problem, plan).score.cost for plan in plans)
    return first, second


def test_a_week_without_the_planned_instructors_is_lawful_with_the_alternative() -> None:
    """The staff of the north teach another course in the week before; those of the south are free, and cost no team."""
    law = replace(LAW_2, start=date(2026, 3, 22), instructors={"north-staff": 1})

    week = weeks_of(small_problem(), with_edition(LAW_2, law), law)[date(2026, 3, 15)]

    assert (codes(week), week.instructors) == ([], {"south-staff": 2})
    assert [(it.payer, it.kind, it.year, it.before - it.after) for it in week.costs] == [
        ("north", "mtt_deploy", 2026, 500)
    ]
    assert [(it.name, it.before - it.after, it.is_gain) for it in week.figures if it.name == "cost"] == [
        ("cost", 500, True)
    ]


def test_money_that_would_fall_in_another_year_is_told_where_the_sum_stays() -> None:
    problem = small_problem()
    rich = {line.id: replace(line, by_year={2026: 100_000, 2027: 100_000}) for line in problem.lines.values()}
    january = replace(PATROL_2, start=date(2027, 1, 3))

    week = weeks_of(replace(problem, lines=rich), with_edition(PATROL_2, january), january)[
        date(2026, 12, 27)
    ]

    moved = {
        (it.kind, it.year): it.after - it.before for it in week.costs if it.kind in {"instruction", "travel"}
    }
    assert codes(week) == []
    assert [it for it in week.figures if it.name == "cost"] == []
    assert moved == {
        ("instruction", 2026): 5_200,
        ("instruction", 2027): -5_200,
        ("travel", 2026): 600,
        ("travel", 2027): -600,
    }


def test_no_neighbour_is_called_lawful_that_the_checker_refuses() -> None:
    problem, plan = small_problem(), lawful_plan()
    lawful = 0
    for edition in plan.editions:
        for week in neighbours(problem, plan, edition):
            seats = {name: count for name, count in edition.seats.items() if name not in week.given_up}
            moved = replace(edition, start=week.start, seats=seats, instructors=week.instructors)

            assert check(problem, with_edition(edition, moved)).is_lawful == week.is_lawful
            lawful += week.is_lawful
    assert lawful == 27
