"""The quota letter: what a provider confirms for one year, seats in each edition for each unit that receives them."""

from __future__ import annotations

from collections import Counter

from tansiq_desk.page.editions import EditionRow, edition_rows
from tansiq_desk.paper.blocks import (
    Align,
    Block,
    Cell,
    Column,
    Heading,
    Paper,
    Paragraph,
    Signatures,
    Table,
)
from tansiq_desk.paper.booklet import Occasion, plan_paper, signature
from tansiq_desk.paper.told import PlanTold, cell
from tansiq_planner.solution import Edition

Rows = list[tuple[Edition, EditionRow]]


def quota_letter(told: PlanTold, occasion: Occasion, provider: str, year: int) -> Paper:
    """Give the letter of a provider for the editions that begin in a year."""
    found = _offered(told, provider, year)
    seats = sum(row.size for _, row in found)
    said = told.say("quota_says", provider=provider, editions=len(found), seats=seats, year=str(year))
    blocks: list[Block] = [Paragraph(said)]
    if found:
        blocks += [Heading(told.say("quota_by_edition"), 2), _by_edition(told, found)]
        blocks += [Heading(told.say("quota_by_party"), 2), _by_party(told, found)]
    blocks.append(Signatures((signature(told.voice, told.name(provider)),)))
    title = told.say("quota_letter", year=str(year))
    return plan_paper(told, occasion, title, tuple(blocks))


def providers(told: PlanTold) -> list[str]:
    """Give the parties that offer a course of the plan."""
    return sorted({told.problem.courses[it.course].provider for it in told.result.plan.editions})


def years(told: PlanTold) -> list[int]:
    """Give the years of the programme."""
    return list(range(told.problem.horizon.first.year, told.problem.horizon.last.year + 1))


def _offered(told: PlanTold, provider: str, year: int) -> Rows:
    rows = zip(
        told.result.plan.editions, edition_rows(told.problem, told.result.plan, told.tongue), strict=True
    )
    return [
        (edition, row)
        for edition, row in rows
        if row.start.year == year and told.problem.courses[edition.course].provider == provider
    ]


def _by_edition(told: PlanTold, found: Rows) -> Table:
    columns = (
        Column(told.say("dates"), 1.8), Column(told.say("course_and_venue"), 1.9), Column(told.say("seats_by_unit"), 2.9),
        Column(told.say("people"), 0.6, Align.END),
    )  # fmt: skip
    return Table(columns, tuple(_row_of(told, *pair) for pair in found))


def _row_of(told: PlanTold, edition: Edition, row: EditionRow) -> tuple[Cell, ...]:
    by_party: dict[str, list[tuple[str, int]]] = {}
    for request, seats in edition.seats.items():
        unit = told.problem.units[told.problem.requests[request].unit]
        by_party.setdefault(unit.party, []).append((unit.id, seats))
    units: list[str] = []
    for party, given in by_party.items():
        units.append(told.say("counted", name=told.name(party), n=str(sum(seats for _, seats in given))))
        units += [f"– {told.say('counted', name=told.name(unit), n=str(seats))}" for unit, seats in given]
    return (
        cell(*told.dates(row.start, row.end)), cell(row.course, row.venue), cell(*units),
        cell(told.tongue.number(row.size), strong=True),
    )  # fmt: skip


def _by_party(told: PlanTold, found: Rows) -> Table:
    seats: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    for edition, _row in found:
        here: Counter[str] = Counter()
        for request, number in edition.seats.items():
            here[told.problem.units[told.problem.requests[request].unit].party] += number
        seats.update(here)
        classes.update(here.keys())
    written = told.tongue.number
    columns = (
        Column(told.say("party"), 2.4),
        Column(told.say("editions"), 1.0, Align.END),
        Column(told.say("people"), 1.0, Align.END),
    )
    rows = (
        (cell(told.name(it)), cell(written(classes[it])), cell(written(seats[it]))) for it in sorted(seats)
    )
    return Table(columns, tuple(rows))
