"""The parts of a booklet that tell what is held: the calendar, each edition, each exercise with its conferences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from tansiq_desk.page import Part
from tansiq_desk.page.editions import EditionRow, ExerciseCard, Seated, edition_rows, exercise_cards
from tansiq_desk.paper.blocks import Align, Block, Cell, Column, Heading, Note, Pairs, Table
from tansiq_desk.paper.told import PlanTold, cell, lines
from tansiq_planner.solution import Edition

MONTHS_OF_A_QUARTER = 3


@dataclass(frozen=True, slots=True)
class _Entry:
    first: date
    last: date
    what: str
    where: str
    people: str
    is_strong: bool = False


def quarter_of(day: date) -> tuple[int, int]:
    """Give the year and the quarter of a day."""
    return day.year, (day.month - 1) // MONTHS_OF_A_QUARTER + 1


def calendar(told: PlanTold) -> Iterator[Block]:
    """Tell what begins in each quarter, day by day: editions, conferences, exercises."""
    yield Heading(told.say("calendar"))
    entries = sorted(_entries(told), key=lambda it: (it.first, it.last, it.what))
    for (year, number), found in groupby(entries, key=lambda it: quarter_of(it.first)):
        yield Heading(told.say("quarter", n=str(number), year=str(year)), 2)
        yield Table(
            (Column(told.say("dates"), 1.5), Column(told.say("what"), 2.4), Column(told.say("where"), 1.6),
             Column(told.say("people"), 0.6, Align.END)),
            tuple(
                (cell(told.span(it.first, it.last)), cell(it.what, strong=it.is_strong), cell(it.where), cell(it.people))
                for it in found
            ),
        )  # fmt: skip


def _entries(told: PlanTold) -> Iterator[_Entry]:
    for row in edition_rows(told.problem, told.result.plan, told.tongue):
        yield _Entry(row.start, row.end, row.course.plain, row.venue.plain, told.tongue.number(row.size))
    for card in _cards(told):
        if card.start and card.end:
            people = sum(number for _, number in card.participants)
            where, number = card.venue.plain, told.tongue.number(people) if people else ""
            yield _Entry(card.start, card.end, card.name.plain, where, number, is_strong=True)
        for it in card.conferences:
            what = told.with_colon(card.name.plain, it.name.plain)
            yield _Entry(it.day, it.day, what, "", "")


def _cards(told: PlanTold) -> list[ExerciseCard]:
    return exercise_cards(Part(told.problem, told.result), told.tongue)


def editions(told: PlanTold) -> Iterator[Block]:
    """Tell of each edition: when, where, for whom, by whom, and on what legal basis."""
    yield Heading(told.tongue.label("section_editions"))
    rows = zip(
        told.result.plan.editions, edition_rows(told.problem, told.result.plan, told.tongue), strict=True
    )
    for (year, number), found in groupby(rows, key=lambda pair: quarter_of(pair[1].start)):
        yield Heading(told.say("editions_of", n=str(number), year=str(year)), 2)
        for edition, row in found:
            yield Heading(row.course.plain, 3)
            yield Pairs(tuple(_of_edition(told, edition, row)))


def _of_edition(told: PlanTold, edition: Edition, row: EditionRow) -> Iterator[tuple[str, Cell]]:
    course = told.problem.courses[edition.course]
    weeks = told.tongue.label("weeks", n=row.weeks)
    yield told.say("dates"), cell(*told.dates(row.start, row.end), weeks)
    mode = told.tongue.term("mode", course.mode)
    yield told.say("where"), cell(row.venue, mode)
    seats = told.tongue.label("seats_of", given=row.size, n=row.seats_max)
    yield told.say("people"), cell(seats, *(_seated(told, it) for it in row.seated))
    yield (
        told.say("instructors"),
        lines(told.say("counted", name=name.plain, n=str(number)) for name, number in row.instructors),
    )
    yield told.say("legal_basis"), lines(told.name(it) for it in course.legal_basis)


def _seated(told: PlanTold, it: Seated) -> str:
    unit = told.problem.requests[it.request].unit
    key = "seated_late" if it.late else "seated"
    return told.say(key, unit=unit, seats=it.seats, priority=str(it.priority), request=it.request)


def exercises(told: PlanTold) -> Iterator[Block]:
    """Tell of each exercise, held or not: who takes part, the way to it, and what comes after."""
    cards = _cards(told)
    if not cards:
        return
    yield Heading(told.tongue.label("section_exercises"))
    for card in cards:
        yield Heading(card.name.plain, 2)
        if card.start is None:
            yield Note(told.say("not_held", first=card.window.first, last=card.window.last))
        yield Pairs(tuple(_of_exercise(told, card)))


def _of_exercise(told: PlanTold, card: ExerciseCard) -> Iterator[tuple[str, Cell]]:
    exercise = told.problem.exercises[card.exercise]
    kind = told.tongue.term("exercise_kind", card.kind)
    yield told.say("kind"), cell(kind, told.say("level", n=str(card.level)))
    if card.start and card.end:
        yield told.say("dates"), cell(*told.dates(card.start, card.end))
    yield told.say("where"), cell(card.venue)
    yield told.say("hosts"), lines(it.plain for it in card.hosts)
    if card.observers:
        yield told.say("observers"), lines(it.plain for it in card.observers)
    yield (
        told.say("participants"),
        lines(told.say("counted", name=name.plain, n=str(number)) for name, number in card.participants),
    )
    for title, dated in (("conferences", card.conferences), ("reports", card.reports)):
        if dated:
            yield told.say(title), lines(told.say("dated", name=it.name.plain, day=it.day) for it in dated)
    if exercise.preconditions:
        yield (
            told.say("graduates"),
            lines(
                told.say(
                    "prepared", unit=need.unit, course=need.course, have=str(it.have), needed=str(it.needed)
                )
                for need, it in zip(exercise.preconditions, card.prepared, strict=True)
            ),
        )
    yield told.say("legal_basis"), lines(told.name(it) for it in exercise.legal_basis)
