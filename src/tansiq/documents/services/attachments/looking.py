"""Has a given file looked at in a process of its own, within limits: whether it is on the list, and what is kept of it.

No file of it is written to any disk: it goes to that process and comes back through pipes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import Any

from tansiq.core.errors import Refused
from tansiq.core.moment import moment_of_node
from tansiq.documents.rules.attachments import MOST_BYTES
from tansiq.documents.rules.attachments_refused import REFUSALS
from tansiq_desk import attached

MOST_SECONDS, MOST_SECONDS_OF_A_FORM = 30, 60
_ONE_AT_A_TIME = Lock()
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")


class FileRefused(Refused):
    """A file that is not attached, with the reason and what to do about it."""

    def __init__(self, code: str, **figures: object) -> None:
        self.code = code
        super().__init__(str(REFUSALS[code]) % figures)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file is, and what is kept of it."""

    name: str
    type: str
    content: bytes
    width: int | None
    height: int | None
    mended: str
    thumbnail: bytes


def time_of_a_form() -> Callable[[], None]:
    """Give what refuses a file that comes after those of its form took too long: others wait to be looked at."""
    until = moment_of_node() + timedelta(seconds=MOST_SECONDS_OF_A_FORM)

    def demand() -> None:
        if moment_of_node() > until:
            raise FileRefused("form_too_long")

    return demand


def looked_at(name: str, content: bytes) -> Looked:
    """Look at a file, one at a time: many at once must not fill the node's memory.

    Raises
    ------
    FileRefused
    """
    if len(content) > MOST_BYTES:
        raise FileRefused("too_large", megabytes=MOST_BYTES // 1_000_000)
    if not _ONE_AT_A_TIME.acquire(timeout=MOST_SECONDS):
        raise FileRefused("busy")
    try:
        return _look_apart(attached.clean_name(name), content)
    finally:
        _ONE_AT_A_TIME.release()


def _look_apart(name: str, content: bytes) -> Looked:
    env = {key: os.environ[key] for key in PASSED_ON if key in os.environ}  # no secret goes along
    env |= {
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    try:
        ended = subprocess.run(  # noqa: S603 - our own
            [sys.executable, "-P", "-m", f"{attached.__name__}.apart", name],
            env=env, input=content, capture_output=True, check=False, timeout=MOST_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise FileRefused("too_long") from error
    if ended.returncode:
        raise FileRefused("too_long")
    line, _newline, rest = ended.stdout.partition(b"\n")
    told: dict[str, Any] = json.loads(line)
    if "refused" in told:
        raise FileRefused(told["refused"], **told["figures"])
    new_bytes: int = told.pop("new_bytes")
    kept = rest[:new_bytes] or content
    if len(kept) > MOST_BYTES:
        raise FileRefused("too_large", megabytes=MOST_BYTES // 1_000_000)
    return Looked(content=kept, thumbnail=rest[new_bytes:], **told)
