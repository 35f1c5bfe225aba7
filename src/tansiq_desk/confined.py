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
from threading import Lock

PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")


class NoAnswerError(RuntimeError):
    """The program took too long or too much memory, or broke off."""


class BusyError(NoAnswerError):
    """Others were being answered for as long as whoever asked would wait."""


# ------------------------------------------------------------------------------------------------------- whoever asks
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
    """

    def __init__(self, module: str, most_seconds: float) -> None:
        self.module, self.most_seconds = module, most_seconds
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
            ended = subprocess.run(  # noqa: S603 - our own
                command(self.module, *words), env=surroundings(), input=content, capture_output=True, check=False,
                timeout=self.most_seconds, cwd=folder,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise NoAnswerError from error
        finally:
            self.turn.release()
        if ended.returncode:
            raise NoAnswerError
        return ended.stdout

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
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        if not writes_files:
            sys.dont_write_bytecode = True
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
