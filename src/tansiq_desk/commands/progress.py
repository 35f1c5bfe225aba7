"""Signs of life while planning: one line redrawn on a terminal, one plain line per phase elsewhere."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, field
from typing import TextIO

from tansiq_desk.words import Voice
from tansiq_desk.words.telling import stage_text
from tansiq_planner.result import Progress

CLEAR_TO_END = "\x1b[K"


@dataclass
class ProgressLine:
    """Shows progress; give `take` to the solver and call `end` when it has returned."""

    voice: Voice
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    _last: Progress | None = None

    @property
    def is_live(self) -> bool:
        """Whether somebody watches a terminal."""
        return self.stream.isatty()

    def take(self, progress: Progress) -> None:
        """Show one sign of life."""
        before, self._last = self._last, progress
        if self.is_live:
            width = shutil.get_terminal_size().columns - 1
            self.stream.write(f"\r{self.text(progress)[:width]}{CLEAR_TO_END}")
            self.stream.flush()
        elif before is not None and before.phase != progress.phase:
            print(self.text(before), file=self.stream)

    def end(self) -> None:
        """Leave the last state on a line of its own."""
        if self._last is None:
            return
        if self.is_live:
            self.stream.write("\n")
        else:
            print(self.text(self._last), file=self.stream)

    def text(self, progress: Progress) -> str:
        """Say where the search is: phase, best, bound, gap, seconds."""
        voice, phase = self.voice, stage_text(self.voice, progress.phase)
        seconds = round(progress.seconds)
        if progress.best is None:
            return voice.say("commands.progress.phase", phase=phase, seconds=seconds)
        if progress.bound is None:
            return voice.say("commands.progress.best", phase=phase, best=progress.best, seconds=seconds)
        if progress.phase == "reasons":
            best, whole = progress.best, int(progress.bound)
            return voice.say(
                "commands.progress.reasons", phase=phase, best=best, bound=whole, seconds=seconds
            )
        gap = abs(progress.bound - progress.best) / max(1.0, abs(progress.bound))
        return voice.say(
            "commands.progress.bound",
            phase=phase,
            best=progress.best,
            bound=float(progress.bound),
            gap=gap,
            seconds=seconds,
        )
