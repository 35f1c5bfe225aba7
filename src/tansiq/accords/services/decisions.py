"""The verbs of a decision: enter it, change its words while the minutes are a draft, then the steps of its life."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tansiq.accords.access import may_change_decision, may_step
from tansiq.accords.models import Decision, Meeting
from tansiq.accords.rules import DecisionStep
from tansiq.accords.rules.decisions import ASKS, NEEDS, STEP_VERBS, after, step_changes
from tansiq.accords.services.meetings import MinutesFixed, claim_draft, drop_agreements
from tansiq.accords.services.records import new_code
from tansiq.core.errors import Refused, StepRefused
from tansiq.core.rules import JOINT
from tansiq.core.services import claim_seen, keep, subject_of, write_line
from tansiq.organisations.models import Organisation
from tansiq.organisations.services import in_languages
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission


class OwnerRefused(Refused):
    """The organisation is not of the party that owns the decision."""

    message = _("This organisation belongs to another party than the owner of the decision.")


class NotForYourSide(Refused):
    """The step is for the other party."""

    message = _(
        "This step is not for your side: the owner works on a decision, and another party that took part confirms it."
    )


class WordsMissing(Refused):
    """The step asks for words."""

    message = _("Write what this step asks for: the evidence or the reason.")


@transaction.atomic
def take_decision(
    *, meeting_code: str, meeting_version: int, texts: Mapping[str, str], owner_party: str,
    owner_organisation: Organisation | None, due_on: date | None, by: Person, at: datetime,
) -> Decision:  # fmt: skip
    """Enter what a meeting decided, whose work it is and until when."""
    meeting = claim_draft(meeting_code, meeting_version, by)
    fields = _fields(texts, owner_party, owner_organisation, due_on)
    code = new_code(Decision, "dec", by, at)
    decision = Decision(code=code, owner=meeting.owner, meeting=meeting, **fields)
    decision.save(force_insert=True)
    count_up(meeting)
    told = {"meeting": meeting.code, "texts": decision.names, "owner_party": owner_party, "due_on": due_on}
    write_line(verb="accords.take_decision", subject=subject_of(decision), changes=told, by=by, at=at)
    return decision


@transaction.atomic
def change_decision(
    *, code: str, version: int, texts: Mapping[str, str], owner_party: str,
    owner_organisation: Organisation | None, due_on: date | None, by: Person, at: datetime,
) -> Decision:  # fmt: skip
    """Change the words, owner or due day of a decision while the minutes are a draft and no work has begun."""
    decision = claim_seen(Decision, code, version, by)
    demand(by, Permission.KEEP_MINUTES, decision.owner)
    if not may_change_decision(by, decision):
        raise MinutesFixed
    meeting = claim_draft(decision.meeting.code, decision.meeting.version, by)
    fields = _fields(texts, owner_party, owner_organisation, due_on)
    kept = keep(decision, verb="accords.change_decision", by=by, at=at, **fields)
    count_up(meeting)
    return kept


@transaction.atomic
def take_decision_step(
    *, code: str, version: int, step: DecisionStep, words: str, by: Person, at: datetime
) -> Decision:
    """Take a step in the life of a decision, with the evidence or the reason that it asks for.

    Raises
    ------
    StepRefused, NotForYourSide, WordsMissing
    """
    decision = claim_seen(Decision, code, version, by)
    demand(by, NEEDS[step], decision.owner)
    leads_to = after(decision.state, step)
    if leads_to is None:
        raise StepRefused
    if not may_step(by, decision, step):
        raise NotForYourSide
    if step in ASKS and not words.strip():
        raise WordsMissing
    if step == DecisionStep.CANCEL and not decision.cancel_asked_by_party:
        asked = {"cancel_asked_by_party": by.party, "cancelled_because": words}
        return keep(decision, verb="accords.ask_to_cancel_decision", by=by, at=at, **asked)
    changes = step_changes(step, words=words, party=by.party, on=at.date())
    told = words if step == DecisionStep.SEND_BACK else None
    verb = STEP_VERBS[step]
    return keep(decision, verb=verb, by=by, at=at, told=told, state=leads_to.value, **changes)


def count_up(meeting: Meeting) -> None:
    """Let a page of the minutes that was opened before no longer be agreed to."""
    Meeting.objects.filter(pk=meeting.pk).update(version=F("version") + 1)
    drop_agreements(meeting)


def _fields(
    texts: Mapping[str, str], owner_party: str, owner_organisation: Organisation | None, due_on: date | None
) -> dict[str, Any]:
    if owner_organisation is not None and owner_organisation.owner not in {owner_party, JOINT}:
        raise OwnerRefused
    return {
        "owner_party": owner_party,
        "owner_organisation": owner_organisation,
        "due_on": due_on,
        **in_languages("text", texts),
    }
