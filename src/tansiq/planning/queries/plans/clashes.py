"""Which of the things that were fixed cannot hold together, in words, with what frees each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.core.rules import JOINT
from tansiq.people.models import Person
from tansiq.planning.models import PlanningRun
from tansiq.planning.queries.programme_file.seen import hidden_codes
from tansiq.ui.tongue import page_language
from tansiq_desk.words import Voice
from tansiq_desk.words.telling import fixed_text, reason_text
from tansiq_planner.files import read_problem_text
from tansiq_planner.files.conflict_rows import conflict_of
from tansiq_planner.problem import Lock, Problem
from tansiq_planner.result import Reason

MOST_TOLD = 5
"""Locks told, and rules told: whoever frees one and plans again is told what is left."""


@dataclass(frozen=True, slots=True)
class Clashing:
    """A lock that cannot hold: in words, and whether it is still kept, and where."""

    code: str
    text: str
    is_kept: bool
    is_of_the_file: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """Locks that cannot hold together, or one that cannot by itself, and the rules that they run into."""

    locks: tuple[Clashing, ...]
    rules: tuple[tuple[str, str], ...]
    is_alone: bool
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Clashes:
    """What a search could not make a plan of, as much as can be read at once."""

    told: tuple[Clash, ...] = ()
    left_out: int = 0


def clashes_of(run: PlanningRun, person: Person) -> Clashes:
    """Give what clashed in a search, at most five locks and five rules of it; figures of the other side stay unsaid."""
    if not run.conflicts:
        return Clashes()
    problem = read_problem_text(run.programme_document)
    voice = Voice(page_language(), problem.names, problem.currency)
    unseen = _unseen_by(person, problem)
    kept = dict(run.programme.locks.values_list("code", "is_of_the_file"))
    told: list[Clash] = []
    locks = rules = 0
    for conflict in map(conflict_of, run.conflicts):
        if locks >= MOST_TOLD:
            break
        some = _freed_first(conflict.locks, kept)[: MOST_TOLD - locks]
        clash = Clash(
            tuple(_clashing(voice, lock, kept) for lock in some),
            tuple(_ruled(voice, reason, unseen) for reason in conflict.rules[: MOST_TOLD - rules]),
            len(conflict.locks) == 1,
            conflict.confirmed,
        )
        locks, rules = locks + len(clash.locks), rules + len(clash.rules)
        told.append(clash)
    return Clashes(tuple(told), sum(len(it["locks"]) for it in run.conflicts) - locks)


def _unseen_by(person: Person, problem: Problem) -> frozenset[str]:
    """Give the codes of records that someone does not see, and of units of other parties; who works for both sees all."""
    if JOINT in person.parties:
        return frozenset()
    others = {unit.id for unit in problem.units.values() if unit.party not in person.parties}
    return frozenset(others).union(*hidden_codes(person).values())


def _freed_first(locks: Sequence[Lock], kept: dict[str, bool]) -> list[Lock]:
    """Put what this page frees before what only the programme file can change."""
    return sorted(locks, key=lambda lock: kept.get(lock.id, False))


def _clashing(voice: Voice, lock: Lock, kept: dict[str, bool]) -> Clashing:
    return Clashing(lock.id, fixed_text(voice, lock), lock.id in kept, kept.get(lock.id, False))


def _ruled(voice: Voice, reason: Reason, unseen: frozenset[str]) -> tuple[str, str]:
    named = {it for it in (*reason.place.values(), *reason.figures.values()) if isinstance(it, str)}
    name = voice.say(f"rules.{reason.rule.value}.name")
    return name, "" if named & unseen else reason_text(voice, reason)
