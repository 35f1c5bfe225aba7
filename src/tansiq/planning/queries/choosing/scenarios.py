"""Plans to choose between: their score cards in columns, and what each decides differently from one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.choosing.comparison import NotComparable, Told, told
from tansiq.planning.queries.choosing.dependency import dependencies_of
from tansiq.planning.queries.plans.hiding import Hidden
from tansiq.planning.queries.plans.opened import Opened, opened
from tansiq.ui.tongue import page_language
from tansiq_desk.page.score import StageRow, stage_rows
from tansiq_desk.page.tongue import Tongue
from tansiq_desk.words import Voice
from tansiq_desk.words.telling import violation_text
from tansiq_planner.dependency import PartyDependency
from tansiq_planner.sharing import Carried

MORE, LESS, NEITHER = "more", "less", ""
"""Which direction is better; neither where it is for officers to judge."""
SHOWN_VIOLATIONS = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of one plan; None where the plan has no such figure. A share is in percent, of its two counts."""

    value: float | None
    of: int | None = None
    counted: int | None = None
    is_best: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of every plan."""

    label: str
    better: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One plan: what was sought, how near it is to the best possible, and which rules it breaks."""

    version: PlanVersion
    option: str
    stages: tuple[StageRow, ...]
    ended: str
    broken: tuple[str, ...]
    is_base: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """What one plan decides differently from the base; nothing is told of plans that cannot be compared."""

    version: PlanVersion
    told: Told | None


@dataclass(frozen=True, slots=True)
class Scenarios:
    """Everything the page shows."""

    base: PlanVersion
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    differences: tuple[Difference, ...]
    are_of_one_programme: bool


@dataclass(frozen=True)
class _Seen:
    """A plan opened, with what is counted besides its score."""

    version: PlanVersion
    whole: Opened
    dependency: Mapping[str, PartyDependency]
    carried: Mapping[str, Carried]

    def spent(self) -> Counter[str]:
        """Add up what each payer spends."""
        found: Counter[str] = Counter()
        for it in self.whole.result.score.spending:
            found[it.payer] += it.spent
        return found


def scenarios(versions: Sequence[PlanVersion], base: PlanVersion, hidden: Hidden) -> Scenarios:
    """Lay plans side by side, the base first."""
    ordered = [base, *(it for it in versions if it.pk != base.pk)]
    seen = [_seen(it) for it in ordered]
    names = {key: texts for it in reversed(seen) for key, texts in it.whole.problem.names.items()}
    tongue = Tongue(page_language(), names)
    return Scenarios(
        base=base,
        columns=tuple(_column(it, tongue, base) for it in seen),
        groups=tuple(_groups(seen, tongue)),
        differences=tuple(_difference(base, it, hidden) for it in ordered[1:]),
        are_of_one_programme=len({it.whole.problem.parts for it in seen}) == 1,
    )


def _seen(version: PlanVersion) -> _Seen:
    whole = opened(version)
    carried = {it.party: it for it in whole.carried}
    return _Seen(version, whole, {it.party: it for it in dependencies_of(version)}, carried)


def _column(seen: _Seen, tongue: Tongue, base: PlanVersion) -> Column:
    voice = Voice(tongue.lang, seen.whole.problem.names, seen.whole.problem.currency)
    result = seen.whole.result
    broken = seen.whole.violations[:SHOWN_VIOLATIONS]
    return Column(
        seen.version,
        tongue.label(f"option_{seen.version.option.replace('-', '_')}"),
        tuple(stage_rows(result, tongue, voice)),
        tongue.label(f"stopped_{result.stopped_by}"),
        tuple(f"{it.rule.value} {violation_text(voice, it)}" for it in broken),
        seen.version.pk == base.pk,
    )


def _difference(base: PlanVersion, version: PlanVersion, hidden: Hidden) -> Difference:
    try:
        return Difference(version, told(base, version, hidden=hidden))
    except NotComparable:
        return Difference(version, None)


def _groups(seen: list[_Seen], tongue: Tongue) -> Iterator[Group]:
    rows: dict[str, Iterator[Row]] = {
        _("Seats and exercises"): _planned(seen),
        _("Readiness"): _readiness(seen),
        _("Standing on one's own feet"): _own_strength(seen, tongue),
        _("Who carries what"): _carrying(seen, tongue),
        _("Money"): _money(seen, tongue),
    }
    for title, found in rows.items():
        known = tuple(row for row in found if any(cell.value is not None for cell in row.cells))
        if known:
            yield Group(title, known)


def _row(label: str, better: str, cells: Iterable[Cell]) -> Row:
    return Row(label, better, _marked(better, list(cells)))


def _marked(better: str, cells: list[Cell]) -> tuple[Cell, ...]:
    """Mark the best of a row: all that share it; none where nothing is better, or all are alike."""
    values = [it.value for it in cells if it.value is not None]
    if better == NEITHER or len(set(values)) < 2:
        return tuple(cells)
    best = max(values) if better == MORE else min(values)
    return tuple(replace(it, is_best=it.value == best) for it in cells)


def _planned(seen: list[_Seen]) -> Iterator[Row]:
    scores = [it.whole.result.score for it in seen]
    for priority in sorted({key for score in scores for key in score.requested}):
        seats = (Cell(it.seats.get(priority, 0), it.requested.get(priority, 0)) for it in scores)
        yield _row(_("Seats of priority %(priority)d") % {"priority": priority}, MORE, seats)
    held = (Cell(sum(it.held.values()), sum(it.exercises.values())) for it in scores)
    yield _row(_("Exercises held"), MORE, held)
    yield _row(_("Not planned, or in part"), LESS, (Cell(len(it.whole.result.unplanned)) for it in seen))


def _readiness(seen: list[_Seen]) -> Iterator[Row]:
    scores = [it.whole.result.score for it in seen]
    months = (Cell(it.task_months, it.task_months_at_most) for it in scores)
    yield _row(_("Weighted task-months at standard"), MORE, months)
    untrained = (Cell(it.untrained) for it in scores)
    yield _row(_("Untrained essential tasks at half-year days"), LESS, untrained)


def _own_strength(seen: list[_Seen], tongue: Tongue) -> Iterator[Row]:
    scores = [it.whole.result.score for it in seen]
    national = (Cell(it.national_weeks, it.course_weeks) for it in scores)
    yield _row(_("Course weeks led by national instructors alone"), MORE, national)
    for party in _parties(seen):
        label = _("Dependency index of %(party)s") % {"party": tongue.name(party).plain}
        yield _row(label, LESS, (_index_of(it.dependency.get(party)) for it in seen))


def _index_of(found: PartyDependency | None) -> Cell:
    if found is None:
        return Cell(None)
    part = found.whole.course_weeks
    return Cell(part.percent, part.all, part.of_others)


def _parties(seen: list[_Seen]) -> list[str]:
    return list(dict.fromkeys(party for it in seen for party in it.carried))


def _carrying(seen: list[_Seen], tongue: Tongue) -> Iterator[Row]:
    figures: dict[str, Callable[[Carried], int]] = {
        _("People-weeks at schools of %(party)s"): lambda it: it.people_weeks,
        _("Exercises hosted by %(party)s"): lambda it: it.exercises,
        _("Instructor days of %(party)s"): lambda it: it.instructor_days,
    }
    for label, figure in figures.items():
        for party in _parties(seen):
            carried = [it.carried.get(party) for it in seen]
            cells = (Cell(None if it is None else figure(it)) for it in carried)
            yield _row(label % {"party": tongue.name(party).plain}, NEITHER, cells)


def _money(seen: list[_Seen], tongue: Tongue) -> Iterator[Row]:
    """Give what each payer spends; money of two currencies is never in one row."""
    for currency in sorted({it.whole.problem.currency for it in seen}):
        own = [it if it.whole.problem.currency == currency else None for it in seen]
        spent = [None if it is None else it.spent() for it in own]
        for payer in sorted({payer for found in spent if found for payer in found}):
            name = tongue.name(payer) if payer in tongue.names else tongue.term("payer", payer)
            label = _("Cost to %(payer)s (%(currency)s)") % {"payer": name.plain, "currency": currency}
            yield _row(label, LESS, (Cell(None if found is None else found[payer]) for found in spent))
        whole = (Cell(None if it is None else it.whole.result.score.cost) for it in own)
        yield _row(_("Cost in all (%(currency)s)") % {"currency": currency}, LESS, whole)
