"""The verbs of planning in the background: ask for a search, follow it, cancel it, keep what it found."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import NotFound, Refused
from tansiq.core.moment import moment_of_node
from tansiq.core.queries import this_node
from tansiq.core.rules import JOINT
from tansiq.core.services import write_line
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.models import PlanningRun, PlanVersion, Programme
from tansiq.planning.queries import programme_text
from tansiq.planning.queries.plans.unrated import unrated_told
from tansiq.planning.queries.programme_file.faulty import ProgrammeFaulty
from tansiq.planning.queries.programme_file.rows import faults_in
from tansiq.planning.queries.programme_file.seen import known_document, seen_document
from tansiq.planning.queries.shared.basis import basis_text, named, partners, released_basis
from tansiq.planning.queries.shared.parties import party_called
from tansiq.planning.rules import (
    LONGEST_SCENARIO_TITLE,
    NEED_NO_RATINGS,
    OPEN_RUNS,
    UNSEEN_FAULT,
    Basis,
    RunState,
)
from tansiq.planning.services.versions import keep_version
from tansiq_planner.errors import CannotPlanError, FaultyFileError
from tansiq_planner.files import plan_document, plan_of, read_plan_text, read_problem_text
from tansiq_planner.files.baseline import baseline_for
from tansiq_planner.files.building import build_lock
from tansiq_planner.files.conflict_rows import conflict_row
from tansiq_planner.files.schema.training import Lock as LockRow
from tansiq_planner.problem import Problem
from tansiq_planner.result import Progress, Settings

BEAT_SECONDS = 0.5
ONE_DAY = timedelta(days=1)
SILENT_AFTER = timedelta(seconds=30)
"""A run of which nothing was heard for so long has lost its worker."""


class AlreadyPlanning(Refused):
    """A search is under way for this programme."""

    message = _("A plan is being made already. Follow it or cancel it before you ask for another.")


class NotReleasedYet(Refused):
    """A part of what both sides plan on is not there."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        text = _(
            "Not all parts of the problem are released yet; missing is that of: %(parties)s. Release your own on its page, "
            "and ask the partner for theirs."
        )
        super().__init__(text % {"parties": ", ".join(party_called(it) for it in missing)})


class RatingsMissing(Refused):
    """An option counts readiness, and ratings that it needs are not known here."""

    def __init__(self, units: str) -> None:
        text = _(
            "This option counts readiness, and no ratings are known here of: %(units)s. Choose coverage, which needs none, or "
            "ask their side to release them."
        )
        super().__init__(text % {"units": units})


@transaction.atomic
def start_run(
    *, programme: Programme, option: str, work: int, title: str, baseline: PlanVersion | None,
    by: Person, at: datetime, document: str | None = None, basis: Basis = Basis.OWN,
) -> PlanningRun:  # fmt: skip
    """Ask for a search on the programme as it stands now, on what both sides released, or on a baseline's with a change.

    Raises
    ------
    NotAllowed, AlreadyPlanning, NotReleasedYet, ProgrammeFaulty, RowsOfOthers, RatingsMissing
        Nothing was written.
    """
    held = _free_to_plan(programme, by, at)
    changed = document and _Posed(document, baseline.parts if baseline else None)
    posed = changed or _basis(held, basis, at)
    given = _asked(held, posed, [option], work, baseline, by, at)
    run = PlanningRun.objects.create(option=option, title=title, **given)
    changes = {"run": run.pk, "option": option, "work": work, "baseline": baseline and baseline.number}
    changes |= {"basis": posed.parts} if posed.parts else {}
    write_line(
        verb="planning.start_run", subject=f"planning.programme/{held.code}", changes=changes, by=by, at=at
    )
    return run


@transaction.atomic
def start_scenarios(
    *, programme: Programme, options: Sequence[str], work: int, title: str, baseline: PlanVersion | None,
    by: Person, at: datetime, basis: Basis = Basis.OWN,
) -> list[PlanningRun]:  # fmt: skip
    """Ask for one search for each option, all on the same programme; the worker takes them in turn.

    While one of them waits or runs, nothing else is planned, as with a single search.

    Raises
    ------
    NotAllowed, AlreadyPlanning, NotReleasedYet, ProgrammeFaulty, RowsOfOthers, RatingsMissing
        Nothing was written.
    """
    held = _free_to_plan(programme, by, at)
    posed = _basis(held, basis, at)
    given = _asked(held, posed, options, work, baseline, by, at)
    runs: list[PlanningRun] = []
    for option in options:
        named_so = f"{title[:LONGEST_SCENARIO_TITLE]} ({option})" if title else ""
        first = runs[0] if runs else None
        runs.append(PlanningRun.objects.create(option=option, title=named_so, asked_with=first, **given))
    changes = {
        "runs": [run.pk for run in runs],
        "options": list(options),
        "work": work,
        "baseline": baseline and baseline.number,
        **({"basis": posed.parts} if posed.parts else {}),
    }
    subject = f"planning.programme/{held.code}"
    write_line(verb="planning.start_scenarios", subject=subject, changes=changes, by=by, at=at)
    return runs


@dataclass(frozen=True)
class _Posed:
    """What is planned: the text of a programme, and the released parts that it is made of, None for one's own records."""

    document: str
    parts: Sequence[Mapping[str, str]] | None = None


def _basis(held: Programme, basis: Basis, at: datetime) -> _Posed:
    """Give what is planned on; only an office that has a partner chooses."""
    if basis is not Basis.RELEASED or not partners(this_node()):
        return _Posed(programme_text(held, at.date()))
    released = released_basis(held)
    if not released.is_whole:
        raise NotReleasedYet(released.missing)
    return _Posed(basis_text(released.parts), named(released.parts))


def _free_to_plan(programme: Programme, by: Person, at: datetime) -> Programme:
    """Hold the programme for whoever may have it planned, unless a search is under way."""
    demand(by, Permission.RUN_SOLVER, programme.owner)
    held: Programme = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    break_off_silent_runs(at=at)
    if held.runs.filter(state__in=OPEN_RUNS).exists():
        raise AlreadyPlanning
    return held


def _asked(
    held: Programme, posed: _Posed, options: Sequence[str], work: int, baseline: PlanVersion | None, by: Person,
    at: datetime,
) -> dict[str, Any]:  # fmt: skip
    """Give what every search that is asked for now has in common; what cannot be planned is refused in words."""
    try:
        problem = read_problem_text(posed.document)
    except FaultyFileError as error:
        raise _faulty(held, error, by) from error
    if not problem.has_ratings and set(options) - NEED_NO_RATINGS:
        raise RatingsMissing(unrated_told(problem, by))
    return {
        "programme": held,
        "work": work,
        "baseline": baseline,
        "locks": [lock.content for lock in held.locks.filter(is_of_the_file=False).order_by("pk")],
        "programme_document": posed.document,
        "parts": posed.parts,
        "by": by.username,
        "at": at,
    }


def _faulty(held: Programme, error: FaultyFileError, by: Person) -> Refused:
    """Say what is wrong with the programme; to who works for one side only, as far as it is wrong in what they see."""
    if JOINT in by.parties:
        return ProgrammeFaulty(error.faults)
    faults = faults_in(seen_document(held, by, known_document(held)))
    return ProgrammeFaulty(faults) if faults else Refused(UNSEEN_FAULT)


@transaction.atomic
def cancel_run(*, run_id: int, by: Person, at: datetime) -> PlanningRun:
    """Ask a search to end; it keeps the best plan it has, if any."""
    demand(by, Permission.RUN_SOLVER)
    run = PlanningRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise NotFound
    if run.state not in OPEN_RUNS or run.cancel_is_asked:
        return run
    run.cancel_is_asked = True
    if run.state == RunState.WAITING:
        run.state = RunState.CANCELLED
    run.save(update_fields=["cancel_is_asked", "state"])
    write_line(
        verb="planning.cancel_run",
        subject=f"planning.programme/{run.programme.code}",
        changes={"run": run.pk},
        by=by,
        at=at,
    )
    return run


def break_off_silent_runs(*, at: datetime) -> int:
    """Close runs whose worker is gone, so that the programme can be planned again.

    The fixed day of a rehearsal begins anew at midnight: a beat from just before it then seems to lie a day ahead.
    """
    heard = Q()
    for now in (at, at + ONE_DAY):
        heard |= Q(beat_at__range=(now - SILENT_AFTER, now + SILENT_AFTER))
    silent = PlanningRun.objects.filter(state=RunState.RUNNING).exclude(heard)
    return silent.update(state=RunState.BROKEN_OFF)


@dataclass
class _Following:
    """Writes the progress of a run down about twice a second, and hears whether it is to end."""

    run_id: int
    written_at: float = -math.inf
    is_cancelled: bool = False

    def tell(self, progress: Progress) -> None:
        if progress.seconds - self.written_at < BEAT_SECONDS:
            return
        self.written_at = progress.seconds
        bound = progress.bound if progress.bound is not None and math.isfinite(progress.bound) else None
        open_run = PlanningRun.objects.filter(pk=self.run_id)
        open_run.update(
            phase=progress.phase,
            best=progress.best,
            bound=None if bound is None else round(bound),
            seconds=progress.seconds,
            beat_at=moment_of_node(),
        )
        self.is_cancelled = open_run.filter(cancel_is_asked=True).exists()


def carry_out(run_id: int) -> None:
    """Search, in the worker. What was found is kept in one transaction with the end of the run, or nothing is."""
    begun = PlanningRun.objects.filter(pk=run_id, state=RunState.WAITING)
    if not begun.update(state=RunState.RUNNING, beat_at=moment_of_node()):
        return  # cancelled while it waited, or another worker has it
    run = PlanningRun.objects.select_related("programme", "baseline").get(pk=run_id)
    following = _Following(run_id)
    try:
        _keep(run, _found(run, following.tell, lambda: following.is_cancelled))
    except CannotPlanError as error:
        clashing = [conflict_row(it) for it in error.conflicts]
        _end(run_id, RunState.CANCELLED if following.is_cancelled else RunState.FAILED, error.code, clashing)
    except FaultyFileError as error:
        _end(run_id, RunState.FAILED, error.faults[0].code)
    except Exception as error:
        _end(run_id, RunState.FAILED, f"{type(error).__name__}: {error}")
        raise


def _found(
    run: PlanningRun, tell: Callable[[Progress], None], cancelled: Callable[[], bool]
) -> dict[str, object]:
    from tansiq_planner.solve import solve  # noqa: PLC0415 - solvers take 60 MB, which only the worker needs

    problem = _posed(run)
    settings = Settings(option=run.option, seed=run.seed, work=run.work)
    result = solve(problem, settings, progress=tell, cancelled=cancelled)
    return plan_document(problem, result)


def _posed(run: PlanningRun) -> Problem:
    problem = read_problem_text(run.programme_document)
    if run.baseline is not None:
        earlier = read_plan_text(run.baseline.document, problem, allow_other_parts=True)
        problem = replace(problem, baseline=baseline_for(plan_of(earlier), problem)[0])
    locks = tuple(build_lock(LockRow.model_validate(row)) for row in run.locks)
    return replace(problem, locks=(*problem.locks, *locks))


class _Worker:
    """The account under which the worker writes what a person asked for."""

    def __init__(self, username: str) -> None:
        self.username = username


def _keep(run: PlanningRun, document: dict[str, object]) -> None:
    with transaction.atomic():
        # The programme before its searches, as whoever asks for one or empties a part holds them.
        Programme.objects.select_for_update(no_key=True).get(pk=run.programme_id)
        held = PlanningRun.objects.select_for_update().get(pk=run.pk)
        if held.state != RunState.RUNNING:
            return  # broken off meanwhile: someone else may be planning
        version = keep_version(
            programme=run.programme,
            document=json.dumps(document, ensure_ascii=False),
            programme_document=run.programme_document,
            option=run.option,
            title=run.title,
            parent=run.baseline,
            parts=run.parts,
            by=_Worker(run.by),
            at=moment_of_node(),
        )
        held.state, held.result = RunState.DONE, version
        held.save(update_fields=["state", "result"])


def _end(run_id: int, state: RunState, fault: str, conflicts: Sequence[dict[str, object]] = ()) -> None:
    running = PlanningRun.objects.filter(pk=run_id, state=RunState.RUNNING)
    running.update(state=state, fault=fault, conflicts=list(conflicts))
