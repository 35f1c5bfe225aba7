"""Reads about decisions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from tansiq.accords.models import Decision, Meeting
from tansiq.accords.queries.parties import name_parties, party_names
from tansiq.accords.rules import DecisionState
from tansiq.accords.rules.decisions import PENDING
from tansiq.core.errors import NotFound
from tansiq.core.queries import says
from tansiq.core.rules import JOINT
from tansiq.people.models import Person

SOON_DAYS = 30


def _seen(person: Person, on: date) -> QuerySet[Decision]:
    found: QuerySet[Decision] = Decision.objects.seen_by_parties(person.parties)
    late = When(state__in=PENDING, due_on__lt=on, then=Value(value=True))
    meetings = Meeting.objects.seen_by_parties(person.parties)
    return found.select_related("meeting", "owner_organisation").annotate(
        late=Case(late, default=Value(value=False), output_field=BooleanField()),
        meeting_is_seen=Exists(meetings.filter(pk=OuterRef("meeting_id"))),
    )


def decisions_listed(
    person: Person, on: date, *, show: str = "", owner: str = "", state: str = "", text: str = "",
    meeting: Meeting | None = None, under: Collection[int] | None = None,
) -> QuerySet[Decision]:  # fmt: skip
    """Give decisions, the soonest due first: all, or those of an owner, state, text, meeting, or under some accords.

    `show` is one of `mine` (my party's or both sides'), `open` (not yet confirmed) and `late`.
    """
    found = _seen(person, on).order_by(F("due_on").asc(nulls_last=True), "code")
    shown = {
        "mine": Q(owner_party__in=[person.party, JOINT]),
        "open": Q(state__in=[*PENDING, DecisionState.DONE]),
        "late": Q(late=True),
    }
    if show in shown:
        found = found.filter(shown[show])
    if text:
        found = found.filter(says(text))
    if under is not None:
        found = found.filter(meeting__accord__in=under)
    given = {"owner_party": owner, "state": state, "meeting": meeting}
    return found.filter(**{name: value for name, value in given.items() if value})


def decision_seen(person: Person, code: str, on: date) -> Decision:
    """Give a decision that someone may see, with what its owner is called.

    Raises
    ------
    NotFound
    """
    decision = _seen(person, on).filter(code=code).first()
    if decision is None:
        raise NotFound
    names = party_names()
    name_parties([decision], "owner_party", names)
    vars(decision)["confirmed_by_names"] = names.get(decision.confirmed_by_party, {})
    return decision


def decisions_awaiting(person: Person, on: date) -> QuerySet[Decision]:
    """Give the decisions of someone's party, or of both sides, that are late or due within thirty days."""
    return decisions_listed(person, on, show="mine").filter(
        state__in=PENDING, due_on__lte=on + timedelta(days=SOON_DAYS)
    )


def decisions_to_confirm(person: Person, on: date) -> QuerySet[Decision]:
    """Give the decisions that another party reported done and someone's party may confirm."""
    return (
        decisions_listed(person, on, state=DecisionState.DONE)
        .exclude(owner_party=person.party)
        .exclude(done_by_party=person.party)
        .filter(meeting__delegations__party=person.party)
    )
