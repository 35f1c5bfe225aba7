"""Who is measured, and at what. Each contestant is called in a process of its own (`measured.child`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from benchmarks.measured.recorder import Recorder
from benchmarks.peers.rows import WEIGHTS, weighted_seats
from tansiq_planner.methods.model.master import Master
from tansiq_planner.problem import Problem
from tansiq_planner.solution import Plan


@dataclass(frozen=True)
class Task:
    """What a contestant is given: a problem, what it may take, and for some an earlier plan."""

    problem: Problem
    seconds: float
    seed: int
    option: str = "A"
    earlier: Plan | None = None


@dataclass
class Came:
    """What a contestant came to: a plan or None, its bound on the weighted seats, its stages, other figures."""

    plan: Plan | None = None
    bound: float | None = None
    proven: bool = False
    stages: list[dict[str, Any]] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)


class NotThereError(Exception):
    """The contestant cannot do this yet."""


Contestant = Callable[[Task, Recorder], Came]


def _engine(name: str) -> Callable[..., tuple[list[int] | None, float | None, bool]]:
    # each process loads the one solver that it measures
    if name == "cp-sat":
        from benchmarks.peers.cp_sat import maximise  # noqa: PLC0415
    else:
        from benchmarks.peers.highs import maximise  # noqa: PLC0415
    return maximise


def seats_by_engine(name: str) -> Contestant:
    """Make the contestant that gives a solver the weighted seats as one figure."""

    def run(task: Task, recorder: Recorder) -> Came:
        maximise = _engine(name)
        master = Master(task.problem)
        recorder.note("model")
        terms = weighted_seats(master)
        heard = _Heard(recorder, "search", lambda values: master.model.value(terms, values))
        values, bound, proven = maximise(
            master.model, terms, seconds=task.seconds - recorder.wall, seed=task.seed, told=heard
        )
        return Came(None if values is None else master.plan(values), bound, proven)

    return run


def stages_by_engine(name: str) -> Contestant:
    """Make the contestant that gives a solver the stages of an option one after the other, with an even share of time."""

    def run(task: Task, recorder: Recorder) -> Came:
        from tansiq_planner.methods.stages.options import goals_of  # noqa: PLC0415 - its model is loaded with it

        maximise, values, came = _engine(name), None, Came()
        master = Master(task.problem)
        goals = goals_of(master, task.option)
        recorder.note("model")
        for place, goal in enumerate(goals):
            share = (task.seconds - recorder.wall) / (len(goals) - place)
            heard = _Heard(
                recorder, goal.name, lambda it, goal=goal: goal.figure(master.model.value(goal.terms, it))
            )
            heard.bound_as = goal.figure_at_best
            found, bound, proven = maximise(
                master.model, goal.terms, seconds=share, seed=task.seed, told=heard, hint=values
            )
            if (
                found is None and values is None
            ):  # without a plan there is no next stage: take all that is left
                left = task.seconds - recorder.wall
                found, bound, proven = maximise(
                    master.model, goal.terms, seconds=left, seed=task.seed, told=heard
                )
            if found is None and values is None:
                return came
            values = values if found is None else found
            value = master.model.value(goal.terms, values)
            best = goal.figure_at_best(goal.most if bound is None else min(bound, goal.most))
            recorder.note(goal.name, goal.figure(value), best, plan=True)
            came.stages.append(
                {
                    "name": goal.name,
                    "sense": goal.sense,
                    "value": int(goal.figure(value)),
                    "bound": best,
                    "proven": proven,
                }
            )
            floor = value - int(goal.tolerance * abs(goal.figure(value)))
            master.model.row(goal.terms.items(), floor, 10**12, f"stage {goal.name}")
        came.plan = None if values is None else master.plan(values)
        return came

    return run


class _Heard:
    """Turns what a solver tells into events."""

    def __init__(self, recorder: Recorder, phase: str, figure: Callable[[list[int]], float]) -> None:
        self._recorder, self._phase, self._figure = recorder, phase, figure
        self._best: float | None = None
        self._bound: float | None = None
        self.bound_as: Callable[[float], float] = lambda bound: bound

    def __call__(self, values: list[int] | None, bound: float | None) -> None:
        if values is not None:
            self._best = self._figure(values)
        if bound is not None:
            self._bound = self.bound_as(bound)
        self._recorder.note(self._phase, self._best, self._bound, plan=values is not None)


def by_hand(task: Task, recorder: Recorder) -> Came:
    """Fill in by priority."""
    from benchmarks.peers.first_fit import first_fit  # noqa: PLC0415 - see `_engine`

    plan = first_fit(task.problem)
    recorder.note("first fit", worth(task.problem, plan), None, plan=True)
    return Came(plan)


def relaxation(task: Task, recorder: Recorder) -> Came:
    """Solve the linear relaxation of the weighted seats: the yardstick, no plan."""
    from benchmarks.peers.highs import relaxed  # noqa: PLC0415 - see `_engine`

    master = Master(task.problem)
    recorder.note("model")
    bound = relaxed(master.model, weighted_seats(master), task.seconds - recorder.wall, task.seed)
    recorder.note("relaxation", None, bound)
    return Came(bound=bound)


def worth(problem: Problem, plan: Plan) -> int:
    """Weigh the seats on time of a plan, from problem and plan alone."""
    lasts = {name: it.weeks for name, it in problem.courses.items()}
    return sum(
        WEIGHTS[problem.requests[request].priority] * count
        for edition in plan.editions
        for request, count in edition.seats.items()
        if problem.horizon.course_end(edition.start, lasts[edition.course]) <= problem.requests[request].by
    )


def with_baseline(task: Task) -> Task:
    """Give the task with the earlier plan as the one to stay close to."""
    return replace(task, problem=replace(task.problem, baseline=task.earlier))
