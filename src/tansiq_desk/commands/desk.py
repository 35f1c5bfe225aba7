"""What a command says: answers on standard output, complaints and notices on standard error."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tansiq_desk.words import Voice, has, is_right_to_left
from tansiq_desk.words.telling import (
    conflict_lines,
    fault_place,
    fault_remedy,
    fault_text,
    place_text,
    rule_text,
    violation_remedy,
    violation_text,
)
from tansiq_planner.errors import CannotPlanError, Fault, Figure
from tansiq_planner.problem import Problem
from tansiq_planner.rules import Violation

RIGHT_TO_LEFT_MARK = "\u200f"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
ISOLATES, END_OF_ISOLATE = {"LRI", "RLI", "FSI"}, "PDI"


@dataclass(frozen=True)
class Desk:
    """A voice and where it is heard."""

    voice: Voice

    def about(self, problem: Problem) -> Desk:
        """Give the desk that calls things by the names of a problem."""
        return replace(self, voice=replace(self.voice, names=problem.names, currency=problem.currency))

    def write(self, text: str = "", *, indent: int = 0) -> None:
        """Answer with a line."""
        print("  " * indent + self.led(_harmless(text)) if text else "")

    def hand_over(self, text: str) -> None:
        """Answer with text for another program, byte by byte."""
        print(text)

    def led(self, text: str) -> str:
        """Mark a line of Arabic that begins with a foreign word: no terminal may turn it round."""
        is_foreign = is_right_to_left(self.voice.lang) and _first_strong(text) == "L"
        return RIGHT_TO_LEFT_MARK + text if is_foreign else text

    def _object(self, text: str, *, indent: int = 0) -> None:
        print("  " * indent + self.led(_harmless(text)), file=sys.stderr)

    def say(self, key: str, *, indent: int = 0, **figures: Figure | None) -> None:
        """Answer with a sentence of the topic `commands` or `summary`."""
        self.write(self.voice.say(key, **figures), indent=indent)

    def complain(self, key: str, **figures: Figure | None) -> None:
        """Say a sentence of the topic `commands` on standard error."""
        self._object(self.voice.say(f"commands.{key}", **figures))

    def faults(self, faults: Sequence[Fault]) -> None:
        """List every fault with its place and its remedy on standard error."""
        for fault in faults:
            place = fault_place(self.voice, fault)
            text = fault_text(self.voice, fault)
            line = self.voice.say("terms.colon", before=place, after=text) if place else text
            self._object(line)
            self._object(fault_remedy(self.voice, fault), indent=1)
        self.complain("faults_found", count=len(faults))

    def cannot_plan(self, error: CannotPlanError) -> None:
        """Say why no plan can be made, and which locks stand against which rules."""
        code = error.code if has(self.voice.lang, f"plan.cannot.{error.code}.says") else "other"
        self._object(self.voice.say(f"plan.cannot.{code}.says", **error.figures))
        for conflict in error.conflicts:
            for indent, line in conflict_lines(self.voice, conflict):
                self._object(line, indent=indent + 1)
        self._object(self.voice.say(f"plan.cannot.{code}.remedy", **error.figures))

    def violations(self, violations: Sequence[Violation]) -> None:
        """List every violation by rule and place, with its remedy."""
        for violation in violations:
            self.write(
                self.voice.say(
                    "terms.colon",
                    before=rule_text(self.voice, violation.rule),
                    after=violation_text(self.voice, violation),
                )
            )
            self.write(place_text(self.voice, violation.place), indent=1)
            self.write(violation_remedy(self.voice, violation), indent=1)
        self.say("commands.violations_found", count=len(violations))


def _harmless(text: str) -> str:
    """Show control characters of a file as their code points: a terminal would obey them."""
    return CONTROL.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)


def _first_strong(text: str) -> str:
    """Give the direction that a terminal takes from a line (UAX #9, rule P2); isolates do not count."""
    depth = 0
    for direction in map(unicodedata.bidirectional, text):
        if direction in ISOLATES:
            depth += 1
        elif direction == END_OF_ISOLATE:
            depth -= 1
        elif depth <= 0 and direction in {"L", "R", "AL"}:
            return direction
    return ""
