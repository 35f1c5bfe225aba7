"""Ctrl-C while planning: the first keeps the best plan so far, the second breaks off."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self

Handler = Callable[[int, FrameType | None], object] | int | None


class Interruption:
    """Within it, the first Ctrl-C only makes `asked` true, and `notice` tells the user (main thread only)."""

    def __init__(self, notice: Callable[[], None]) -> None:
        self._notice = notice
        self._asked = False
        self._before: Handler = None

    def asked(self) -> bool:
        """Tell whether the user wants the best plan so far."""
        return self._asked

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
        self._notice()
