"""The life of a decision: from open to confirmed by the other party, or cancelled by both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tansiq.core.rules import JOINT
from tansiq.people.rules import Permission


class DecisionState(TextChoices):
    """Where a decision stands. That it is late is worked out from its due day."""

    OPEN = "open", pgettext_lazy("decision", "open")
    IN_PROGRESS = "in_progress", pgettext_lazy("decision", "in progress")
    DONE = "done", pgettext_lazy("decision", "done, to be confirmed")
    CONFIRMED = "confirmed", pgettext_lazy("decision", "confirmed")
    CANCELLED = "cancelled", pgettext_lazy("decision", "cancelled")


class DecisionStep(TextChoices):
    """What officers do to a decision."""

    START = "start", _("Start work")
    FINISH = "finish", _("Report it done")
    CONFIRM = "confirm", _("Confirm for our side")
    SEND_BACK = "send_back", _("Send it back")
    CANCEL = "cancel", _("Agree to cancel")


LIFE = {
    (DecisionState.OPEN, DecisionStep.START): DecisionState.IN_PROGRESS,
    (DecisionState.OPEN, DecisionStep.FINISH): DecisionState.DONE,
    (DecisionState.IN_PROGRESS, DecisionStep.FINISH): DecisionState.DONE,
    (DecisionState.DONE, DecisionStep.CONFIRM): DecisionState.CONFIRMED,
    (DecisionState.DONE, DecisionStep.SEND_BACK): DecisionState.IN_PROGRESS,
    (DecisionState.OPEN, DecisionStep.CANCEL): DecisionState.CANCELLED,
    (DecisionState.IN_PROGRESS, DecisionStep.CANCEL): DecisionState.CANCELLED,
}
"""Where each step leads from each state; cancelling gets there when a second party agrees to it."""
NEEDS = {
    DecisionStep.START: Permission.KEEP_MINUTES,
    DecisionStep.FINISH: Permission.KEEP_MINUTES,
    DecisionStep.CONFIRM: Permission.ACKNOWLEDGE,
    DecisionStep.SEND_BACK: Permission.ACKNOWLEDGE,
    DecisionStep.CANCEL: Permission.KEEP_MINUTES,
}
"""What a role must allow for each step."""
ASKS = {DecisionStep.FINISH: "evidence", DecisionStep.SEND_BACK: "reason", DecisionStep.CANCEL: "reason"}
"""What each step asks the person to write."""
OWNERS_STEPS = {DecisionStep.START, DecisionStep.FINISH}
OTHERS_STEPS = {DecisionStep.CONFIRM, DecisionStep.SEND_BACK}
PENDING = (DecisionState.OPEN, DecisionState.IN_PROGRESS)
"""States in which a decision can be late."""
COURSE_OF_LIFE = (
    DecisionState.OPEN, DecisionState.IN_PROGRESS, DecisionState.DONE, DecisionState.CONFIRMED,
)  # fmt: skip


def after(state: str, step: str) -> DecisionState | None:
    """Give the state that a step leads to; None where it leads nowhere."""
    return LIFE.get((DecisionState(state), DecisionStep(step)))


def is_late(state: str, due_on: date | None, on: date) -> bool:
    """Tell whether a decision should have been done before a day."""
    return state in PENDING and due_on is not None and due_on < on


def may_party_step(step: str, *, party: str, owner_party: str, done_by_party: str) -> bool:
    """Tell whether it is for a party to take a step: the owner works, another party confirms what it did.

    What both sides own is worked on by either, and confirmed by the one that did not report it done.
    """
    if step in OWNERS_STEPS:
        return owner_party in {party, JOINT}
    if step in OTHERS_STEPS:
        return party not in {owner_party, done_by_party}
    return True


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a decision is, and who said so."""

    state: str
    evidence: str = ""
    done_by_party: str = ""
    done_on: date | None = None
    confirmed_by_party: str = ""
    confirmed_on: date | None = None
    cancel_asked_by_party: str = ""
    cancelled_because: str = ""


def step_changes(step: str, *, words: str, party: str, on: date) -> dict[str, Any]:
    """Give what a step changes of a decision besides its state."""
    nobody_asks = {"cancel_asked_by_party": "", "cancelled_because": ""}
    changes: dict[str, dict[str, Any]] = {
        DecisionStep.START: nobody_asks,
        DecisionStep.FINISH: {**nobody_asks, "evidence": words, "done_by_party": party, "done_on": on},
        DecisionStep.CONFIRM: {"confirmed_by_party": party, "confirmed_on": on},
        DecisionStep.SEND_BACK: {"done_by_party": "", "done_on": None},
    }
    return changes.get(step, {})


def way_to(here: Standing, there: Standing, *, party: str, owner_party: str) -> list[DecisionStep] | None:
    """Give the steps by which a party alone leads a decision from one standing to another; None where it cannot."""
    ways: dict[Standing, list[DecisionStep]] = {here: []}
    ahead = [here]
    while ahead and there not in ways:
        at = ahead.pop(0)
        for step, leads_to in _steps_of(at, there, party, owner_party):
            if leads_to not in ways:
                ways[leads_to] = [*ways[at], step]
                ahead.append(leads_to)
    return ways.get(there)


def _steps_of(
    here: Standing, there: Standing, party: str, owner_party: str
) -> Iterator[tuple[DecisionStep, Standing]]:
    """Give each step that is for a party to take, and where it leads with the words and days of another standing."""
    words = {DecisionStep.FINISH: there.evidence, DecisionStep.CANCEL: there.cancelled_because}
    days = {DecisionStep.FINISH: there.done_on, DecisionStep.CONFIRM: there.confirmed_on}
    for step in DecisionStep:
        state, done_by = after(here.state, step), here.done_by_party
        if state is None or not may_party_step(
            step, party=party, owner_party=owner_party, done_by_party=done_by
        ):
            continue
        if not words.get(step, "said").strip() or days.get(step, date.max) is None:
            continue
        if step != DecisionStep.CANCEL:
            changes = step_changes(
                step, words=words.get(step, ""), party=party, on=days.get(step) or date.max
            )
            yield step, replace(here, state=state.value, **changes)
        elif not here.cancel_asked_by_party:
            because = there.cancelled_because
            yield step, replace(here, cancel_asked_by_party=party, cancelled_because=because)
        elif here.cancel_asked_by_party != party:
            yield step, replace(here, state=state.value)


STEP_VERBS = {
    DecisionStep.START: "accords.start_decision",
    DecisionStep.FINISH: "accords.finish_decision",
    DecisionStep.CONFIRM: "accords.confirm_decision",
    DecisionStep.SEND_BACK: "accords.send_back_decision",
    DecisionStep.CANCEL: "accords.cancel_decision",
}
"""What the journal keeps of each step of a decision."""
