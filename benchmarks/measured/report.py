"""The report for people: what was run, on what, what came of it; made from the recorded figures alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from benchmarks.measured.bars import bars, percent, seconds, stage_moments
from benchmarks.measured.judging import BEST, BOUND, CPU, PHASE, WALL, Run, best_bound, first_plan, gap, of

TASKS = {"moved eid": "a moved Eid", "lost instructor": "a lost instructor"}


def report(results: dict[str, Any], plots: Sequence[str]) -> str:
    """Write the report in Markdown; `plots` are names of pictures beside it."""
    runs: list[Run] = results["runs"]
    lines = ["# What the planner was measured at", "", *_setting(results)]
    lines += ["## Against the bars", "", *_table(("Bar", "Good", "Goal", "Measured"), bars(runs)), ""]
    for instance in dict.fromkeys(run["job"]["instance"] for run in runs):
        lines += [*_seats(runs, instance), *_options(runs, instance)]
        lines += [f"![{name}]({name})\n" for name in plots if name.split("-")[1] == instance.lower()]
    lines += [*_again(runs), *_phases(runs), *_absent(runs), *_faults(results["faults"])]
    return "\n".join(lines).rstrip() + "\n"


def _setting(results: dict[str, Any]) -> Iterator[str]:
    machine = results["machine"]
    libraries = ", ".join(f"{name} {number}" for name, number in machine["libraries"].items())
    yield f"Made by `{results['command']}`, on {machine['cores']} cores ({machine['processor']}),"
    yield f"{machine['memory_gib']} GiB of memory, {machine['system']}, Python {machine['python']}, {libraries}."
    yield f"The load of the machine at the start was {machine['load_at_start']}."
    yield ""
    yield f"Every contestant had {results['seconds']:.0f} wall seconds in a process of its own. Wall and CPU seconds count"
    yield "from the problem in memory to the plan; peak memory is that of the largest process, Python and libraries"
    yield f"included. {_checked(results['runs'])} How each figure is taken: `docs/benchmarks/index.md`."
    yield ""


def _checked(runs: list[Run]) -> str:
    counts = [run["violations"] for run in runs if "violations" in run]
    lawful = sum(not count for count in counts)
    return f"The checker was given {len(counts)} plans and found {lawful} of them lawful."


def _seats(runs: list[Run], instance: str) -> Iterator[str]:
    found = of(runs, "seats", instance)
    if not found:
        return
    bound = best_bound(runs, instance)
    yield f"## {instance}: seats of priority 1, 2, 3 weighted 5, 3, 1"
    yield ""
    yield f"Best bound of the run: {_figure(bound)}."
    yield ""
    heads = ("Contestant", "Seats' worth", "Gap", "Own bound", "First plan", "Wall", "CPU", "Peak memory")
    rows = [
        (
            run["job"]["contestant"],
            _figure(run["value"]) + (" (proven)" if run["proven"] else ""),
            percent(gap(run["value"], bound)),
            _figure(run["bound"]),
            seconds(first_plan(run), "none"),
            *_spent(run),
        )
        for run in found
    ]
    yield from _table(heads, rows)
    yield ""


def _options(runs: list[Run], instance: str) -> Iterator[str]:
    for option in "AB":
        found = of(runs, "option", instance, option)
        if not found:
            continue
        yield f"## {instance}: option {option}, stage by stage"
        yield ""
        heads = ("Contestant", "Seats 1 / 2 / 3", "Exercises", "Untrained", "Task-months", "Cost")
        rows = [(run["job"]["contestant"], *_score(run), *_spent(run)) for run in found]
        yield from _table((*heads, "Wall", "CPU", "Peak memory"), rows)
        yield ""
        heads = ("Contestant", "Stage", "Figure", "Bound", "Gap", "Proven at")
        rows = [
            (
                run["job"]["contestant"],
                row["name"],
                _figure(row["value"]),
                _figure(row["bound"]),
                percent(gap(row["value"], row["bound"])),
                _proof(row, stage_moments(run)[row["name"]]),
            )
            for run in found
            for row in run["stages"]
        ]
        yield from _table(heads, rows)
        yield ""


def _proof(row: dict[str, Any], at: float | None) -> str:
    return seconds(at, "proven") if row["proven"] else "open"


def _score(run: Run) -> tuple[str, ...]:
    score = run.get("score")
    if score is None:
        return ("no plan", "", "", "", "")
    seats = " / ".join(str(count) for count in score["seats"].values())
    return (seats, *(_figure(score[key]) for key in ("exercises", "untrained", "task_months", "cost")))


def _spent(run: Run) -> tuple[str, str, str]:
    return f"{run['wall']:.1f} s", f"{run['cpu']:.1f} s", f"{run['process']['peak_mib']} MiB"


def _again(runs: list[Run]) -> Iterator[str]:
    found = [run for task in TASKS for run in of(runs, task) if "editions" in run["figures"]]
    if not found:
        return
    yield "## Planning again after a change"
    yield ""
    heads = (
        "Change",
        "What changed",
        "Rules the old plan breaks",
        "Editions moved",
        "Exercises moved",
        "Wall",
        "CPU",
    )
    rows = [
        (
            TASKS[run["job"]["task"]],
            run["figures"]["change"],
            str(run["figures"]["violations_before"]),
            f"{run['figures']['editions_moved']} of {run['figures']['editions']}",
            f"{run['figures']['exercises_moved']} of {run['figures']['exercises']}",
            *_spent(run)[:2],
        )
        for run in found
    ]
    yield from _table(heads, rows)
    yield ""


def _phases(runs: list[Run]) -> Iterator[str]:
    rows = [row for run in runs if "events" in run for row in _phases_of(run)]
    if rows:
        yield "## Phase by phase"
        yield ""
        yield "CPU seconds are left out where the work is done by a child that is still running."
        yield ""
        yield from _table(("Problem", "Contestant", "Phase", "Until", "CPU until", "Best", "Bound"), rows)
        yield ""


def _phases_of(run: Run) -> Iterator[tuple[str, ...]]:
    job = run["job"]
    problem = f"{job['instance']}, {job['task']}" + (f" {job['option']}" if job["task"] == "option" else "")
    last: dict[str, list[Any]] = {}
    for event in run["events"]:
        last[event[PHASE]] = event
    for phase, event in last.items():
        cpu = seconds(event[CPU], "")
        yield (
            problem,
            job["contestant"],
            phase,
            seconds(event[WALL]),
            cpu,
            _figure(event[BEST]),
            _figure(event[BOUND]),
        )


def _absent(runs: list[Run]) -> Iterator[str]:
    for run in runs:
        if "absent" in run:
            job = run["job"]
            yield f"Not measured: {job['instance']}, {job['task']}, {job['contestant']}: {run['absent']}."
            yield ""


def _faults(found: list[str]) -> Iterator[str]:
    if found:
        yield "## Faults of this run"
        yield ""
        yield from (f"- {fault}" for fault in found)


def _figure(value: float | None) -> str:
    if value is None:
        return "none"
    return f"{value:,.0f}".replace(",", "\N{NO-BREAK SPACE}")


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
