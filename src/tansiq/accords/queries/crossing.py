"""Accords, minutes and decisions in the form in which they cross to a partner: what both sides know of them, no more.

No account of a person stands in a form: a party agreed, did, confirmed; heads of delegations are posts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from tansiq.accords.models import Accord, Decision, Delegation, Meeting
from tansiq.accords.rules.crossing import Form, given, in_each, plain_text
from tansiq.core.models import Record
from tansiq.core.rules import JOINT, Marking


def accord_form(accord: Accord) -> dict[str, Any]:
    """Give an accord as it crosses: its row of the programme file, and how far it is."""
    parent = accord.parent
    return {
        "row": given({
            "id": accord.code,
            "type": accord.type,
            "status": accord.state,
            "title": in_each(accord.names),
            "parent": parent.code if parent and parent.owner in {JOINT, accord.owner} else None,
            **{name: _day(getattr(accord, name)) for name in ("signed_on", "ratified_on", "in_force_on", "valid_until")},
            "tacit_renewal_months": accord.tacit_renewal_months,
            "clauses": accord.clause_list,
            "areas": accord.area_list,
            "ended_on": _day(accord.ended_on),
            "ended_because": plain_text(accord.ended_because),
            "from_article": accord.from_article,
            "fictional_fields": accord.fictional_fields.split(),
        })
    }  # fmt: skip


def minutes_form(meeting: Meeting) -> dict[str, Any]:
    """Give the minutes of a meeting as they cross: what was said and decided, who came, and which parties agreed."""
    accord = meeting.accord
    delegations = meeting.delegations.order_by("position").prefetch_related("organisations")
    decisions = meeting.decisions.select_related("owner_organisation").order_by("code")
    return {
        "meeting": given({
            "id": meeting.code,
            "kind": meeting.kind,
            "name": in_each(meeting.names),
            "series_number": meeting.series_number,
            "place": in_each(meeting.place),
            "first_on": _day(meeting.first_on),
            "last_on": _day(meeting.last_on),
            "hours": _hours(meeting),
            "accord": accord.code if accord else None,
            "minutes": in_each(meeting.minutes),
            "state": meeting.state,
            "delegations": [_delegation(it) for it in delegations],
            "agenda": [{"text": in_each(it.names)} for it in meeting.agenda.order_by("position")],
        }),
        "decisions": [_decision(it) for it in decisions],
    }  # fmt: skip


def decision_form(decision: Decision) -> dict[str, Any]:
    """Give a decision as it crosses: its words, whose it is, how far it is, and the evidence."""
    return {"row": {**_decision(decision), "meeting": decision.meeting.code}}


def _delegation(it: Delegation) -> dict[str, Any]:
    return given({
        "party": it.party,
        "name": in_each(it.names),
        "is_host": it.is_host or None,
        "head": in_each(it.head),
        "organisations": sorted(organisation.code for organisation in it.organisations.all()),
        "agreed_at": _moment(it.agreed_at),
    })  # fmt: skip


def _decision(decision: Decision) -> dict[str, Any]:
    organisation = decision.owner_organisation
    return given({
        "id": decision.code,
        "text": in_each(decision.names),
        "owner_party": decision.owner_party,
        "owner_organisation": organisation.code if organisation else None,
        "due_on": _day(decision.due_on),
        "state": decision.state,
        "evidence": plain_text(decision.evidence),
        "done_by_party": decision.done_by_party,
        "done_on": _day(decision.done_on),
        "confirmed_by_party": decision.confirmed_by_party,
        "confirmed_on": _day(decision.confirmed_on),
        "cancel_asked_by_party": decision.cancel_asked_by_party,
        "cancelled_because": plain_text(decision.cancelled_because),
    })  # fmt: skip


def _day(day: Any) -> str | None:
    """Write a day; one that was just saved may still be the text it was given as."""
    return day.isoformat() if isinstance(day, date) else day or None


def _hours(meeting: Meeting) -> dict[str, Any]:
    """Give the hours of a meeting; nothing where they were never known, the time zone alone where they were taken away."""
    return given({
        "opens": _hour(meeting.opening_hour),
        "closes": _hour(meeting.closing_hour),
        "time_zone": meeting.time_zone,
    })  # fmt: skip


def _hour(hour: time | None) -> str | None:
    return hour.isoformat("minutes") if hour else None


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


# ------------------------------------------------------------------------------------------------------------- markings
def marking_of(record: Record) -> Marking:
    """Give the classification of a record itself."""
    return Marking(record.marking)


def markings_in(record: Record) -> list[Marking]:
    """Give the classifications of all that crosses in the form of a record: its own, and those of its decisions."""
    parts = record.decisions.order_by("pk") if isinstance(record, Meeting) else ()
    return [marking_of(record), *(marking_of(it) for it in parts)]


# --------------------------------------------------------------------------------------------------------- what is here
FORMS: dict[str, tuple[type[Record], str, Callable[[Any], dict[str, Any]]]] = {
    "accord": (Accord, "row", accord_form),
    "minutes": (Meeting, "meeting", minutes_form),
    "decision": (Decision, "row", decision_form),
}
"""By kind of record: its table, where its code stands in a form, and how its form is written."""


def form_here(kind: str, form: Form) -> dict[str, Any] | None:
    """Give the record that a form is about, in the same form as it is here; None where this node has none."""
    table, place, written = FORMS[kind]
    record = table._default_manager.filter(code=form[place]["id"]).first()
    return written(record) if record else None
