"""R01: every accord named, and each parent of it, carries every day of the activity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tansiq_planner.calendar import Window
from tansiq_planner.check.resolved import ResolvedPlan
from tansiq_planner.problem import Accord, Problem
from tansiq_planner.rules import Rule, Violation


def legal_basis(resolved: ResolvedPlan) -> Iterator[Violation]:
    """R01; what the problem does not know stands on no accord at all."""
    problem = resolved.problem
    for edition in resolved.plan.editions:
        if edition.course not in problem.courses:
            place = {"edition": edition.id, "course": edition.course}
            yield Violation(Rule.LEGAL_BASIS, "unknown_course", place)
    for held in resolved.plan.exercises:
        if held.exercise not in problem.exercises:
            yield Violation(Rule.LEGAL_BASIS, "unknown_exercise", {"exercise": held.exercise})
    for placed in resolved.new_editions:
        place = {"edition": placed.id}
        yield from _carried(problem, placed.course.legal_basis, place, Window(placed.first, placed.last))
    for conducted in resolved.new_exercises:
        place = {"exercise": conducted.id}
        days = Window(conducted.first, conducted.last)
        yield from _carried(problem, conducted.exercise.legal_basis, place, days)


def _carried(
    problem: Problem, basis: Iterable[str], place: Mapping[str, str], days: Window
) -> Iterator[Violation]:
    prefix = "exercise_" if "exercise" in place else ""
    for accord in with_parents(problem, basis):
        here = {**place, "accord": accord.id}
        window = accord.in_force(count_tacit_renewal=problem.count_tacit_renewal)
        if window is None:
            code = f"{prefix}not_in_force"
            yield Violation(Rule.LEGAL_BASIS, code, here, {"status": accord.status})
            continue
        if days.first < window.first:
            figures = {"found": days.first, "allowed": window.first}
            yield Violation(Rule.LEGAL_BASIS, f"{prefix}before_in_force", here, figures)
        if days.last > window.last:
            figures = {"found": days.last, "allowed": window.last}
            yield Violation(Rule.LEGAL_BASIS, f"{prefix}after_validity", here, figures)


def with_parents(problem: Problem, basis: Iterable[str]) -> list[Accord]:
    """Give the accords named and all above them, each once, in the order met."""
    met: dict[str, Accord] = {}
    for name in basis:
        current: str | None = name
        while current is not None and current not in met:
            met[current] = problem.accords[current]
            current = met[current].parent
    return list(met.values())
