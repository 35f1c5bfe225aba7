"""Reads of plan versions, runs and locks, as pages show them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from tansiq.core.errors import NotFound
from tansiq.organisations.models import Party
from tansiq.planning.models import Approval, Lock, PlanningRun, PlanVersion, Programme, Remark
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.queries.plans.relaxing import relaxed
from tansiq.planning.rules import ENDED, OPEN_RUNS, WAY
from tansiq.ui.tongue import page_language
from tansiq_desk.page.reasons import Speaker
from tansiq_desk.page.tongue import Tongue
from tansiq_desk.words import Voice
from tansiq_desk.words.telling import fixed_text, stage_text
from tansiq_planner.files import read_problem_text
from tansiq_planner.files.building import build_lock
from tansiq_planner.files.schema.training import Lock as LockRow


def with_party_names(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Bring what the party of each row is called."""
    party = Party.objects.filter(code=OuterRef("party"))
    names = {f"party_{it}": Subquery(party.values(f"name_{it}")[:1]) for it in ("ar", "fr", "en")}
    named: QuerySet[Any] = rows.annotate(**names)
    return named


def _approvals() -> Prefetch[Any]:
    return Prefetch("approvals", with_party_names(Approval.objects.order_by("pk")))


def the_programme() -> Programme | None:
    """Give the programme of this node."""
    return Programme.objects.select_related("gate").order_by("pk").first()


def versions(programme: Programme) -> QuerySet[PlanVersion]:
    """Give the plan versions, the newest first, without their long texts."""
    found = programme.versions.defer("document", "programme_document").select_related("parent")
    return found.prefetch_related(_approvals()).order_by("-number")


def version_numbered(programme: Programme, number: int) -> PlanVersion:
    """Give a plan version with everything."""
    found = (
        programme.versions.select_related("parent", "programme")
        .prefetch_related(_approvals())
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
    found = programme.versions.select_related("parent", "programme").prefetch_related(_approvals())
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
    runs = PlanningRun.objects.defer("programme_document").select_related("result", "baseline", "programme")
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
    said = with_party_names(version.remarks.order_by("settled_at", "-at"))
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
    return [ToldLock(it, fixed_text(voice, build_lock(LockRow.model_validate(it.content)))) for it in kept]


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


def phase_told(run: PlanningRun) -> str:
    """Give what a search is doing now, in words."""
    return stage_text(Voice(page_language()), run.phase) if run.phase else ""
