"""One edition of a plan: as its table has it, and in every week around its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tansiq.people.models import Person
from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.plans.hiding import counts_qualified_of_others
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.queries.plans.versions import tongue_of
from tansiq.ui.tongue import page_language
from tansiq_desk.page import anchor_of
from tansiq_desk.page.editions import EditionRow, edition_rows
from tansiq_desk.words import Voice
from tansiq_desk.words.telling import rule_text, violation_text
from tansiq_planner.calendar import DAYS_IN_WEEK
from tansiq_planner.neighbours import Neighbour, elsewhen
from tansiq_planner.rules import Violation
from tansiq_planner.solution import Edition

FEW_WEEKS, ALL_WEEKS = 3, 26
"""Weeks before and after an edition that are tried: at a glance, and all that dragging may reach."""


def edition_told(version: PlanVersion, edition: Edition) -> EditionRow:
    """Give an edition as the plan's table has it."""
    whole = opened(version)
    anchor = anchor_of(edition)
    return next(
        row for row in edition_rows(whole.problem, whole.plan, tongue_of(version)) if row.anchor == anchor
    )


@dataclass(frozen=True, slots=True)
class Week:
    """A week in which an edition could begin: what it would break, gain and give up."""

    start: date
    is_planned: bool
    found: Neighbour | None
    broken: tuple[tuple[str, str], ...] = ()
    given_up: tuple[tuple[str, int], ...] = ()

    @property
    def is_lawful(self) -> bool:
        """Whether the edition could begin then."""
        return self.found is None or self.found.is_lawful


def weeks_of(version: PlanVersion, edition: Edition, around: int, person: Person) -> list[Week]:
    """Try an edition in every week around its own; the planned one stands among them.

    Of a broken rule whose figures are not for this reader, the name alone is told.
    """
    whole = opened(version)
    days = [edition.start + timedelta(days=DAYS_IN_WEEK * n) for n in range(-around, around + 1)]
    inside = [it for it in days if whole.problem.horizon.first <= it <= whole.problem.horizon.last]
    tried = iter(elsewhen(whole.problem, whole.plan, edition, [it for it in inside if it != edition.start]))
    voice = Voice(page_language(), whole.problem.names, whole.problem.currency)
    units = {name: voice.name(request.unit) for name, request in whole.problem.requests.items()}

    def said(broken: Violation) -> str:
        is_hidden = counts_qualified_of_others(broken, whole.problem, person)
        return rule_text(voice, broken.rule) if is_hidden else violation_text(voice, broken)

    return [
        Week(it, is_planned=True, found=None) if it == edition.start else _week(it, next(tried), said, units)
        for it in inside
    ]


def _week(start: date, found: Neighbour, said: Callable[[Violation], str], units: Mapping[str, str]) -> Week:
    return Week(
        start,
        is_planned=False,
        found=found,
        broken=tuple((it.rule.value, said(it)) for it in found.broken),
        given_up=tuple((units[name], seats) for name, seats in found.given_up.items()),
    )
