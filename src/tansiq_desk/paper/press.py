"""Makes PDFs of papers: the same paper gives the same bytes, set in a process of its own within limits.

The setter holds fonts and pages in its memory, and text that anybody may have written goes through it; whatever comes
of that, whoever asked goes on.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Sequence
from typing import Any

from tansiq_desk.confined import command, surroundings
from tansiq_desk.paper.blocks import Paper
from tansiq_desk.paper.laying import laid_out
from tansiq_desk.words.languages import is_right_to_left

MOST_SECONDS = 120
ASKED_EVERY_SECONDS = 0.25
PAGE = re.compile(rb"/Type\s*/Page\b")
SETTER = "tansiq_desk.paper.setting"


class CannotSetError(RuntimeError):
    """A paper could not be set: it took too long or too much memory, or the setter refused it."""


class SettingCancelledError(RuntimeError):
    """Whoever asked for a paper does not want it any more."""


def _never() -> bool:
    return False


def set_paper(paper: Paper, cancelled: Callable[[], bool] = _never) -> bytes:
    """Give a paper as PDF/A.

    Raises
    ------
    CannotSetError, SettingCancelledError
    """
    return _set([paper], cancelled)


def set_side_by_side(first: Paper, second: Paper, cancelled: Callable[[], bool] = _never) -> bytes:
    """Give two papers of the same blocks as one PDF/A, that which is written from right to left on the right.

    Raises
    ------
    ValueError
        Where the blocks of the two are not the same in kind and number.
    CannotSetError, SettingCancelledError
    """
    return _set(sorted((first, second), key=lambda it: not is_right_to_left(it.lang)), cancelled)


def pages_in(pdf: bytes) -> int:
    """Count the pages of a PDF that was made here."""
    return len(PAGE.findall(pdf))


def _set(papers: Sequence[Paper], cancelled: Callable[[], bool]) -> bytes:
    told = json.dumps(
        {"paper": laid_out(papers), "made_at": int(papers[0].made_at.timestamp())}, ensure_ascii=True
    )
    with subprocess.Popen(  # noqa: S603 - our own
        command(SETTER), env=surroundings(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as setter:  # fmt: skip
        try:
            return _answer(setter, told.encode(), cancelled)
        finally:
            setter.kill()


def _answer(setter: subprocess.Popen[bytes], told: bytes, cancelled: Callable[[], bool]) -> bytes:
    """Wait for the setter, and ask now and then whether the paper is still wanted."""
    given: Any = told
    for _ in range(round(MOST_SECONDS / ASKED_EVERY_SECONDS)):
        try:
            made, complaint = setter.communicate(given, timeout=ASKED_EVERY_SECONDS)
        except subprocess.TimeoutExpired:
            given = None
            if cancelled():
                raise SettingCancelledError from None
            continue
        if setter.returncode:
            raise CannotSetError(complaint.decode(errors="replace")[-2000:])
        return made
    raise CannotSetError(f"over {MOST_SECONDS} s")
