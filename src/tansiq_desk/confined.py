"""Has a program of ours read what anybody may have sent, in a process apart: both ends of it.

Whoever asks gives it none of their secrets, waits for a time and no longer, and goes on whatever becomes of it. The program
gives itself its ceilings of memory and of computing time.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread, Timer
from typing import IO

MOST_ANSWER_BYTES = 20_000_000
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")


class NoAnswerError(RuntimeError):
    """The program took too long or too much memory, or broke off."""


class BusyError(NoAnswerError):
    """Others were being answered for as long as whoever asked would wait."""


# ------------------------------------------------------------------------------------------------------- whoever asks
def _give(entry: IO[bytes] | None, content: bytes) -> None:
    """Give a program what it reads; one that ends before it read all of it has its answer ready."""
    with suppress(OSError):
        if entry is not None:
            with entry:
                entry.write(content)


def command(module: str, *words: str) -> list[str]:
    """Give what starts a program of ours."""
    return [sys.executable, "-P", "-m", module, *words]


def surroundings() -> dict[str, str]:
    """Give what a program of ours finds around it: where its parts lie, and no secret."""
    env = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
    return {**env, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}


class Reader:
    """A program that answers one at a time: many at once must not fill the memory of the node.

    Parameters
    ----------
    module : str
    most_seconds : float
        For one answer, and for the wait until it is one's turn.
    most_bytes : int
        Of one answer; a program that says more is ended, so that nobody holds it.
    """

    def __init__(self, module: str, most_seconds: float, most_bytes: int = MOST_ANSWER_BYTES) -> None:
        self.module, self.most_seconds, self.most_bytes = module, most_seconds, most_bytes
        self.turn = Lock()

    def answer(self, *words: str, content: bytes | None = None, folder: Path | None = None) -> bytes:
        """Give what the program says of what comes in, or of a file in a folder.

        Raises
        ------
        BusyError, NoAnswerError
        """
        if not self.turn.acquire(timeout=self.most_seconds):
            raise BusyError
        try:
            with subprocess.Popen(  # noqa: S603 - our own
                command(self.module, *words), env=surroundings(), cwd=folder, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            ) as asked:  # fmt: skip
                said = self._heard(asked, content or b"")
        finally:
            self.turn.release()
        if asked.returncode or len(said) > self.most_bytes:
            raise NoAnswerError
        return said

    def _heard(self, asked: subprocess.Popen[bytes], content: bytes) -> bytes:
        """Give what a program says until it is through, up to a sign too many; whatever it does, it is ended in time."""
        clock, giving = (
            Timer(self.most_seconds, asked.kill),
            Thread(target=_give, args=(asked.stdin, content)),
        )
        clock.start()
        giving.start()
        try:
            said: bytes = asked.stdout.read(self.most_bytes + 1) if asked.stdout else b""
            if len(said) <= self.most_bytes:
                asked.wait()
        finally:
            asked.kill()
            clock.cancel()
            giving.join()
        return said

    @contextmanager
    def reading(self, name: str, content: bytes, *words: str) -> Iterator[tuple[bytes, Path]]:
        """Give what the program says of a file, and the folder where it may have left more, until one has looked.

        Raises
        ------
        BusyError, NoAnswerError
        """
        with TemporaryDirectory() as made:
            folder = Path(made)
            (folder / name).write_bytes(content)
            yield self.answer(*words, str(folder / name), folder=folder), folder


# ---------------------------------------------------------------------------------------------------- whoever is asked
def bind(memory_bytes: int, seconds: int, *, writes_files: bool = True) -> None:
    """Give this process its ceilings; on a system without such, the clock of whoever asks holds alone."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    wished = {resource.RLIMIT_CORE: 0, resource.RLIMIT_AS: memory_bytes, resource.RLIMIT_CPU: seconds}
    if not writes_files:
        sys.dont_write_bytecode = True
        wished[resource.RLIMIT_FSIZE] = 0
    for limit, wish in wished.items():
        with suppress(ValueError, OSError):  # one that the system does not take leaves the others standing
            hard = resource.getrlimit(limit)[1]
            most = wish if hard == resource.RLIM_INFINITY else min(wish, hard)
            resource.setrlimit(limit, (most, most))
