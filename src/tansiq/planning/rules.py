"""The life of a plan version and of a planning run, as tables; what can be said of one line of a plan."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tansiq.core.errors import StepRefused
from tansiq.people.rules import Permission

SAVED_SECTIONS = ("calendar", "budget", "exercises", "border", "lessons")
"""Sections of a programme file that no area keeps yet; they travel with the programme as they came."""


VERBS = {
    "planning.load_programme": _("loaded a programme file"),
    "planning.keep_version": _("kept a plan"),
    "planning.take_step": _("took a plan a step on"),
    "planning.approve": _("approved a plan"),
    "planning.start_run": _("had a plan made"),
    "planning.cancel_run": _("cancelled a search"),
    "planning.lock": _("fixed something before planning"),
    "planning.unlock": _("freed something fixed"),
    "planning.remark": _("remarked on a plan"),
    "planning.settle_remark": _("settled a remark"),
}
"""What each verb of this area is called in the journal."""


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
    (PlanState.UNDER_REVIEW, PlanStep.REOPEN): PlanState.DRAFT,
    (PlanState.UNDER_REVIEW, PlanStep.WITHDRAW): PlanState.WITHDRAWN,
    (PlanState.AGREED, PlanStep.APPROVE): PlanState.APPROVED,
    (PlanState.AGREED, PlanStep.REOPEN): PlanState.DRAFT,
    (PlanState.APPROVED, PlanStep.EXECUTE): PlanState.IN_EXECUTION,
    (PlanState.IN_EXECUTION, PlanStep.CLOSE): PlanState.CLOSED,
}
"""Approving leads on when the last of the parties has approved the same hash; until then the plan stays agreed."""

NEEDS: dict[PlanStep, Permission] = {
    PlanStep.PROPOSE: Permission.EDIT_DRAFT,
    PlanStep.REVIEW: Permission.EDIT_DRAFT,
    PlanStep.AGREE: Permission.EDIT_DRAFT,
    PlanStep.APPROVE: Permission.APPROVE_PLAN,
    PlanStep.EXECUTE: Permission.EDIT_DRAFT,
    PlanStep.CLOSE: Permission.APPROVE_PLAN,
    PlanStep.WITHDRAW: Permission.EDIT_DRAFT,
    PlanStep.REOPEN: Permission.EDIT_DRAFT,
}
"""Which permission each step asks for."""


class RunState(TextChoices):
    """Where a planning run stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("planning")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("failed")
    BROKEN_OFF = "broken_off", _("broken off")


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
OPEN_RUNS = (RunState.WAITING, RunState.RUNNING)


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


def steps_from(state: PlanState) -> list[PlanStep]:
    """Give the steps that lead on from a state."""
    return [step for (source, step) in LIFE if source == state]
