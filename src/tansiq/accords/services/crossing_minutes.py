"""The verbs by which minutes and decisions that a partner released become ours too; the law is that of `crossing`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tansiq.accords.access import parties_that_agree
from tansiq.accords.models import Accord, AgendaItem, Decision, Delegation, Meeting
from tansiq.accords.queries.crossing import decision_form, minutes_form
from tansiq.accords.rules import MinutesState, MinutesStep
from tansiq.accords.rules.crossing import (
    Columns,
    Form,
    Keeps,
    NoWayThere,
    OtherRecord,
    higher,
    is_to_be_kept,
)
from tansiq.accords.rules.decisions import DecisionState, Standing, way_to
from tansiq.accords.rules.meetings import after
from tansiq.accords.rules.reading import STANDING, Minutes, read_decision, read_minutes
from tansiq.accords.services.crossing import (
    added,
    checked,
    demand_party,
    held,
    insert,
    kept,
    referred,
    referred_all,
    tell_added,
)
from tansiq.accords.services.decisions import OwnerRefused, count_up
from tansiq.accords.services.meetings import MinutesFixed, drop_agreements
from tansiq.core.queries import this_node
from tansiq.core.rules import JOINT, Marking
from tansiq.core.services import Actor
from tansiq.organisations.models import Organisation


# ----------------------------------------------------------------------------------------------------------- a decision
@transaction.atomic
def take_in_decision_form(
    *, form: Form, source: str, origin_party: str, by: Actor, at: datetime, keeps: Keeps | None = None,
    marking: Marking = Marking.TRAINING,
) -> Decision:  # fmt: skip
    """Take in a decision as a partner released it: its words while the minutes are a draft, and the steps that are theirs.

    Raises
    ------
    FormFaulty, NotTheirs, OtherRecord, NotKnownHere, ChangedHereToo, NoWayThere, MinutesFixed, OwnerRefused
    """
    said = read_decision(form)
    demand_party(origin_party)
    meeting = referred(Meeting, said["meeting"])
    assert meeting is not None  # noqa: S101 - its code is needed
    decision = held(Decision, said["code"], origin_party)
    said |= _relations(said, meeting)
    verb = "accords.take_in_decision_form"
    if decision is None:
        if meeting.state != MinutesState.DRAFT:
            raise MinutesFixed
        fresh = _new_decision(said, meeting, source, marking, origin_party)
        count_up(meeting)
        return added(fresh, verb=verb, origin_party=origin_party, by=by, at=at)
    if decision.meeting_id != meeting.pk:
        raise OtherRecord
    if is_to_be_kept(form, decision_form(decision), keeps):
        words_change = _demand_way_of_decision(decision, said, origin_party)
    else:
        said, words_change = {}, False
    if words_change:
        count_up(meeting)
    return kept(
        decision, said, verb=verb, source=source, origin_party=origin_party, marking=marking, by=by, at=at
    )


def _relations(said: Columns, meeting: Meeting) -> Columns:
    """Give what a decision refers to, where its owner and its organisation go together."""
    for name in ("owner_party", "done_by_party", "confirmed_by_party", "cancel_asked_by_party"):
        if said[name] and said[name] != JOINT:
            demand_party(said[name])
    organisation = referred(Organisation, said["owner_organisation"])
    if organisation is not None and organisation.owner not in {said["owner_party"], JOINT}:
        raise OwnerRefused
    return {"meeting": meeting, "owner_organisation": organisation}


def _new_decision(
    said: Columns, meeting: Meeting, source: str, marking: Marking, origin_party: str
) -> Decision:
    """Give a decision that is new here; how far it is, its party must have been able to bring it alone."""
    decision = Decision(owner=JOINT, source=source, marking=marking, **said)
    _demand_steps(Standing(DecisionState.OPEN), said, meeting, origin_party)
    return decision


def _demand_way_of_decision(decision: Decision, said: Columns, origin_party: str) -> bool:
    """Refuse words that are fixed and steps that are not theirs; tell whether the words change."""
    words_change = any(
        getattr(decision, name) != value for name, value in said.items() if name not in STANDING
    )
    is_begun = decision.state != DecisionState.OPEN
    if words_change and (is_begun or decision.meeting.state != MinutesState.DRAFT):
        raise MinutesFixed
    here = Standing(**{name: getattr(decision, name) for name in STANDING})
    _demand_steps(here, said, decision.meeting, origin_party)
    return words_change


def _demand_steps(here: Standing, said: Columns, meeting: Meeting, origin_party: str) -> None:
    there = Standing(**{name: said[name] for name in STANDING})
    if here == there:
        return
    way = way_to(here, there, party=origin_party, owner_party=said["owner_party"])
    if way is None or origin_party not in parties_that_agree(meeting):
        raise NoWayThere


# ---------------------------------------------------------------------------------------------------------- the minutes
@transaction.atomic
def take_in_minutes(
    *, form: Form, source: str, origin_party: str, by: Actor, at: datetime, keeps: Keeps | None = None,
    marking: Marking = Marking.TRAINING,
) -> Meeting:  # fmt: skip
    """Take in the minutes of a meeting as a partner released them, with their decisions and that party's agreement.

    A text that changes loses the agreements that stand here, as when an officer of this node changes it.

    Raises
    ------
    FormFaulty, NotTheirs, OtherRecord, NotKnownHere, ChangedHereToo, NoWayThere, MinutesFixed, OwnerRefused
    """
    said = read_minutes(form)
    demand_party(origin_party)
    _hold_decisions([it["code"] for it in said.decisions])
    meeting = held(Meeting, said.meeting["code"], origin_party)
    columns = {**said.meeting, "accord": referred(Accord, said.meeting["accord"])}
    del columns["state"]  # it follows from the agreements
    bringing = _Bringing(said, source, origin_party, marking)
    verb = "accords.take_in_minutes"
    if meeting is None:
        meeting = Meeting(owner=JOINT, source=source, marking=marking, **columns)
        insert(meeting)
        bringing.put_around(meeting)
        bringing.put_decisions(meeting)
        bringing.agree(meeting)
        meeting.save(update_fields=["state"])
        tell_added(meeting, verb=verb, origin_party=origin_party, by=by, at=at)
        return meeting
    told: Columns = {}
    if bringing.is_new_to(meeting, form, keeps):
        told = bringing.put_decisions(meeting)
    else:
        columns = {}
    told |= bringing.agree(meeting)
    return kept(
        meeting, {**columns, "state": meeting.state}, verb=verb, source=source, origin_party=origin_party,
        marking=marking, by=by, at=at, told=told,
    )  # fmt: skip


def _hold_decisions(codes: Collection[str]) -> None:
    """Hold the decisions before their meeting, as whoever changes one does: two who wait for each other would be stopped."""
    list(Decision.objects.select_for_update(no_key=True).filter(code__in=codes).order_by("pk"))


@dataclass
class _Bringing:
    """The minutes that a party brings; `is_agreeable` tells whether the words here are those that it agreed to."""

    said: Minutes
    source: str
    party: str
    marking: Marking
    is_agreeable: bool = True

    def is_new_to(self, meeting: Meeting, form: Form, keeps: Keeps | None) -> bool:
        """Tell whether what they say is to be kept; its delegations and agenda then are, and old agreements fall."""
        ours = minutes_form(meeting)
        here = read_minutes(ours)
        said = self.said.beside(here)
        if form.get("basis") is None and any(
            here.meeting[it] != said.meeting[it] for it in ("kind", "first_on")
        ):
            raise OtherRecord
        if not is_to_be_kept(form, ours, keeps):
            self.is_agreeable = here.words == said.words
            return False
        self.is_agreeable = {it["code"] for it in here.decisions} <= {it["code"] for it in said.decisions}
        if here.words != said.words:
            if meeting.state != MinutesState.DRAFT:
                raise MinutesFixed
            drop_agreements(meeting)
        if here.around != said.around:
            meeting.delegations.all().delete()
            meeting.agenda.all().delete()
            self.put_around(meeting)
        return True

    def put_around(self, meeting: Meeting) -> None:
        """Keep who came and what stood on the agenda."""
        for position, came in enumerate(self.said.delegations, 1):
            if came["party"]:
                demand_party(came["party"])
            organisations = referred_all(Organisation, came["organisations"])
            columns = {name: it for name, it in came.items() if name not in {"organisations", "agreed_at"}}
            delegation = Delegation(meeting=meeting, position=position, **columns)
            checked(delegation)
            delegation.save()
            delegation.organisations.set(organisations)
        for position, item in enumerate(self.said.agenda, 1):
            AgendaItem.objects.create(meeting=meeting, position=position, **item)

    def put_decisions(self, meeting: Meeting) -> Columns:
        """Keep the decisions that are new or that differ; tell which."""
        changed = [it["code"] for it in self.said.decisions if self._put_decision(meeting, it)]
        return {"decisions": changed} if changed else {}

    def _put_decision(self, meeting: Meeting, said: Columns) -> bool:
        columns = {**said, **_relations(said, meeting)}
        decision = held(Decision, said["code"], self.party)
        if decision is None:
            decision = _new_decision(columns, meeting, self.source, self.marking, self.party)
            checked(decision)
            decision.save(force_insert=True)
            return True
        if decision.meeting_id != meeting.pk:
            raise OtherRecord
        _demand_way_of_decision(decision, columns, self.party)
        columns["marking"] = higher(decision.marking, self.marking).value
        differing = {name: it for name, it in columns.items() if getattr(decision, name) != it}
        for name, value in differing.items():
            setattr(decision, name, value)
        if differing:
            checked(decision)
            decision.version += 1
            decision.save()
        return bool(differing)

    def agree(self, meeting: Meeting) -> Columns:
        """Note that the party agreed to what stands here; where it was the last, the minutes are agreed.

        No form fixes minutes that the party of this node did not agree to, whoever it says came.
        """
        agreed_at = next((it["agreed_at"] for it in self.said.delegations if it["party"] == self.party), None)
        waits = meeting.delegations.filter(party=self.party).exclude(agreed_at=agreed_at)
        parties = parties_that_agree(meeting)
        is_open = meeting.state == MinutesState.DRAFT and any(meeting.minutes.values())
        if not (self.is_agreeable and is_open and agreed_at and self.party in parties and waits.exists()):
            return {}
        waits.update(agreed_at=agreed_at, agreed_by="")
        agreed = set(meeting.delegations.exclude(agreed_at=None).values_list("party", flat=True))
        node = this_node()
        is_last = {*parties, node.party if node else ""} <= agreed
        step = MinutesStep.AGREE_LAST if is_last else MinutesStep.AGREE
        meeting.state = str(after(meeting.state, step) or meeting.state)
        return {"agreed_by": self.party}
