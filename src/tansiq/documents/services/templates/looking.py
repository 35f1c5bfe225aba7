"""Has a given DOCX looked through in a process of its own, within limits, before anything of it is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from tansiq.core.errors import Refused
from tansiq.documents.rules.templates import fault_told

READER = "tansiq_desk.paper.word.apart"
MOST_SECONDS = 30
LONGEST_NAME = 150
"""Bytes of a file's name that are kept, besides its ending."""
_ONE_AT_A_TIME = Lock()
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")


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
    if not _ONE_AT_A_TIME.acquire(timeout=MOST_SECONDS):
        raise TextUnfit([("too_long", "", "")])
    try:
        said = _answer_of_another_process(kind, name, content)
    finally:
        _ONE_AT_A_TIME.release()
    if said["faults"]:
        raise TextUnfit((it["code"], it["place"], it["said"]) for it in said["faults"])
    return said


def clean_name(name: str) -> str:
    """Give a file's name as it can be kept and shown: its last part, not endless, with its ending."""
    last = name.replace("\0", "").replace("\\", "/").rpartition("/")[2]
    path = Path(last.strip(". ").encode(errors="ignore").decode() or "-")
    return f"{path.stem.encode()[:LONGEST_NAME].decode(errors='ignore')}{path.suffix[:20]}"


def _answer_of_another_process(kind: str, name: str, content: bytes) -> dict[str, Any]:
    env = {key: os.environ[key] for key in PASSED_ON if key in os.environ}  # no secret goes along
    env |= {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"given{Path(name).suffix[:20]}"
        path.write_bytes(content)
        try:
            ended = subprocess.run(  # noqa: S603 - our own
                [sys.executable, "-P", "-m", READER, kind, str(path)],
                env=env, capture_output=True, check=False, timeout=MOST_SECONDS, cwd=folder,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise TextUnfit([("too_long", "", "")]) from error
    if ended.returncode:
        raise TextUnfit([("too_long", "", "")])
    said: dict[str, Any] = json.loads(ended.stdout)
    return said
