"""What changes from one plan to another, in the names of its programme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import Refused
from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.plans.hiding import Hidden
from tansiq.planning.queries.plans.opened import compared, opened
from tansiq.ui.tongue import page_language
from tansiq_desk.page.tongue import Name, Tongue
from tansiq_planner.compare import Comparison
from tansiq_planner.solution import Edition, HeldExercise


class NotComparable(Refused):
    """The plans are of programmes that no longer share their courses or units."""

    message = _(
        "These plans cannot be laid side by side: one of them holds what the other's programme does not know."
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the difference: what, where, and its days before and after."""

    what: Name
    where: Name | None
    before: date | None
    after: date | None
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a unit has before and after."""

    unit: Name
    seats: tuple[int, int]
    task_months: tuple[int, int] | None
    untrained: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Told:
    """Two plans side by side, in words."""

    moved: tuple[Change, ...]
    added: tuple[Change, ...]
    removed: tuple[Change, ...]
    restaffed: tuple[Change, ...]
    rescheduled: tuple[Change, ...]
    seats: tuple[tuple[Name, Name, int, int], ...]
    units: tuple[Effect, ...]
    is_same: bool

    @property
    def kinds(self) -> list[tuple[Any, tuple[Change, ...]]]:
        """What is held, where, when and by whom, kind by kind under its title; without kinds of which there are none."""
        kinds = [
            (_("Moved"), self.moved),
            (_("Added"), self.added),
            (_("Removed"), self.removed),
            (_("Other instructors"), self.restaffed),
            (_("Other conference days"), self.rescheduled),
        ]
        return [(title, changes) for title, changes in kinds if changes]


def told(before: PlanVersion, after: PlanVersion, *, hidden: Hidden) -> Told:
    """Compare two versions in the world of the later one; of units with a hidden rating, their seats alone are told.

    Raises
    ------
    NotComparable
    """
    whole = opened(after)
    tongue = Tongue(page_language(), {**opened(before).problem.names, **whole.problem.names})
    try:
        found = compared(opened(before), whole)
    except KeyError as error:
        raise NotComparable from error
    requests = whole.problem.requests
    judged = frozenset(unit for unit, _competency in hidden)
    return Told(
        moved=tuple(_moved(found, tongue)),
        added=(
            *(_edition(it, tongue, is_new=True) for it in found.added),
            *(_exercise(it, tongue, is_new=True) for it in found.added_exercises),
        ),
        removed=(
            *(_edition(it, tongue, is_new=False) for it in found.removed),
            *(_exercise(it, tongue, is_new=False) for it in found.removed_exercises),
        ),
        restaffed=tuple(_edition(it, tongue, is_new=True) for it in found.restaffed),
        rescheduled=tuple(_exercise(it, tongue, is_new=True) for it in found.rescheduled),
        seats=tuple(
            (tongue.name(requests[it.request].course), tongue.name(requests[it.request].unit), it.before, it.after)
            for it in found.requests
        ),
        units=tuple(_effects(found, tongue, judged)),
        is_same=found.is_same,
    )  # fmt: skip


def _moved(found: Comparison, tongue: Tongue) -> list[Change]:
    changes = [
        *(
            Change(tongue.name(it.after.course), tongue.name(it.after.venue), it.before.start, it.after.start)
            for it in found.moved
        ),
        *(
            Change(tongue.name(it.after.exercise), None, it.before.start, it.after.start)
            for it in found.moved_exercises
        ),
    ]
    return sorted(changes, key=lambda it: it.after or date.max)


def _edition(it: Edition, tongue: Tongue, *, is_new: bool) -> Change:
    before, after = (None, it.start) if is_new else (it.start, None)
    return Change(tongue.name(it.course), tongue.name(it.venue), before, after, it.size)


def _exercise(it: HeldExercise, tongue: Tongue, *, is_new: bool) -> Change:
    before, after = (None, it.start) if is_new else (it.start, None)
    return Change(tongue.name(it.exercise), None, before, after)


def _effects(found: Comparison, tongue: Tongue, judged: frozenset[str]) -> Iterator[Effect]:
    """Give the units for which something changes; that one of those judged stands here says nothing but its seats."""
    for it in found.units:
        seats = (it.seats_before, it.seats_after)
        if it.unit in judged:
            if it.seats_before != it.seats_after:
                yield Effect(tongue.name(it.unit), seats, None, None)
        elif it.is_change:
            yield Effect(
                tongue.name(it.unit),
                seats,
                None if it.task_months_before is None else (it.task_months_before, it.task_months_after or 0),
                None if it.untrained_before is None else (it.untrained_before, it.untrained_after or 0),
            )
