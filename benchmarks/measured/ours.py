"""The planner itself as a contestant: through its public door, and through the door for weighted seats."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from types import FrameType
from typing import Any, NoReturn

from benchmarks.measured.contestants import Came, NotThereError, Task, with_baseline, worth
from benchmarks.measured.recorder import Recorder
from tansiq_planner.check import check
from tansiq_planner.explain import explained, lacking
from tansiq_planner.result import Progress, Settings
from tansiq_planner.solution import Plan
from tansiq_planner.solve import solve

CORES = 2


def option(task: Task, recorder: Recorder) -> Came:
    """Plan by the stages of an option."""
    explaining = False

    def heard(progress: Progress) -> None:
        nonlocal explaining
        explaining = progress.phase == "reasons"
        if not explaining:
            plan = progress.best is not None or progress.phase == "greedy"
            recorder.note(progress.phase, progress.best, progress.bound, plan=plan)

    settings = Settings(task.option, task.seed, max(1, round(task.seconds)), task.seconds)
    # reasons are measured by themselves: the first word of them ends the run
    result = solve(task.problem, settings, progress=heard, cancelled=lambda: explaining)
    stages = [
        {"name": it.name, "sense": it.sense, "value": it.value, "bound": it.bound, "proven": it.proven}
        for it in result.stages
    ]
    return Came(result.plan, stages=stages, figures={"stopped_by": result.stopped_by})


def again(task: Task, recorder: Recorder) -> Came:
    """Plan again after a change, with the earlier plan as the one to stay close to."""
    earlier = task.earlier
    if earlier is None:
        raise NotThereError("no earlier plan")
    broken = check(task.problem, earlier).violations
    came = option(with_baseline(task), recorder)
    if came.plan is None:
        return came
    kept = {it.id for it in came.plan.editions}
    days = {(it.exercise, it.start) for it in came.plan.exercises}
    came.figures |= {
        "violations_before": len(broken),
        "editions": len(earlier.editions),
        "editions_moved": sum(it.id not in kept for it in earlier.editions),
        "exercises": len(earlier.exercises),
        "exercises_moved": sum((it.exercise, it.start) not in days for it in earlier.exercises),
    }
    return came


def reasons(task: Task, recorder: Recorder) -> Came:
    """Explain everything that an earlier plan lacks, and time each answer."""
    earlier = task.earlier
    if earlier is None:
        raise NotThereError("no earlier plan")
    short = len(lacking(task.problem, earlier))
    moments = [time.perf_counter()]
    found = explained(
        task.problem, earlier, at_most=short, progress=lambda _: moments.append(time.perf_counter())
    )
    each = [after - before for before, after in pairwise(moments)]
    recorder.note("reasons", len(each))
    return Came(
        earlier,
        figures={
            "lacking": short,
            "explained": sum(bool(it.reasons or it.lost_to) for it in found),
            "longest": round(max(each, default=0.0), 3),
            "seconds": [round(it, 3) for it in each],
        },
    )


class _TimeUpError(Exception):
    """The search did not stop by itself."""


@contextmanager
def _stopped_after(seconds: float) -> Iterator[None]:
    def stop(_: int, __: FrameType | None) -> NoReturn:
        raise _TimeUpError

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def seats(task: Task, recorder: Recorder) -> Came:
    """Plan for the weighted seats as one figure."""
    from tansiq_planner.methods.finding import search  # noqa: PLC0415 - only here

    run = getattr(search, "run_weighted", None)
    if run is None:
        raise NotThereError("the planner has no door for weighted seats")
    last: Plan | None = None
    bound: float | None = None

    def tell(message: Any) -> None:
        nonlocal last, bound
        plan = getattr(message, "plan", None)
        last = plan or last
        bound = message.bound if getattr(message, "bound", None) is not None else bound
        best = None if last is None else worth(task.problem, last)
        recorder.note(getattr(message, "phase", "end"), best, bound, plan=plan is not None)

    # two cores work side by side here, so the clock ends the search before the work does
    settings = Settings("A", task.seed, max(1, round(CORES * task.seconds)), task.seconds)
    cut = False
    try:
        with _stopped_after(task.seconds):
            outcome = run(task.problem, settings, tell)
            last = outcome.plan or last
            bounds = [it.bound for it in outcome.stages if it.bound is not None]
            bound = min([*bounds, *([] if bound is None else [bound])], default=None)
    except _TimeUpError:
        cut = True
    value = None if last is None else worth(task.problem, last)
    return Came(
        last, bound, value is not None and bound is not None and value >= bound - 1e-6, figures={"cut": cut}
    )
