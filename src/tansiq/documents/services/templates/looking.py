"""Has a given DOCX looked through in a process of its own, within limits, before anything of it is kept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tansiq.core.errors import Refused
from tansiq.documents.rules.templates import fault_told
from tansiq_desk.confined import BusyError, NoAnswerError, Reader

READER = Reader("tansiq_desk.paper.word.apart", most_seconds=30)


class TextUnfit(Refused):
    """A file that is not kept; `told` has each reason with what to do about it."""

    def __init__(self, faults: Iterable[tuple[str, str, str]]) -> None:
        found = list(dict.fromkeys(faults))
        self.codes = [code for code, _place, _said in found]
        self.told = list(dict.fromkeys(fault_told(*it) for it in found))
        super().__init__("\n".join(self.told))


def looked_through(kind: str, name: str, content: bytes, most_bytes: int) -> dict[str, Any]:
    """Look through a file, one at a time: many at once must not fill the node's memory.

    Raises
    ------
    TextUnfit
    """
    if len(content) > most_bytes:
        raise TextUnfit([("too_large", "", str(most_bytes // 1_000_000))])
    try:
        said = _answer_of_another_process(kind, name, content)
    except BusyError as error:
        raise TextUnfit([("busy", "", "")]) from error
    except NoAnswerError as error:
        raise TextUnfit([("too_long", "", "")]) from error
    if said["faults"]:
        raise TextUnfit((it["code"], it["place"], it["said"]) for it in said["faults"])
    return said


def _answer_of_another_process(kind: str, name: str, content: bytes) -> dict[str, Any]:
    with READER.reading(f"given{Path(name).suffix[:20]}", content, kind) as (answer, _folder):
        said: dict[str, Any] = json.loads(answer)
    return said
