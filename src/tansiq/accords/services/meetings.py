"""The verbs of a meeting itself: call it, and change what it is called, when and where it is held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.accords.access import may_keep_minutes
from tansiq.accords.models import Accord, Meeting
from tansiq.accords.services.records import new_code
from tansiq.core.errors import Refused
from tansiq.core.rules import JOINT, Plain
from tansiq.core.services import claim_seen, keep, subject_of, write_line
from tansiq.organisations.services import in_languages
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission


class MinutesFixed(Refused):
    """All parties agreed."""

    message = _(
        "All parties have agreed to these minutes: they no longer change. Take it up at a next meeting."
    )


class MeetingBackwards(Refused):
    """The last day is before the first."""

    message = _("The last day is before the first.")


class HoursRefused(Refused):
    """One hour without the other, or a day that closes before it opens."""

    message = _("Give the hour at which it opens and the one at which it closes, or neither.")


@transaction.atomic
def call_meeting(
    *, kind: str, names: Mapping[str, str], series_number: int | None, place: Mapping[str, str], first_on: date,
    last_on: date, accord: Accord | None, by: Person, at: datetime, opening_hour: time | None = None,
    closing_hour: time | None = None, time_zone: str = "",
) -> Meeting:  # fmt: skip
    """Enter a meeting that was held or is to be held; its hours in the time of its place, where they are known."""
    demand(by, Permission.KEEP_MINUTES, JOINT)
    fields = _fields(kind, names, series_number, place, first_on, last_on, accord)
    fields |= _hours(first_on, last_on, opening_hour, closing_hour, time_zone, known="")
    meeting = Meeting(code=new_code(Meeting, "mtg", by, at), owner=JOINT, **fields)
    meeting.save(force_insert=True)
    told = {"kind": kind, "names": meeting.names, "first_on": first_on, "last_on": last_on}
    if opening_hour is not None:
        told |= {name: fields[name] for name in ("opening_hour", "closing_hour", "time_zone")}
    write_line(verb="accords.call_meeting", subject=subject_of(meeting), changes=told, by=by, at=at)
    return meeting


@transaction.atomic
def change_meeting(
    *, code: str, version: int, kind: str, names: Mapping[str, str], series_number: int | None,
    place: Mapping[str, str], first_on: date, last_on: date, accord: Accord | None, by: Person, at: datetime,
    opening_hour: time | None = None, closing_hour: time | None = None, time_zone: str = "",
) -> Meeting:  # fmt: skip
    """Change what a meeting is, when and where; the agreement of a party to its minutes falls."""
    meeting = claim_draft(code, version, by)
    fields = _fields(kind, names, series_number, place, first_on, last_on, accord)
    fields |= _hours(first_on, last_on, opening_hour, closing_hour, time_zone, known=meeting.time_zone)
    return keep_draft(meeting, verb="accords.change_meeting", by=by, at=at, **fields)


def claim_draft(code: str, version: int, by: Person) -> Meeting:
    """Give the meeting to change, where its minutes may still change."""
    meeting = claim_seen(Meeting, code, version, by)
    demand(by, Permission.KEEP_MINUTES, meeting.owner)
    if not may_keep_minutes(by, meeting):
        raise MinutesFixed
    return meeting


def keep_draft(
    meeting: Meeting, *, verb: str, by: Person, at: datetime, told: Plain = None, **changes: object
) -> Meeting:
    """Keep a change of a draft; whoever agreed to what it said before must read and agree again."""
    before = meeting.version
    kept = keep(meeting, verb=verb, by=by, at=at, told=told, **changes)
    if kept.version != before:
        drop_agreements(kept)
    return kept


def drop_agreements(meeting: Meeting) -> None:
    """Take back every party's agreement to minutes that have changed."""
    meeting.delegations.exclude(agreed_at=None).update(agreed_at=None, agreed_by="")


def _fields(
    kind: str, names: Mapping[str, str], series_number: int | None, place: Mapping[str, str], first_on: date,
    last_on: date, accord: Accord | None,
) -> dict[str, Any]:  # fmt: skip
    if last_on < first_on:
        raise MeetingBackwards
    return {
        "kind": kind,
        "series_number": series_number,
        "first_on": first_on,
        "last_on": last_on,
        "accord": accord,
        **in_languages("name", names),
        **in_languages("place", place),
    }


def _hours(
    first_on: date, last_on: date, opening: time | None, closing: time | None, time_zone: str, *, known: str
) -> dict[str, Any]:
    """Give the hours to keep; without any, the time zone that was known stays, as a sign that they were taken away."""
    if (opening is None) != (closing is None) or (opening is not None and not time_zone):
        raise HoursRefused
    if opening is not None and closing is not None and first_on == last_on and closing <= opening:
        raise HoursRefused(_("It closes before it opens."))
    zone = known if opening is None else time_zone
    return {"opening_hour": opening, "closing_hour": closing, "time_zone": zone}
