"""The yearly report: a year of the plan beside the year before, and how they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tansiq_desk.page.editions import edition_rows
from tansiq_desk.page.money import money_lines
from tansiq_desk.paper.blocks import (
    Align,
    Block,
    Cell,
    Column,
    Heading,
    Note,
    Paper,
    Paragraph,
    Table,
    Tone,
)
from tansiq_desk.paper.booklet import Occasion, participants, plan_paper, signatures
from tansiq_desk.paper.told import PlanTold, cell
from tansiq_planner.matrix import Readiness


@dataclass
class _Year:
    """What a plan does in one calendar year, by the day on which a thing begins; who is called what is in `called`."""

    editions: int = 0
    people_weeks: int = 0
    exercises: int = 0
    conferences: int = 0
    seats: Counter[str] = field(default_factory=Counter)
    money: Counter[str] = field(default_factory=Counter)
    called: dict[str, str] = field(default_factory=dict)
    at_target: int | None = None
    tasks: int | None = None


def yearly_report(told: PlanTold, occasion: Occasion, year: int) -> Paper:
    """Give the report of a year of a plan."""
    before, now = _year(told, year - 1), _year(told, year)
    shown = (str(year - 1), str(year))
    blocks: list[Block] = [
        Paragraph(told.say("report_says", year=str(year), before=str(year - 1))),
        *_outside(told, year - 1),
        Heading(told.say("report_activity"), 2),
        _table(told, shown, _activity(told, before, now)),
        Heading(told.say("report_seats"), 2),
        _table(told, shown, _counted(told, before.seats, now.seats, before.called | now.called)),
        Heading(told.say("report_money", currency=told.problem.currency), 2),
        _table(told, shown, _counted(told, before.money, now.money, before.called | now.called)),
        Heading(told.voice.say("summary.heading.readiness"), 2),
        *_readiness(told, shown, before, now),
        Heading(told.tongue.label("section_exercises"), 2),
        *_exercises(told, year),
        signatures(told.voice, participants(told.problem)),
    ]
    return plan_paper(told, occasion, told.say("yearly_report", year=str(year)), tuple(blocks))


def _outside(told: PlanTold, year: int) -> Iterator[Block]:
    if year < told.problem.horizon.first.year:
        yield Note(told.say("report_no_year_before", year=str(year)))


def _year(told: PlanTold, year: int) -> _Year:
    found = _Year()
    for edition, row in zip(
        told.result.plan.editions, edition_rows(told.problem, told.result.plan, told.tongue), strict=True
    ):
        if row.start.year == year:
            found.editions += 1
            found.people_weeks += row.size * row.weeks
            for request, seats in edition.seats.items():
                party = told.problem.units[told.problem.requests[request].unit].party
                found.called[party] = told.name(party)
                found.seats[party] += seats
    held = told.result.plan.exercises
    found.exercises = sum(it.start.year == year for it in held)
    found.conferences = sum(day.year == year for it in held for day in it.conferences.values())
    for line in money_lines(told.problem, told.score, told.tongue):
        for it in line.years:
            if it.year == year:
                found.called[line.payer_id] = line.payer.plain
                found.money[line.payer_id] += it.spent
    return _with_readiness(told, found, year)


def _with_readiness(told: PlanTold, found: _Year, year: int) -> _Year:
    last = min(date(year, 12, 31), told.problem.horizon.last)
    if last < told.problem.as_of:
        return found
    cells = [it for it in Readiness(told.rated, told.result.plan).at(last).values() if it is not None]
    if cells:
        found.tasks, found.at_target = len(cells), sum(it.at_target for it in cells)
    return found


def _activity(told: PlanTold, before: _Year, now: _Year) -> Iterator[tuple[str, int, int]]:
    yield told.say("editions"), before.editions, now.editions
    yield told.say("people"), before.seats.total(), now.seats.total()
    yield told.say("people_weeks"), before.people_weeks, now.people_weeks
    yield told.tongue.label("exercises_held"), before.exercises, now.exercises
    yield told.say("conferences"), before.conferences, now.conferences


def _counted(
    told: PlanTold, before: Counter[str], now: Counter[str], called: Mapping[str, str]
) -> Iterator[tuple[str, int, int]]:
    for it in sorted({*before, *now}, key=lambda it: (called[it], it)):
        yield called[it], before[it], now[it]
    yield told.say("total"), before.total(), now.total()


def _readiness(told: PlanTold, shown: Sequence[str], before: _Year, now: _Year) -> Iterator[Block]:
    if now.tasks is None or now.at_target is None:
        yield Paragraph(told.say("no_ratings"))
        return
    yield Paragraph(told.say("report_readiness_means"), Tone.QUIET)
    rows = [
        (told.say("tasks_at_target"), before.at_target, now.at_target),
        (told.say("tasks_known"), before.tasks, now.tasks),
    ]
    yield _table(told, shown, rows)


def _table(told: PlanTold, shown: Sequence[str], rows: Iterable[tuple[str, int | None, int]]) -> Table:
    columns = (
        Column(told.say("figure"), 2.4), *(Column(it, 1.0, Align.END) for it in shown),
        Column(told.say("difference"), 1.0, Align.END),
    )  # fmt: skip
    return Table(columns, tuple(_row(told, *it) for it in rows))


def _row(told: PlanTold, what: str, before: int | None, now: int) -> tuple[Cell, ...]:
    number = told.tongue.number
    if before is None:
        return cell(what), cell("–"), cell(number(now)), cell("–")
    gap = now - before
    change = told.tongue.code(f"+{number(gap)}" if gap > 0 else number(gap))
    return cell(what), cell(number(before)), cell(number(now)), cell(change, strong=bool(gap))


def _exercises(told: PlanTold, year: int) -> Iterator[Block]:
    held = [it for it in told.result.plan.exercises if it.start.year == year]
    if not held:
        yield Paragraph(told.say("no_exercises"))
        return
    yield Table(
        (Column(told.say("dates"), 1.4), Column(told.say("what"), 2.4), Column(told.say("where"), 1.6)),
        tuple(
            (
                cell(told.span(it.start, it.end(told.problem.exercises[it.exercise].conduct_days))),
                cell(told.name(it.exercise), strong=True), cell(told.name(told.problem.exercises[it.exercise].venue)),
            )
            for it in held
        ),
    )  # fmt: skip
