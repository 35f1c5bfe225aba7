"""Reads of plan versions, runs and locks, as pages show them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from tansiq.core.errors import NotFound
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.access import reads_all_ratings
from tansiq.planning.models import Lock, PlanningRun, PlanVersion, Programme, Remark
from tansiq.planning.queries.opened import Hidden, opened
from tansiq.planning.queries.relaxing import relaxed
from tansiq.planning.rules import ENDED, OPEN_RUNS, WAY
from tansiq.training.models import Task
from tansiq.ui.tongue import page_language
from tansiq_desk.page import anchor_of
from tansiq_desk.page.editions import EditionRow, edition_rows
from tansiq_desk.page.reasons import Speaker
from tansiq_desk.page.tongue import Tongue
from tansiq_desk.words import Voice
from tansiq_desk.words.telling import lock_text, stage_text, violation_text
from tansiq_planner.calendar import DAYS_IN_WEEK
from tansiq_planner.files import read_problem_text
from tansiq_planner.files.building import build_lock
from tansiq_planner.files.schema.training import Lock as LockRow
from tansiq_planner.neighbours import Neighbour, elsewhen
from tansiq_planner.solution import Edition

FEW_WEEKS, ALL_WEEKS = 3, 26
"""Weeks before and after an edition that are tried: at a glance, and all that dragging may reach."""


def the_programme() -> Programme | None:
    """Give the programme of this node."""
    return Programme.objects.select_related("gate").order_by("pk").first()


def versions(programme: Programme) -> QuerySet[PlanVersion]:
    """Give the plan versions, the newest first, without their long texts."""
    found = programme.versions.defer("document", "programme_document").select_related("parent")
    return found.prefetch_related("approvals").order_by("-number")


def version_numbered(programme: Programme, number: int) -> PlanVersion:
    """Give a plan version with everything."""
    found = (
        programme.versions.select_related("parent", "programme")
        .prefetch_related("approvals")
        .filter(number=number)
    )
    version: PlanVersion | None = found.first()
    if version is None:
        raise NotFound
    return version


def versions_numbered(programme: Programme, numbers: Sequence[int]) -> list[PlanVersion]:
    """Give several plan versions with everything, by their numbers.

    Raises
    ------
    NotFound
        Where one of them is not there.
    """
    found = programme.versions.select_related("parent", "programme").prefetch_related("approvals")
    chosen = list(found.filter(number__in=numbers).order_by("number"))
    if len(chosen) < len(set(numbers)):
        raise NotFound
    return chosen


def the_standing_plan(programme: Programme) -> PlanVersion | None:
    """Give the plan that stands furthest in its life, the newest of those; withdrawn and closed ones stand no more."""
    known = {
        state: number
        for number, state in programme.versions.order_by("number").values_list("number", "state")
    }
    standing = next((known[state] for state in reversed(WAY) if state in known and state not in ENDED), None)
    return None if standing is None else version_numbered(programme, standing)


def open_remarks(programme: Programme) -> QuerySet[Remark]:
    """Give the remarks of living plans that nobody has settled, the oldest first."""
    living = Remark.objects.filter(plan__programme=programme, settled_by="").exclude(plan__state__in=ENDED)
    return living.select_related("plan").defer("plan__document", "plan__programme_document").order_by("at")


def open_runs(programme: Programme) -> QuerySet[PlanningRun]:
    """Give the searches that are under way, in the order in which the worker takes them."""
    return programme.runs.defer("programme_document").filter(state__in=OPEN_RUNS).order_by("pk")


def runs_asked_with(run: PlanningRun) -> list[PlanningRun]:
    """Give the searches that were asked for in one step with this one, itself among them, in their order."""
    first = run.asked_with_id or run.pk
    runs = PlanningRun.objects.defer("programme_document").select_related("result")
    return list(runs.filter(Q(pk=first) | Q(asked_with=first)).order_by("pk"))


def run_seen(run_id: int) -> PlanningRun:
    """Give a search by its number.

    Raises
    ------
    NotFound
    """
    runs = PlanningRun.objects.defer("programme_document").select_related("result", "baseline")
    run: PlanningRun | None = runs.filter(pk=run_id).first()
    if run is None:
        raise NotFound
    return run


def remarks_on(version: PlanVersion, line: str | None = None) -> QuerySet[Remark]:
    """Give what was said of a plan, or of one of its lines: what is open first, the newest first."""
    said = version.remarks.order_by("settled_at", "-at")
    return said if line is None else said.filter(line=line)


def relaxed_document(version: PlanVersion, line: str, place: int) -> tuple[str, str]:
    """Give a version's programme with one smallest change made, and that change in words.

    Raises
    ------
    NotFound
        Where the version names no such change.
    """
    whole = opened(version)
    row = next((it for it in whole.result.unplanned if it.id == line), None)
    if row is None or place >= len(row.relaxations):
        raise NotFound
    document = relaxed(json.loads(version.programme_document), row.relaxations[place])
    told = speaker_of(version).unplanned(row, whole.result).relaxations[place]
    return json.dumps(document, ensure_ascii=False), told


def relaxations_told(version: PlanVersion) -> list[tuple[str, list[tuple[int, str]]]]:
    """Give the smallest changes of every line that is missing, in words, each with its place."""
    whole, speaker = opened(version), speaker_of(version)
    return [
        (row.id, list(enumerate(speaker.unplanned(row, whole.result).relaxations)))
        for row in whole.result.unplanned
        if row.relaxations
    ]


def last_runs(programme: Programme) -> QuerySet[PlanningRun]:
    """Give the last searches."""
    return programme.runs.defer("programme_document").select_related("result").order_by("-pk")[:5]


def hidden_from(person: Person, programme: Programme) -> Hidden:
    """Give the ratings that someone may not see: those of other parties that were not released to theirs."""
    if person.may(Permission.READ_READINESS) and reads_all_ratings(person, programme):
        return frozenset()
    tasks = Task.objects.values_list("unit__code", "competency__code", "unit__owner", "released_to")
    return frozenset(
        (unit, competency)
        for unit, competency, owner, released_to in tasks
        if not person.may(Permission.READ_READINESS)
        or (owner not in person.parties and not person.parties & set(released_to.split()))
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


def weeks_of(version: PlanVersion, edition: Edition, around: int) -> list[Week]:
    """Try an edition in every week around its own; the planned one stands among them."""
    whole = opened(version)
    days = [edition.start + timedelta(days=DAYS_IN_WEEK * n) for n in range(-around, around + 1)]
    inside = [it for it in days if whole.problem.horizon.first <= it <= whole.problem.horizon.last]
    tried = iter(elsewhen(whole.problem, whole.plan, edition, [it for it in inside if it != edition.start]))
    voice = Voice(page_language(), whole.problem.names, whole.problem.currency)
    units = {name: voice.name(request.unit) for name, request in whole.problem.requests.items()}
    return [
        Week(it, is_planned=True, found=None) if it == edition.start else _week(it, next(tried), voice, units)
        for it in inside
    ]


def _week(start: date, found: Neighbour, voice: Voice, units: Mapping[str, str]) -> Week:
    return Week(
        start,
        is_planned=False,
        found=found,
        broken=tuple((it.rule.value, violation_text(voice, it)) for it in found.broken),
        given_up=tuple((units[name], seats) for name, seats in found.given_up.items()),
    )


@dataclass(frozen=True, slots=True)
class ToldLock:
    """A lock in words."""

    lock: Lock
    text: str


def locks_told(programme: Programme) -> list[ToldLock]:
    """Give what is fixed before the next search, in words."""
    kept = list(programme.locks.filter(is_of_the_file=False).order_by("pk"))
    if not kept:
        return []
    names = _names(programme)
    voice = Voice(page_language(), names)
    return [ToldLock(it, lock_text(voice, build_lock(LockRow.model_validate(it.content)))) for it in kept]


def _names(programme: Programme) -> Any:
    newest = programme.versions.order_by("-number").first()
    if newest is None:
        return {}
    return read_problem_text(newest.programme_document).names


def tongue_of(version: PlanVersion) -> Tongue:
    """Give the page's language with the names of a version's programme."""
    return Tongue(page_language(), opened(version).problem.names)


def speaker_of(version: PlanVersion) -> Speaker:
    """Give whoever says what the planner found about a version, in the page's language."""
    return Speaker(opened(version).problem, tongue_of(version))


def edition_told(version: PlanVersion, edition: Edition) -> EditionRow:
    """Give an edition as the plan's table has it."""
    whole = opened(version)
    anchor = anchor_of(edition)
    return next(
        row for row in edition_rows(whole.problem, whole.plan, tongue_of(version)) if row.anchor == anchor
    )


def phase_told(run: PlanningRun) -> str:
    """Give what a search is doing now, in words."""
    return stage_text(Voice(page_language()), run.phase) if run.phase else ""
