"""The life of a plan version and of a planning run, as tables; what can be said of one line of a plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tansiq.core.errors import StepRefused
from tansiq.people.rules import Permission

SAVED_SECTIONS = ("calendar", "budget", "exercises", "border", "lessons")
"""Sections of a programme file that no area keeps yet; they travel with the programme as they came."""


VERBS = {
    "planning.load_programme": _("loaded a programme file"),
    "planning.read_in_file": _("read in a programme file"),
    "planning.keep_version": _("kept a plan"),
    "planning.take_step": _("took a plan a step on"),
    "planning.approve": _("approved a plan"),
    "planning.start_run": _("had a plan made"),
    "planning.start_scenarios": _("had plans of several options made"),
    "planning.cancel_run": _("cancelled a search"),
    "planning.lock": _("fixed something before planning"),
    "planning.unlock": _("freed something fixed"),
    "planning.remark": _("remarked on a plan"),
    "planning.settle_remark": _("settled a remark"),
    "planning.reject": _("rejected a plan"),
    "planning.mark_released": _("noted that a plan was sent to the partner"),
    "planning.keep_shared_part": _("kept a released part of the problem"),
    "planning.empty_shared_part": _("emptied a part of the problem that the partner asked back"),
    "planning.take_in_part": _("took in the partner's part of the problem"),
    "planning.take_in_plan": _("took in a plan of the partner"),
    "planning.take_in_decision": _("took in what the partner decided of a plan"),
}
"""What each verb of this area is called in the journal."""

ENTRIES = {
    "added": _("added"),
    "baseline": _("close to plan"),
    "basis": _("planned on"),
    "changed": _("changed"),
    "decision": pgettext_lazy("plan", "decision"),
    "file": _("file"),
    "line": _("line of the plan"),
    "lock": _("fixed"),
    "number": _("number"),
    "options": _("options"),
    "origin": _("made by the node of"),
    "origin_number": _("their number"),
    "part": _("part of the problem"),
    "plan_sha256": _("hash"),
    "proposed_start": _("first day proposed"),
    "remark": _("remark"),
    "run": _("search"),
    "runs": _("searches"),
    "sha256": _("hash"),
    "step": _("step"),
    "text": _("text"),
    "work": _("thoroughness"),
}
"""What entries of the journal's lines are called that are no field of a record, or of one without a name."""


class PlanState(TextChoices):
    """Where a plan version stands (`domain.md` 2.4)."""

    DRAFT = "draft", pgettext_lazy("plan", "draft")
    PROPOSED = "proposed", _("proposed")
    UNDER_REVIEW = "under_review", _("under review")
    AGREED = "agreed", _("agreed")
    APPROVED = "approved", _("approved")
    IN_EXECUTION = "in_execution", _("in execution")
    CLOSED = "closed", pgettext_lazy("plan", "closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("plan", "withdrawn")


class PlanStep(TextChoices):
    """What can be done with a plan version."""

    PROPOSE = "propose", _("propose to both parties")
    REVIEW = "review", _("begin the review")
    AGREE = "agree", _("agree in the working group")
    APPROVE = "approve", _("approve for one party")
    REJECT = "reject", _("reject for one party")
    EXECUTE = "execute", _("begin its execution")
    CLOSE = "close", _("close")
    WITHDRAW = "withdraw", _("withdraw")
    REOPEN = "reopen", _("take back to draft")


LIFE: dict[tuple[PlanState, PlanStep], PlanState] = {
    (PlanState.DRAFT, PlanStep.PROPOSE): PlanState.PROPOSED,
    (PlanState.DRAFT, PlanStep.WITHDRAW): PlanState.WITHDRAWN,
    (PlanState.PROPOSED, PlanStep.REVIEW): PlanState.UNDER_REVIEW,
    (PlanState.PROPOSED, PlanStep.WITHDRAW): PlanState.WITHDRAWN,
    (PlanState.UNDER_REVIEW, PlanStep.AGREE): PlanState.AGREED,
    (PlanState.UNDER_REVIEW, PlanStep.REJECT): PlanState.UNDER_REVIEW,
    (PlanState.UNDER_REVIEW, PlanStep.REOPEN): PlanState.DRAFT,
    (PlanState.UNDER_REVIEW, PlanStep.WITHDRAW): PlanState.WITHDRAWN,
    (PlanState.AGREED, PlanStep.APPROVE): PlanState.APPROVED,
    (PlanState.AGREED, PlanStep.REJECT): PlanState.UNDER_REVIEW,
    (PlanState.AGREED, PlanStep.REOPEN): PlanState.DRAFT,
    (PlanState.APPROVED, PlanStep.EXECUTE): PlanState.IN_EXECUTION,
    (PlanState.IN_EXECUTION, PlanStep.CLOSE): PlanState.CLOSED,
}
"""Approving leads on when the last of the parties has approved the same hash; until then the plan stays agreed."""
NO_LONGER_IN_FORCE: dict[PlanState, PlanState] = {PlanState.APPROVED: PlanState.AGREED}
"""Where a plan goes whose approval a party took back before it heard that the other had approved."""
AFTER_SENDING = (PlanStep.REVIEW, PlanStep.AGREE)
"""Steps that both parties take: an office that plans with a partner's node takes them once that node has the plan."""
DECIDED = (PlanStep.APPROVE, PlanStep.REJECT)
"""Steps that are a party's word over the bytes of a plan, each a verb of its own with the hash that was read."""

NEEDS: dict[PlanStep, Permission] = {
    PlanStep.PROPOSE: Permission.EDIT_DRAFT,
    PlanStep.REVIEW: Permission.EDIT_DRAFT,
    PlanStep.AGREE: Permission.EDIT_DRAFT,
    PlanStep.APPROVE: Permission.APPROVE_PLAN,
    PlanStep.REJECT: Permission.APPROVE_PLAN,
    PlanStep.EXECUTE: Permission.EDIT_DRAFT,
    PlanStep.CLOSE: Permission.APPROVE_PLAN,
    PlanStep.WITHDRAW: Permission.EDIT_DRAFT,
    PlanStep.REOPEN: Permission.EDIT_DRAFT,
}
"""Which permission each step asks for."""
MEANS = {
    PlanStep.PROPOSE: _("Propose this plan? Both parties are then asked to read it."),
    PlanStep.REVIEW: _(
        "Begin the review? Both parties then write their remarks until the working group agrees."
    ),
    PlanStep.AGREE: _("Agree in the working group? Each party is then asked to approve exactly this plan."),
    PlanStep.EXECUTE: _("Begin the execution? From then on the courses of this plan are held."),
    PlanStep.CLOSE: _("Close this plan? It stays to be read, and nothing more is done with it."),
    PlanStep.WITHDRAW: _("Withdraw this plan? It stays in the list, but goes no further."),
    PlanStep.REOPEN: _("Take this plan back to draft? Approvals given here so far are void."),
}
"""What each step but approving means, asked before it is taken."""
MEANS_BETWEEN_NODES = {
    **MEANS,
    PlanStep.PROPOSE: _(
        "Propose this plan? It stays in this office until it is sent to the partner; send it next, then both can review it."
    ),
    PlanStep.REVIEW: _(
        "Begin the review in this office? The remarks written here stay here; the partner reviews the plan at its own node."
    ),
    PlanStep.AGREE: _(
        "Agree in this office? Your side is then asked to approve exactly this plan, and the partner decides at its own node."
    ),
    PlanStep.WITHDRAW: _(
        "Withdraw this plan? It stays in the list, but goes no further. A partner that has it is not told: write a message."
    ),
}
"""The same in an office that plans with a partner's node: nothing is known there before it is sent."""


class Decision(TextChoices):
    """What a party says of the bytes of a plan; its latest word counts."""

    APPROVE = "approve", pgettext_lazy("plan", "approved")
    REJECT = "reject", pgettext_lazy("plan", "rejected")
    WITHDRAW = "withdraw", pgettext_lazy("plan", "approval withdrawn")


class Basis(TextChoices):
    """What a plan is made on, in an office that plans with the node of another party."""

    RELEASED = "released", _("What both sides have released: such a plan can be proposed to the partner")
    OWN = "own", _("All that this office knows, for study: such a plan cannot be proposed to the partner")


OPTIONS = (
    ("A", _("A, coverage")),
    ("B", _("B, readiness")),
    ("C-cost", _("C, standard at least cost")),
    ("C-date", _("C, standard at the earliest date")),
)
"""What a search seeks first, by the option's letter (`domain.md` 3.5)."""
NEED_NO_RATINGS = frozenset({"A"})
"""Options that count seats alone, and so need nobody's ratings."""
SCENARIO_OPTIONS = ("A", "B", "C-cost")
"""Options that are planned together to choose between: coverage, readiness, standard at least cost (`domain.md` 3.5)."""
MOST_SCENARIOS = 6
"""Plans that fit side by side."""
LONGEST_SCENARIO_TITLE = 180
"""Signs that leave room for the option, which each plan has after the title that they share."""
IN_FORCE = (PlanState.APPROVED, PlanState.IN_EXECUTION, PlanState.CLOSED)
"""States of plans that are or were in force."""


class RunState(TextChoices):
    """Where a planning run stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("planning")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("failed")
    BROKEN_OFF = "broken_off", _("broken off")


class Why(TextChoices):
    """Why a row of a file is left as it is at this node."""

    FOREIGN = "foreign", _("only its own party's office changes it")
    ROLE = "role", _("your roles do not change such records")
    STEPS = "steps", _("it goes on by its own steps, on its own page")
    HIDDEN = "hidden", _("it has parts that you may not see")
    ELSEWHERE = "elsewhere", _("the node has it in another state: open its own page")


class Hindrance(TextChoices):
    """Why what a file brought is not taken back."""

    CHANGED = "changed", _("it was changed since")
    GONE = "gone", _("it is no longer there")
    USED = "used", _("something else stands on it")
    RATED = "rated", _("a task of it was rated")
    PLANNED = "planned", _("a plan was made with it")
    SEARCHED = "searched", _("a plan is being made with it")
    RELEASED = "released", _("it was released to a partner")


UNSEEN_FAULT = _(
    "With the records of today the programme is not whole. What is wrong stands in records that you may not see; "
    "whoever makes plans is told what it is."
)
TAKES: dict[str, tuple[Permission, ...]] = {
    "meta": (Permission.EDIT_DRAFT,),
    "parties": (Permission.EDIT_DRAFT,),
    "organisations": (Permission.EDIT_DRAFT,),
    "accords": (Permission.KEEP_ACCORDS,),
    "competencies": (Permission.EDIT_DRAFT,),
    "units": (Permission.FILE_NEED,),
    "venues": (Permission.PUBLISH_OFFER,),
    "instructor_pools": (Permission.PUBLISH_OFFER,),
    "courses": (Permission.PUBLISH_OFFER,),
    "requests": (Permission.APPROVE_REQUEST,),
    "exercises": (Permission.EDIT_DRAFT, Permission.EDIT_EXERCISE),
    "calendars": (Permission.KEEP_CALENDAR,),
    "institution_indicators": (Permission.EDIT_DRAFT,),
    "lessons": (Permission.EDIT_DRAFT,),
    "border": (Permission.EDIT_DRAFT,),
    "calendar": (Permission.EDIT_DRAFT,),
    "budget": (Permission.EDIT_DRAFT,),
    "budget.lines": (Permission.EDIT_DRAFT,),
    "locks": (Permission.EDIT_DRAFT,),
}
"""By section of a programme file: whoever has one of these may change its records by reading in a file.

A file does nothing that its reader's roles do not do by hand. Roles are in no file that is read in: who may do what is
never taken from one.
"""
MOST_REASON = 2_000
"""Signs of the reason why a party rejects a plan."""
MOST_PART_BYTES = 5_000_000
"""Of a released part, and of a plan that a partner proposes; those of the example have 60 thousand."""
ONLY_ADDED = ("accords", "user_roles")
"""Sections whose known records a file never changes: accords are signed and renewed step by step, roles given by hand."""


class RemarkKind(TextChoices):
    """What the working group says of a line of a plan."""

    COMMENT = "comment", _("comment")
    PROPOSAL = "proposal", _("change proposed")


WAY = (
    PlanState.DRAFT,
    PlanState.PROPOSED,
    PlanState.UNDER_REVIEW,
    PlanState.AGREED,
    PlanState.APPROVED,
    PlanState.IN_EXECUTION,
    PlanState.CLOSED,
)
"""The states of a plan in the order in which its life runs; it can be withdrawn on the way."""
ENDED = (PlanState.WITHDRAWN, PlanState.CLOSED)
"""States in which a plan stands no more: nothing is changed from it."""
STANDING = (
    PlanState.PROPOSED,
    PlanState.UNDER_REVIEW,
    PlanState.AGREED,
    PlanState.APPROVED,
    PlanState.IN_EXECUTION,
)
"""States in which people rely on a plan: it is judged anew whenever a record that it stands on changes."""
TALKED_ABOUT = (PlanState.PROPOSED, PlanState.UNDER_REVIEW, PlanState.AGREED)
"""States in which people are asked to read, review or approve a plan, unless another one took its place."""
OPEN_RUNS = (RunState.WAITING, RunState.RUNNING)
MILESTONES = {
    "offers_published": _("Offers are published"),
    "requests_in": _("Requests are in"),
    "draft_plan": _("The draft plan is there"),
    "working_group_minutes": _("The working group signs its minutes"),
    "plan_approved": _("The plan is approved"),
    "quotas_confirmed": _("Quotas are confirmed"),
    "year_report": _("The year is reported on"),
}
"""What the milestones of the yearly planning cycle are called."""


class MilestoneState(TextChoices):
    """How a milestone of the yearly planning cycle stands on a day."""

    DONE = "done", pgettext_lazy("milestone", "done")
    LATE = "late", pgettext_lazy("milestone", "late")
    AHEAD = "ahead", pgettext_lazy("milestone", "ahead")
    NOT_KEPT = "not_kept", _("the node keeps no record of it")


def milestone_told(key: str) -> str:
    """Give what a milestone is called; one that only a programme file knows stands as its key."""
    return str(MILESTONES.get(key, key.replace("_", " ")))


def milestone_state(due_on: date, on: date, *, is_met: bool | None) -> MilestoneState:
    """Tell how a milestone stands: what is met is done whatever its day; what no record tells is never called late."""
    if is_met:
        return MilestoneState.DONE
    if due_on >= on:
        return MilestoneState.AHEAD
    return MilestoneState.NOT_KEPT if is_met is None else MilestoneState.LATE


def after(state: PlanState, step: PlanStep) -> PlanState:
    """Give the state that a step leads to.

    Raises
    ------
    StepRefused
        When it does not lead on from this state.
    """
    try:
        return LIFE[state, step]
    except KeyError as error:
        raise StepRefused from error


def is_in_force(decisions: Mapping[str, str], parties: Collection[str]) -> bool:
    """Tell whether each of the parties approves, by the latest word of each; without parties nothing comes into force."""
    return bool(parties) and all(decisions.get(party) == Decision.APPROVE for party in parties)


def is_unsent(origin: str, released_to: Collection[str], partners: Collection[str]) -> bool:
    """Tell whether a plan of this office has not gone to each partner yet; one that a partner made is there already.

    >>> is_unsent("", [], ["dz"]), is_unsent("", ["dz"], ["dz"]), is_unsent("dz", [], ["dz"]), is_unsent("", [], [])
    (True, False, False, False)
    """
    return not origin and not set(partners) <= set(released_to)


class Standing(NamedTuple):
    """How a plan stands among the others: its number, that of the plan that it was made from, and its state."""

    number: int
    parent: int | None
    state: str


def overtaken(plans: Iterable[Standing]) -> dict[int, int]:
    """Give which plan took the place of each that is talked about: one made from it and proposed, or a later one in force.

    >>> overtaken([Standing(1, None, "proposed"), Standing(2, 1, "draft"), Standing(3, 2, "proposed")])
    {1: 3}
    >>> overtaken([Standing(1, None, "agreed"), Standing(2, None, "approved"), Standing(3, None, "proposed")])
    {1: 2}
    """
    known = {it.number: it for it in plans}
    found: dict[int, int] = {}
    for it in known.values():
        if it.state in (*STANDING, PlanState.CLOSED):
            replaced = _before(it, known)
            if it.state in IN_FORCE:
                replaced |= {number for number in known if number < it.number}
            found |= {number: max(it.number, found.get(number, 0)) for number in replaced}
    return {number: later for number, later in sorted(found.items()) if known[number].state in TALKED_ABOUT}


def _before(plan: Standing, known: Mapping[int, Standing]) -> set[int]:
    """Give the numbers of the plans that a plan was made from, one after the other."""
    numbers: set[int] = set()
    parent = plan.parent
    while parent is not None and parent in known and parent not in {plan.number, *numbers}:
        numbers.add(parent)
        parent = known[parent].parent
    return numbers


def steps_from(state: PlanState) -> list[PlanStep]:
    """Give the steps that lead on from a state."""
    return [step for (source, step) in LIFE if source == state]
