"""The parts of a booklet that tell what a plan is worth: its figures, readiness, what is missing and why, money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tansiq_desk.page.money import Line, money_lines
from tansiq_desk.page.readiness import Matrix, MatrixCell, Shade, readiness_matrix
from tansiq_desk.page.reasons import UnplannedCard
from tansiq_desk.page.score import tiles
from tansiq_desk.paper.blocks import (
    Align,
    Block,
    Cell,
    Column,
    Heading,
    Note,
    PageBreak,
    Pairs,
    Paragraph,
    Points,
    Table,
    Tone,
)
from tansiq_desk.paper.told import PlanTold, cell, lines
from tansiq_desk.words.telling import reason_text

MOST_COLUMNS = 11
"""Competencies that fit across a page; more go on in a second table."""


def figures(told: PlanTold) -> Iterator[Block]:
    """Tell the figures that an officer looks for first."""
    yield Heading(told.say("glance"))
    found = tiles(told.rated, told.score, told.tongue)
    yield Pairs(tuple((it.label, cell(f"{it.value} {it.of}".strip(), it.note)) for it in found))


def readiness(told: PlanTold) -> Iterator[Block]:
    """Tell readiness before and after, unit by unit, on pages across."""
    matrix = readiness_matrix(told.rated, told.result.plan, told.tongue)
    if matrix is None:
        yield Heading(told.tongue.label("section_readiness"))
        yield Paragraph(told.say("no_ratings"))
        return
    yield PageBreak(is_wide=True)
    yield Heading(told.tongue.label("section_readiness"))
    yield Paragraph(told.say("before_after", before=told.problem.as_of, after=matrix.days[-1]), Tone.QUIET)
    yield from matrix_tables(told, matrix)
    yield PageBreak()


def matrix_tables(told: PlanTold, matrix: Matrix) -> Iterator[Block]:
    """Give units by competencies, so many columns to a table as fit across, under what the letters stand for."""
    yield Paragraph(" · ".join(told.letters(matrix.letters)), Tone.QUIET)
    for first in range(0, len(matrix.columns), MOST_COLUMNS):
        chosen = range(first, min(first + MOST_COLUMNS, len(matrix.columns)))
        yield Table(
            (Column(told.say("unit"), 2.0), *(Column(matrix.columns[n].plain, 1.0, Align.CENTRE) for n in chosen)),
            tuple((cell(row.unit), *(_square(told, row.cells[n]) for n in chosen)) for row in matrix.rows),
        )  # fmt: skip


def _square(told: PlanTold, it: MatrixCell | None) -> Cell:
    if it is None:
        return Cell(())
    after = it.after[-1] if it.after else it.before
    return Cell(
        tuple(_shade(told, shade) for shade in (it.before, after)), Tone.GOOD if after.at_target else Tone.NOTICE,
        is_strong=it.essential,
    )  # fmt: skip


def _shade(told: PlanTold, shade: Shade) -> str:
    return told.tongue.code(f"{shade.letter} {shade.points}")


def missing(told: PlanTold) -> Iterator[Block]:
    """Tell what is not planned, the rules that hold it back, and the smallest change that would let it in."""
    yield Heading(told.tongue.label("section_unplanned"))
    if not told.result.unplanned:
        yield Paragraph(told.tongue.label("all_planned"))
        return
    yield Paragraph(told.tongue.label("unplanned_hint"), Tone.QUIET)
    for it in told.result.unplanned:
        card = told.speaker.unplanned(it, told.result)
        yield Heading(f"{card.unit.plain} – {card.what.plain}" if card.unit else card.what.plain, 3)
        yield Pairs(tuple(_of_missing(told, card)))


def _of_missing(told: PlanTold, card: UnplannedCard) -> Iterator[tuple[str, Cell]]:
    what = [card.missing, card.alone]
    if card.priority is not None and card.by is not None:
        what.insert(1, told.tongue.label("priority", priority=str(card.priority)))
        what.insert(2, told.tongue.label("by_day", day=told.tongue.day(card.by)))
    yield told.say("missing"), cell(*what)
    why = [
        told.with_colon(f"{told.tongue.code(one.rule)} {one.name}", one.text) if one.rule else one.text
        for one in card.reasons
    ]
    yield told.say("why"), lines(why)
    if card.relaxations:
        yield told.say("would_help"), lines(card.relaxations)
    if card.lost_to:
        yield (
            told.say("gave_way_to"),
            lines(" – ".join([*(name.plain for name in rival.names)]) for rival in card.lost_to),
        )


def money(told: PlanTold) -> Iterator[Block]:
    """Tell what each payer pays, line by line and year by year."""
    yield Heading(told.tongue.label("section_money"))
    found = money_lines(told.problem, told.score, told.tongue)
    currency = told.problem.currency
    yield Paragraph(told.tongue.label("money_hint", currency=told.tongue.code(currency)), Tone.QUIET)
    years = sorted({year.year for line in found for year in line.years})
    called = {line.payer_id: line.payer.plain for line in found}
    totals: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for line in found:
        for year in line.years:
            totals[line.payer_id][year.year] += year.spent
    number = told.tongue.number
    yield Table(
        (Column(told.say("payer"), 2.0), *(Column(str(year), 1.0, Align.END) for year in years),
         Column(told.say("total"), 1.0, Align.END)),
        tuple(
            (cell(called[payer], strong=True), *(cell(number(by_year[year])) for year in years),
             cell(number(sum(by_year.values())), strong=True))
            for payer, by_year in totals.items()
        ),
        told.say("by_payer", currency=currency),
    )  # fmt: skip
    yield Table(
        (Column(told.say("money_line"), 1.9), Column(told.say("payer"), 2.3), Column(told.say("year"), 0.7, Align.END),
         Column(told.say("spent"), 1.1, Align.END), Column(told.say("allowed"), 1.1, Align.END)),
        tuple(row for line in found for row in _of_line(told, line)),
    )  # fmt: skip


def _of_line(told: PlanTold, line: Line) -> Iterator[tuple[Cell, ...]]:
    for year in line.years:
        allowed = told.say("no_line") if year.allowed is None else told.tongue.number(year.allowed)
        is_full = year.allowed is not None and year.spent > year.allowed
        yield (
            cell(line.name), cell(line.payer), cell(str(year.year)),
            cell(told.tongue.number(year.spent), tone=Tone.BAD if is_full else Tone.PLAIN), cell(allowed),
        )  # fmt: skip


def basis(told: PlanTold) -> Iterator[Block]:
    """Tell what the plan takes for granted, and of which parts it was made."""
    yield Heading(told.tongue.label("section_basis"))
    found = tuple(reason_text(told.voice, it) for it in told.result.assumptions)
    if found:
        yield Points(found)
    else:
        yield Note(told.tongue.label("no_assumptions"), Tone.QUIET)
    yield Pairs(
        tuple(
            (told.say("of_part"), cell(told.party(part.party), told.tongue.code(part.sha256)))
            for part in told.problem.parts
        )
    )
