"""Whole sentences about what the planner gives: violations, reasons, relaxations, faults, stages."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tansiq_desk.words.catalogue import has, placeholders, sentence
from tansiq_desk.words.speech import Voice
from tansiq_planner.conflict import Conflict
from tansiq_planner.errors import Fault, Figure
from tansiq_planner.problem import EditionLock, ExerciseLock, Lock, Problem, SeatsLock
from tansiq_planner.reasons import NOT_HINDERED
from tansiq_planner.result import Reason, Relaxation, Unplanned
from tansiq_planner.rules import Rule, Violation
from tansiq_planner.solution import Edition

ASKING, MORE = "tansiq why", "--work"
NUMBERED = re.compile(r"(?P<stem>.+)_(?P<number>\d+)")


def rule_text(voice: Voice, rule: Rule) -> str:
    """Name a rule: `R06 Absence ceiling`."""
    return voice.say("terms.rule", code=rule.value, name=voice.say(f"rules.{rule.value}.name"))


def violation_text(voice: Voice, violation: Violation) -> str:
    """Say where and how a rule is broken."""
    key = f"violations.{violation.rule.value}.{violation.code}.says"
    return voice.say(key, **violation.place, **_free(violation))


def violation_remedy(voice: Voice, violation: Violation) -> str:
    """Say what would mend a violation."""
    key = f"violations.{violation.rule.value}.{violation.code}.remedy"
    return voice.say(key, **violation.place, **_free(violation))


def _free(found: Violation | Reason) -> dict[str, Figure]:
    return {key: value for key, value in found.figures.items() if key not in found.place}


def reason_text(voice: Voice, reason: Reason) -> str:
    """Say why a rule keeps something out of the plan, or what is taken for granted."""
    figures: dict[str, Figure] = {**reason.place, **reason.figures}
    rule = reason.rule.value
    for key in (f"reasons.{rule}.{reason.code}", f"violations.{rule}.{reason.code}.says"):
        if has(voice.lang, key) and placeholders(sentence(voice.lang, key)) <= figures.keys():
            return voice.say(key, **figures)
    return voice.say(f"rules.{rule}.means")


def ruled_text(voice: Voice, reason: Reason) -> str:
    """Say a reason after the rule that it rests on, or alone where no rule stands in the way."""
    text = reason_text(voice, reason)
    if reason.code in NOT_HINDERED:
        return text
    return voice.say("terms.colon", before=rule_text(voice, reason.rule), after=text)


def relaxation_text(voice: Voice, relaxation: Relaxation, *, of_exercise: bool = False) -> str:
    """Say which smallest change would let more in, and how much."""
    figures = {**relaxation.place, "before": relaxation.before, "after": relaxation.after}
    rule = relaxation.rule.value
    key = f"relaxations.{rule}.{relaxation.code}"
    if has(voice.lang, key) and placeholders(sentence(voice.lang, key)) <= figures.keys():
        change = voice.say(key, **figures)
    else:
        change = voice.say(
            "relaxations.any",
            name=voice.say(f"rules.{rule}.name"),
            before=relaxation.before,
            after=relaxation.after,
        )
    if of_exercise:
        return voice.say("relaxations.gains_exercise", change=change)
    return voice.say("relaxations.gains_seats", change=change, gains=relaxation.gains)


def lost_to_text(voice: Voice, problem: Problem, unplanned: Unplanned) -> str:
    """Say to which requests and exercises something lost what it would need."""
    others = tuple(rival_text(voice, problem, other) for other in unplanned.lost_to)
    return voice.say("plan.lost_to", others=others)


def not_asked_text(voice: Voice) -> str:
    """Say that nobody has asked why something is missing, and how to ask."""
    return voice.say("plan.not_asked", why=ASKING, work=MORE)


def rival_text(voice: Voice, problem: Problem, other: str) -> str:
    """Name a request by its unit and course, or an exercise, with its code."""
    request = problem.requests.get(other)
    if request is None:
        return voice.say("plan.rival_exercise", code=other, exercise=other)
    return voice.say("plan.rival", code=other, unit=request.unit, course=request.course)


def fixed_text(voice: Voice, lock: Lock) -> str:
    """Say what a lock fixes in the names that people use, without its own code."""
    return _fixed(voice, lock, "plan.fixed")


def lock_text(voice: Voice, lock: Lock) -> str:
    """Say what a lock fixes, after its code."""
    return _fixed(voice, lock, "plan.conflict.lock")


def _fixed(voice: Voice, lock: Lock, topic: str) -> str:
    if isinstance(lock, EditionLock):
        edition = Edition(lock.course, lock.venue, lock.start, {}, {}).id
        key = "edition_seats" if lock.seats else "edition"
        seats = sum(lock.seats.values())
        return voice.say(f"{topic}.{key}", lock=lock.id, edition=edition, seats=seats)
    if isinstance(lock, ExerciseLock):
        return voice.say(f"{topic}.exercise", lock=lock.id, exercise=lock.exercise, start=lock.start)
    if isinstance(lock, SeatsLock):
        return voice.say(f"{topic}.seats", lock=lock.id, request=lock.request, seats=lock.at_least)
    first, last = lock.window.first, lock.window.last
    return voice.say(f"{topic}.closed", lock=lock.id, **{"from": first, "to": last})


def conflict_lines(voice: Voice, conflict: Conflict) -> list[tuple[int, str]]:
    """Say which locks cannot hold, what they run into, and what would help; each line with its indent."""
    alone = len(conflict.locks) == 1
    lines = [(0, voice.say("plan.conflict.alone" if alone else "plan.conflict.together"))]
    lines += [(1, lock_text(voice, lock)) for lock in conflict.locks]
    if conflict.rules:
        lines.append((0, voice.say("plan.conflict.against")))
        lines += [
            (
                1,
                voice.say(
                    "terms.colon", before=rule_text(voice, reason.rule), after=reason_text(voice, reason)
                ),
            )
            for reason in conflict.rules
        ]
    else:
        lines.append((0, voice.say("plan.conflict.no_rule")))
    if not conflict.confirmed:
        lines.append((0, voice.say("plan.conflict.unconfirmed")))
    lines.append((0, voice.say("plan.conflict.release_it" if alone else "plan.conflict.release_one")))
    return lines


def fault_text(voice: Voice, fault: Fault) -> str:
    """Say what is wrong with a file."""
    return voice.say(f"faults.{fault.code}.says", **fault.figures)


def fault_remedy(voice: Voice, fault: Fault) -> str:
    """Say what would be right."""
    key = f"faults.{fault.code}.remedy"
    otherwise = f"faults.{fault.code}.otherwise"
    if has(voice.lang, otherwise) and not fault.figures.get("nearest"):
        key = otherwise
    return voice.say(key, **fault.figures)


def fault_place(voice: Voice, fault: Fault) -> str:
    """Say where a fault stands: file, line and column or sheet and cell, and the path in the file."""
    figures: Mapping[str, Figure] = {
        "file": fault.file,
        "line": fault.line or 0,
        "column": fault.column or 0,
        "sheet": fault.sheet or "",
        "cell": fault.cell or "",
    }
    kind = "cell" if fault.cell else "sheet" if fault.sheet else "line" if fault.line else "file"
    where = [voice.say(f"commands.place.{kind}", **figures)] if fault.file else []
    if fault.path:
        is_option = str(fault.path[0]).startswith("--")
        where.append(voice.isolate((" " if is_option else ".").join(str(step) for step in fault.path)))
    return voice.say("terms.comma").join(where)


def stage_text(voice: Voice, name: str) -> str:
    """Name a stage or phase of planning: `seats_1` is the seats of priority 1."""
    for group in ("stage", "phase"):
        if has(voice.lang, f"plan.{group}.{name}"):
            return voice.say(f"plan.{group}.{name}")
    numbered = NUMBERED.fullmatch(name)
    if numbered and has(voice.lang, f"plan.stage.{numbered['stem']}_n"):
        return voice.say(f"plan.stage.{numbered['stem']}_n", n=int(numbered["number"]))
    return voice.isolate(name)


def place_text(voice: Voice, place: Mapping[str, str]) -> str:
    """Say the place of a violation in short: `edition ..., unit ...`, ids as they are."""
    return voice.say("terms.comma").join(
        voice.say("terms.colon", before=voice.term("place", kind), after=_place_value(voice, kind, value))
        for kind, value in place.items()
    )


def _place_value(voice: Voice, kind: str, value: str) -> str:
    return voice.figure(value, "" if kind in {"week", "day"} else "code")
