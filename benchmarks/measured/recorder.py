"""What a contestant tells while it works: every better plan and bound, with the wall and CPU seconds it took."""

from __future__ import annotations

import math
import resource
import time
from dataclasses import dataclass, field


def cpu_seconds() -> float:
    """Give the CPU seconds of this process and of its children that have ended."""
    total = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(who)
        total += usage.ru_utime + usage.ru_stime
    return total


def finite(figure: float | None) -> float | None:
    """Give a figure that can be written down; an infinite one says nothing."""
    return figure if figure is not None and math.isfinite(figure) else None


@dataclass(frozen=True, slots=True)
class Event:
    """A moment: seconds since the start, the phase, the best figure and the bound known then."""

    wall: float
    cpu: float | None
    phase: str
    best: float | None = None
    bound: float | None = None
    plan: bool = False

    def row(self) -> list[object]:
        """Give the event as it is written down."""
        cpu = None if self.cpu is None else round(self.cpu, 3)
        return [round(self.wall, 3), cpu, self.phase, self.best, self.bound, self.plan]


@dataclass
class Recorder:
    """A stopwatch that starts when the problem lies ready in memory.

    `alone` tells whether this process does the work itself: the CPU seconds of a child are known only when it has ended.
    """

    alone: bool = True
    events: list[Event] = field(default_factory=list)
    _wall: float = field(default_factory=time.perf_counter)
    _cpu: float = field(default_factory=cpu_seconds)

    @property
    def wall(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self._wall

    @property
    def cpu(self) -> float:
        """CPU seconds since the start."""
        return cpu_seconds() - self._cpu

    def note(
        self, phase: str, best: float | None = None, bound: float | None = None, *, plan: bool = False
    ) -> None:
        """Write down a moment; one that says nothing new is left out, an infinite bound is none."""
        bound = finite(bound)
        last = self.events[-1] if self.events else None
        if last is None or (last.phase, last.best, last.bound) != (phase, best, bound):
            cpu = self.cpu if self.alone else None
            self.events.append(Event(self.wall, cpu, phase, best, bound, plan))
