"""Has a given file looked at in a process of its own, within limits: whether it is on the list, and what is kept of it.

No file of it is written to any disk: it goes to that process and comes back through pipes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tansiq.core.errors import Refused
from tansiq.core.moment import moment_of_node
from tansiq.documents.rules.attachments import MOST_BYTES
from tansiq.documents.rules.attachments_refused import REFUSALS
from tansiq_desk import attached
from tansiq_desk.confined import BusyError, NoAnswerError, Reader

MOST_SECONDS_OF_A_FORM = 60
READER = Reader("tansiq_desk.attached.apart", most_seconds=30, most_bytes=3 * MOST_BYTES)


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
    return _look_apart(attached.clean_name(name), content)


def _look_apart(name: str, content: bytes) -> Looked:
    try:
        answer = READER.answer(name, content=content)
    except BusyError as error:
        raise FileRefused("busy") from error
    except NoAnswerError as error:
        raise FileRefused("too_long") from error
    line, _newline, rest = answer.partition(b"\n")
    told: dict[str, Any] = json.loads(line)
    if "refused" in told:
        raise FileRefused(told["refused"], **told["figures"])
    new_bytes: int = told.pop("new_bytes")
    kept = rest[:new_bytes] or content
    if len(kept) > MOST_BYTES:
        raise FileRefused("too_large", megabytes=MOST_BYTES // 1_000_000)
    return Looked(content=kept, thumbnail=rest[new_bytes:], **told)
