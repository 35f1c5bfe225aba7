"""Pictures of gaps over time, the same bytes for the same figures."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.measured.judging import BEST, PHASE, WALL, Run, best_bound, gap, of, stage

COLOURS = {"tansiq": "#1b6e53", "cp-sat": "#b5651d", "highs": "#3b5ba5", "by hand": "#777777"}
STEADY = {"svg.hashsalt": "tansiq", "svg.fonttype": "none", "font.family": "sans-serif"}
NO_MOMENT = {"Date": None, "Creator": None}
EARLIEST = 0.05
"""Seconds: where the axis of time begins."""
TICKS = (0, 1, 2, 5, 10, 20, 50, 100)
Line = list[tuple[float, float]]


def plots(runs: list[Run]) -> dict[str, bytes]:
    """Give SVG pictures by file name: the gap of the weighted seats for each problem, and the gap of the cost."""
    found = {}
    for instance in dict.fromkeys(run["job"]["instance"] for run in runs):
        bound = best_bound(runs, instance)
        lines = {
            run["job"]["contestant"]: list(_gaps(run, None, bound))
            for run in of(runs, "seats", instance)
            if bound is not None
        }
        title = f"{instance}: distance of the weighted seats to the best bound"
        found |= _picture(f"gap-{instance.lower()}-seats.svg", title, lines)
        lines = {run["job"]["contestant"]: _costs(run) for run in of(runs, "option", instance, "A")}
        title = f"{instance}, option A: distance of the cost to its own bound"
        found |= _picture(f"gap-{instance.lower()}-cost.svg", title, lines)
    return found


def _costs(run: Run) -> Line:
    row = stage(run, "cost")
    return [] if row is None else list(_gaps(run, "cost", row["bound"]))


def _gaps(run: Run, phase: str | None, bound: float | None) -> Iterator[tuple[float, float]]:
    for event in run["events"]:
        distance = gap(event[BEST], bound)
        if distance is not None and phase in {None, event[PHASE]}:
            yield max(EARLIEST, event[WALL]), 100 * min(1.0, distance)


def _picture(name: str, title: str, lines: dict[str, Line]) -> dict[str, bytes]:
    if not any(lines.values()):
        return {}
    until = max(line[-1][0] for line in lines.values() if line)  # what is not bettered stands to the end
    with mpl.rc_context(STEADY):
        figure = Figure(figsize=(7.5, 4.0), layout="constrained")
        axes = figure.subplots()
        for contestant, line in lines.items():
            if line:
                _step(axes, contestant, [*line, (until, line[-1][1])])
        axes.set(title=title, xlabel="seconds (wall)", ylabel="gap, %", xscale="log", ylim=(0, 100))
        axes.set_yscale("symlog", linthresh=1.0)  # the last per cent is where plans differ
        axes.set_yticks(TICKS, [str(tick) for tick in TICKS])
        axes.grid(visible=True, alpha=0.3)
        axes.legend()
        written = io.BytesIO()
        figure.savefig(written, format="svg", metadata=NO_MOMENT)
    return {name: written.getvalue()}


def _step(axes: Axes, contestant: str, line: Line) -> None:
    colour: Any = COLOURS.get(contestant)
    axes.step(*zip(*line, strict=True), where="post", label=contestant, color=colour)
