"""How far each party depends on the others, by the plan that is shown and over the plans that were in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tansiq.core.errors import NotFound
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.queries.plans.versions import the_programme, the_standing_plan, tongue_of
from tansiq.planning.rules import IN_FORCE
from tansiq_desk.page import anchor_of
from tansiq_desk.page.editions import EditionRow, edition_rows
from tansiq_desk.page.tongue import Name
from tansiq_planner.dependency import Dependency, Part, PartyDependency, Received

SHOWN_IN_FORCE = 30


@dataclass(frozen=True, slots=True)
class Side:
    """One party: its figures in the whole plan and year by year."""

    party: Name
    whole: Dependency
    years: tuple[tuple[int, Dependency], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """An edition behind a figure: what it is, and how it counts."""

    edition: EditionRow
    counts: Received


@dataclass(frozen=True, slots=True)
class Figure:
    """What a figure was counted from: a party, a year or the whole plan, and the editions."""

    party: Name
    year: int | None
    sum: Dependency
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """The index of a party in a plan that was in force, and by how many points it changed since the one before."""

    part: Part
    change: float | None

    @property
    def size(self) -> float:
        """By how many points, whichever way."""
        return abs(self.change or 0)


@dataclass(frozen=True, slots=True)
class Stood:
    """A plan that is or was in force: since when, and the index of each party."""

    version: PlanVersion
    since: datetime | None
    points: tuple[Point, ...]


def dependencies_of(version: PlanVersion) -> tuple[PartyDependency, ...]:
    """Give how far each party depends on others in a plan version."""
    return opened(version).dependencies


def sides_of(version: PlanVersion) -> tuple[Side, ...]:
    """Give the figures of each party in a plan version, named in the page's language."""
    tongue = tongue_of(version)
    return tuple(
        Side(tongue.name(it.party), it.whole, tuple(it.by_year.items())) for it in dependencies_of(version)
    )


def figure_of(version: PlanVersion, party: str, year: int | None) -> Figure:
    """Give the editions that a party's figures count, in a year or in the whole plan.

    Raises
    ------
    NotFound
        Where the plan has no such party or year.
    """
    found = next((it for it in dependencies_of(version) if it.party == party), None)
    if found is None or (year is not None and year not in found.by_year):
        raise NotFound
    of = found.whole if year is None else found.by_year[year]
    whole, tongue = opened(version), tongue_of(version)
    rows = {it.anchor: it for it in edition_rows(whole.problem, whole.plan, tongue)}
    anchors = {it.id: anchor_of(it) for it in whole.plan.editions}
    sources = tuple(Source(rows[anchors[it.edition]], it) for it in of.received)
    return Figure(tongue.name(party), year, of, sources)


def in_force(programme: Programme) -> QuerySet[PlanVersion]:
    """Give the plans that are or were in force, the newest first, with everything."""
    found = programme.versions.filter(state__in=IN_FORCE).prefetch_related("approvals")
    return found.order_by("-number")[:SHOWN_IN_FORCE]


def history(stood: Sequence[PlanVersion], parties: Sequence[str]) -> list[Stood]:
    """Give the index of each party over the plans in force, the newest first."""
    rows: list[Stood] = []
    before: dict[str, float | None] = {}
    for version in reversed(stood):
        found = {it.party: it.whole.course_weeks for it in dependencies_of(version)}
        parts = {party: found.get(party, Part(0, 0)) for party in parties}
        points = tuple(Point(part, _change(before.get(party), part.share)) for party, part in parts.items())
        before = {party: part.share for party, part in parts.items()}
        rows.append(Stood(version, max((it.at for it in version.approvals.all()), default=None), points))
    return rows[::-1]


def _change(before: float | None, now: float | None) -> float | None:
    return None if before is None or now is None else round((now - before) * 100, 1)


@dataclass(frozen=True, slots=True)
class Headline:
    """The index of each party in one sentence, and the plan that gives it."""

    plan: PlanVersion
    is_in_force: bool
    sides: tuple[Side, ...]


def headline_for(person: Person) -> Headline | None:
    """Give the index by the plan in force, else by the plan that stands furthest; None for who reads no plans."""
    programme = the_programme() if person.may(Permission.READ_PLAN) else None
    plan = the_standing_plan(programme) if programme else None
    return None if plan is None else Headline(plan, plan.state in IN_FORCE, sides_of(plan))
