"""Units whose ratings are not known here: an option that counts readiness cannot be sought without them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.utils.translation import ngettext

from tansiq.core.rules import JOINT
from tansiq.people.models import Person
from tansiq.planning.models import PlanningRun, SharedPart
from tansiq.planning.queries.programme_file.seen import hidden_codes
from tansiq.planning.queries.shared.basis import Basis as Released
from tansiq.planning.rules import Basis
from tansiq.training.models import Task
from tansiq.ui.tongue import listed, spoken
from tansiq_planner.files import read_problem_text
from tansiq_planner.problem import Problem

MOST_TOLD = 8
"""Units of a party that are named; the rest is counted."""
KEPT = 8


@dataclass(frozen=True, slots=True)
class Unrated:
    """Units of one party: what it and the first of them are called, and how many more there are or stay unnamed."""

    party: Mapping[str, str]
    units: tuple[Mapping[str, str], ...]
    left_out: int


def unrated(problem: Problem, person: Person) -> list[Unrated]:
    """Give the units whose ratings a problem lacks, by party; those that someone does not see are counted alone."""
    lacking = {name for it in problem.missing if it.kind == "ratings" for name in it.ids}
    unseen = frozenset() if JOINT in person.parties else hidden_codes(person)["units"]
    units = sorted(
        (it for it in problem.units.values() if it.id in lacking), key=lambda it: (it.party, it.id)
    )
    return [
        _unrated(problem, party, [it.id for it in of], unseen)
        for party, of in groupby(units, key=lambda it: it.party)
    ]


def _unrated(problem: Problem, party: str, units: list[str], unseen: frozenset[str]) -> Unrated:
    named = [problem.names.get(it, {"en": it}) for it in units if it not in unseen][:MOST_TOLD]
    return Unrated(problem.names.get(party, {"en": party}), tuple(named), len(units) - len(named))


def unrated_of(run: PlanningRun, person: Person) -> list[Unrated]:
    """Give the units for whose ratings a search was given up."""
    if run.fault != "ratings_missing":
        return []
    return unrated(read_problem_text(run.programme_document), person)


def unrated_told(problem: Problem, person: Person) -> str:
    """Say whose ratings a problem lacks, in one line."""
    return listed(it for of in unrated(problem, person) for it in _told(of))


def _told(of: Unrated) -> Iterator[str]:
    party = spoken(of.party).text
    yield from (f"{spoken(unit).text} ({party})" for unit in of.units)
    if of.left_out:
        more = ngettext("%(n)d more unit (%(party)s)", "%(n)d more units (%(party)s)", of.left_out)
        yield more % {"n": of.left_out, "party": party}


def bases_without_ratings(released: Released | None) -> frozenset[Basis]:
    """Tell what could be planned on lacks a rating: our own records, and what both sides released where that is asked for."""
    found = {Basis.OWN} if Task.objects.filter(start_points=None).exists() else set[Basis]()
    if released is not None and _lacks(released.parts):
        found.add(Basis.RELEASED)
    return frozenset(found)


def _lacks(parts: Iterable[SharedPart]) -> bool:
    return any(_lacks_a_rating(it.sha256, it.content) for it in parts)


@lru_cache(maxsize=KEPT)
def _lacks_a_rating(_sha256: str, content: str) -> bool:
    """Tell whether a task of a part stands without its start, by the form in which parts are written."""
    units = json.loads(content).get("units", ())
    return any(task.get("start") is None for unit in units for task in unit.get("metl", {}).values())
