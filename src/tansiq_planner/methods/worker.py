"""The solver's own process: reads one job, tells what it finds, ends. Its crash costs a retry, never the plan.

A job comes in on standard input: the name of one of this library's functions and its arguments. Answers go out on the
file descriptor named by the first argument, each as a length of eight bytes and a pickle. Both ends are this library,
on one machine.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from importlib import import_module
from threading import Thread

from tansiq_planner.errors import PlannerError


def main() -> None:
    """Serve one job: the function is called with its arguments and `tell`; what it returns is told last."""
    module, function, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent process
    tell = _teller(int(sys.argv[1]))
    Thread(target=_end_with_the_parent, daemon=True).start()
    try:
        tell(getattr(import_module(module), function)(*arguments, tell))
    except PlannerError as error:
        tell(error)


def _end_with_the_parent() -> None:
    """Wait until standard input closes: whoever asked has ended, so the search must not go on alone."""
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


def _teller(descriptor: int) -> Callable[[object], None]:
    pipe = os.fdopen(descriptor, "wb")

    def tell(message: object) -> None:
        packed = pickle.dumps(message)
        pipe.write(len(packed).to_bytes(8, "big") + packed)
        pipe.flush()

    return tell


if __name__ == "__main__":
    main()
