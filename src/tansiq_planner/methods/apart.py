"""Run one of this library's functions in a process of its own and hear from it while it works."""

from __future__ import annotations

import os
import pickle
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

POLL_SECONDS = 0.05


class Apart:
    """A function running in its own process."""

    def __init__(self, module: str, function: str, arguments: tuple[object, ...]) -> None:
        reading, writing = os.pipe()
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter on our own module
            [sys.executable, "-m", "tansiq_planner.methods.worker", str(writing)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(writing,),
            env=environment,
            start_new_session=True,  # Ctrl-C reaches the planner, which decides what becomes of the search
        )
        os.close(writing)
        self._pipe = reading
        self._buffer = b""
        with suppress(BrokenPipeError):
            self._send(pickle.dumps((module, function, arguments)))

    def _send(self, job: bytes) -> None:
        stdin = self._child.stdin
        if stdin is not None:
            stdin.write(job)
            stdin.flush()  # and left open: when it closes, the child knows that nobody waits for it any more

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._child.pid

    def messages(self) -> Iterator[object | None]:
        """Give each message as it comes, and None whenever a moment passes without one; end with the process."""
        while True:
            ready, _, _ = select.select([self._pipe], [], [], POLL_SECONDS)
            if not ready:
                yield None
                continue
            received = os.read(self._pipe, 1 << 16)
            if not received:
                return
            self._buffer += received
            yield from self._unpack()

    def _unpack(self) -> Iterator[object]:
        while len(self._buffer) >= 8:
            length = int.from_bytes(self._buffer[:8], "big")
            if len(self._buffer) < 8 + length:
                return
            packed, self._buffer = self._buffer[8 : 8 + length], self._buffer[8 + length :]
            yield pickle.loads(packed)  # noqa: S301 - written by our own child process

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._child.kill()
        self._child.wait()
        if self._child.stdin is not None:
            with suppress(BrokenPipeError):
                self._child.stdin.close()
        os.close(self._pipe)


@contextmanager
def apart(module: str, function: str, *arguments: object) -> Iterator[Apart]:
    """Run a function apart for as long as the block lasts; it gets a `tell` as one more argument."""
    process = Apart(module, function, arguments)
    try:
        yield process
    finally:
        process.close()
