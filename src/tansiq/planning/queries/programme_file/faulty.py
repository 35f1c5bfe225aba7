"""A programme that is none: what is wrong with its files, told at once and with what would be right."""

from __future__ import annotations

from collections.abc import Sequence

from tansiq.core.errors import Refused
from tansiq.planning.rules import UNSEEN_FAULT
from tansiq.ui.tongue import page_language
from tansiq_desk.words import Voice
from tansiq_desk.words.telling import fault_place, fault_remedy, fault_text
from tansiq_planner.errors import Fault


class ProgrammeFaulty(Refused):
    """The files are no programme; every fault is told with its place and remedy. `found` counts those not handed on too."""

    def __init__(self, faults: Sequence[Fault], found: int | None = None) -> None:
        self.faults, self.found = tuple(faults), found or len(faults)
        voice = Voice(page_language())
        told = (
            f"{fault_place(voice, it)} {fault_text(voice, it)} {fault_remedy(voice, it)}" for it in faults
        )
        super().__init__("\n".join(told))


class FaultyUnseen(Refused):
    """The programme has a fault in a record that whoever asks does not see."""

    message = UNSEEN_FAULT
