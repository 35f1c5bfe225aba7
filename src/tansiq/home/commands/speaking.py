"""How a command answers and complains, and with which exit code it ends."""

from __future__ import annotations

import sys

from tansiq.ui.tongue import page_language
from tansiq_desk.commands.desk import Desk
from tansiq_desk.words import Voice

HOLDS, BROKEN, WRONG, DEFECT = 0, 1, 2, 3


def say(text: str) -> None:
    """Answer with a line."""
    print(Desk(Voice(page_language())).led(text), flush=True)


def complain(text: str) -> None:
    """Complain with a line."""
    print(Desk(Voice(page_language())).led(text), file=sys.stderr, flush=True)
