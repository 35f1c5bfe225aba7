"""The life of a request, as tables."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tansiq.core.errors import StepRefused
from tansiq.people.rules import Permission


class RequestState(TextChoices):
    """Where a request stands (`domain.md` 2.4)."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    SCREENED = "screened", _("screened")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned")
    REFUSED = "refused", _("refused")
    PLANNED = "planned", _("planned")
    FULFILLED = "fulfilled", _("fulfilled")
    PARTLY = "partly", _("fulfilled in part")
    LAPSED = "lapsed", _("lapsed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RequestStep(TextChoices):
    """What can be done with a request."""

    SUBMIT = "submit", _("Submit")
    WITHDRAW = "withdraw", _("Withdraw")
    SCREEN = "screen", _("Screen")
    ACCEPT = "accept", _("Accept")
    RETURN = "return", _("Return with an answer")
    REFUSE = "refuse", _("Refuse with an answer")
    PLAN = "plan", pgettext_lazy("request", "Plan")
    FULFIL = "fulfil", _("Fulfil")
    FULFIL_PARTLY = "fulfil_partly", _("Fulfil in part")
    LAPSE = "lapse", _("Let lapse")


LIFE: dict[tuple[RequestState, RequestStep], RequestState] = {
    (RequestState.DRAFT, RequestStep.SUBMIT): RequestState.SUBMITTED,
    (RequestState.DRAFT, RequestStep.WITHDRAW): RequestState.WITHDRAWN,
    (RequestState.SUBMITTED, RequestStep.SCREEN): RequestState.SCREENED,
    (RequestState.SCREENED, RequestStep.ACCEPT): RequestState.ACCEPTED,
    (RequestState.SCREENED, RequestStep.RETURN): RequestState.RETURNED,
    (RequestState.SCREENED, RequestStep.REFUSE): RequestState.REFUSED,
    (RequestState.RETURNED, RequestStep.SUBMIT): RequestState.SUBMITTED,
    (RequestState.RETURNED, RequestStep.WITHDRAW): RequestState.WITHDRAWN,
    (RequestState.ACCEPTED, RequestStep.PLAN): RequestState.PLANNED,
    (RequestState.ACCEPTED, RequestStep.LAPSE): RequestState.LAPSED,
    (RequestState.PLANNED, RequestStep.FULFIL): RequestState.FULFILLED,
    (RequestState.PLANNED, RequestStep.FULFIL_PARTLY): RequestState.PARTLY,
    (RequestState.PLANNED, RequestStep.LAPSE): RequestState.LAPSED,
}
"""Where each step leads; what is not here is refused."""

NEEDS: dict[RequestStep, Permission] = {
    RequestStep.SUBMIT: Permission.FILE_NEED,
    RequestStep.WITHDRAW: Permission.FILE_NEED,
    RequestStep.SCREEN: Permission.APPROVE_REQUEST,
    RequestStep.ACCEPT: Permission.APPROVE_REQUEST,
    RequestStep.RETURN: Permission.APPROVE_REQUEST,
    RequestStep.REFUSE: Permission.APPROVE_REQUEST,
    RequestStep.PLAN: Permission.EDIT_DRAFT,
    RequestStep.FULFIL: Permission.EDIT_DRAFT,
    RequestStep.FULFIL_PARTLY: Permission.EDIT_DRAFT,
    RequestStep.LAPSE: Permission.EDIT_DRAFT,
}
"""Which permission each step asks for, of the unit's party."""

OF_PLANNING = (RequestStep.PLAN, RequestStep.FULFIL, RequestStep.FULFIL_PARTLY, RequestStep.LAPSE)
"""Steps that follow from a plan, not from a page of the request."""
WITH_ANSWER = (RequestStep.RETURN, RequestStep.REFUSE)
"""Steps that must say why."""
EDITABLE = (RequestState.DRAFT, RequestState.RETURNED)
GIVEN_UP = (RequestState.REFUSED, RequestState.LAPSED, RequestState.WITHDRAWN)
"""States in which a request asks for nothing any more."""
COUNTED = tuple(state for state in RequestState if state not in {*GIVEN_UP, RequestState.DRAFT})
"""States in which a request counts as one that its unit has made."""
OPEN = tuple(
    state for state in RequestState if state not in {*GIVEN_UP, RequestState.FULFILLED, RequestState.PARTLY}
)
"""States in which a request still waits for its seats."""
MAIN_LINE = (
    RequestState.DRAFT, RequestState.SUBMITTED, RequestState.SCREENED, RequestState.ACCEPTED, RequestState.PLANNED,
    RequestState.FULFILLED,
)  # fmt: skip
"""The way of a request that meets no obstacle, as it is drawn."""


def after(state: str, step: str) -> RequestState:
    """Give the state that a step leads to.

    Raises
    ------
    StepRefused
        When it does not lead on from this state.
    """
    try:
        return LIFE[RequestState(state), RequestStep(step)]
    except (KeyError, ValueError) as error:
        raise StepRefused from error


def steps_from(state: str) -> list[RequestStep]:
    """Give the steps that lead on from a state and that a person takes."""
    return [step for (source, step) in LIFE if source == state and step not in OF_PLANNING]
