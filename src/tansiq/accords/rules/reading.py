"""Reads the forms of accords, minutes and decisions, each into the columns of its table."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tansiq.accords.rules.accords import AccordState, AccordType, CooperationArea
from tansiq.accords.rules.crossing import Columns, Form, Row
from tansiq.accords.rules.decisions import DecisionState, Standing
from tansiq.accords.rules.meetings import MeetingKind, MinutesState, TimeZone

STANDING = tuple(Standing.__dataclass_fields__)
"""Columns of a decision that its steps change; all others are its words."""
HOURS = ("opening_hour", "closing_hour", "time_zone")
"""Columns of a meeting that tell its hours."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a form of minutes says: the meeting, who came, what stood on the agenda, what was decided."""

    meeting: Columns
    delegations: tuple[Columns, ...]
    agenda: tuple[Columns, ...]
    decisions: tuple[Columns, ...]

    def beside(self, other: Minutes) -> Minutes:
        """Give them with the other's hours, where they say nothing of hours: a partner's older version knows none."""
        return replace(
            self, meeting={**{it: other.meeting[it] for it in HOURS if it in other.meeting}, **self.meeting}
        )

    @property
    def around(self) -> tuple[list[Columns], list[Columns]]:
        """Who came, and the agenda."""
        return [_without(it, ("agreed_at",)) for it in self.delegations], list(self.agenda)

    @property
    def words(self) -> tuple[Columns, object, dict[str, Columns]]:
        """All that a party agrees to; how far decisions are is no part of it."""
        decided = {it["code"]: _without(it, STANDING) for it in self.decisions}
        return _without(self.meeting, ("state",)), self.around, decided


def _without(columns: Columns, names: tuple[str, ...]) -> Columns:
    return {name: value for name, value in columns.items() if name not in names}


def read_accord(form: Form) -> Columns:
    """Read the form of an accord.

    Raises
    ------
    FormFaulty
    """
    row = Row(form, "").row("row")
    areas = row.words("areas")
    if set(areas.split()) - set(CooperationArea.values):
        raise row.fault("areas")
    return {
        "code": row.code("id"),
        "type": row.choice("type", AccordType),
        "state": row.choice("status", AccordState),
        **row.texts("title", "name", is_needed=True),
        "parent": row.code("parent", is_needed=False),
        **{name: row.day(name) for name in ("signed_on", "ratified_on", "in_force_on", "valid_until")},
        "tacit_renewal_months": row.whole("tacit_renewal_months"),
        "clauses": row.words("clauses"),
        "areas": areas,
        "ended_on": row.day("ended_on"),
        "ended_because": row.text("ended_because"),
        "from_article": row.flag("from_article"),
        "fictional_fields": row.words("fictional_fields"),
    }


def read_decision(form: Form) -> Columns:
    """Read the form of a decision.

    Raises
    ------
    FormFaulty
    """
    row = Row(form, "").row("row")
    return {**_decision(row), "meeting": row.code("meeting")}


def _decision(row: Row) -> Columns:
    found: Columns = {
        "code": row.code("id"),
        **row.texts("text", "text", is_needed=True),
        "owner_party": row.code("owner_party"),
        "owner_organisation": row.code("owner_organisation", is_needed=False),
        "due_on": row.day("due_on"),
        "state": row.choice("state", DecisionState),
        "evidence": row.text("evidence"),
        "done_by_party": row.code("done_by_party", is_needed=False),
        "done_on": row.day("done_on"),
        "confirmed_by_party": row.code("confirmed_by_party", is_needed=False),
        "confirmed_on": row.day("confirmed_on"),
        "cancel_asked_by_party": row.code("cancel_asked_by_party", is_needed=False),
        "cancelled_because": row.text("cancelled_because"),
    }
    if found["state"] in {DecisionState.DONE, DecisionState.CONFIRMED} and not found["evidence"].strip():
        raise row.fault("evidence")
    return found


def read_minutes(form: Form) -> Minutes:
    """Read the form of the minutes of a meeting.

    Raises
    ------
    FormFaulty
    """
    whole = Row(form, "")
    row = whole.row("meeting")
    meeting: Columns = {
        "code": row.code("id"),
        "kind": row.choice("kind", MeetingKind),
        **row.texts("name", "name", is_needed=True),
        "series_number": row.whole("series_number"),
        **row.texts("place", "place"),
        "first_on": row.day("first_on", is_needed=True),
        "last_on": row.day("last_on", is_needed=True),
        "accord": row.code("accord", is_needed=False),
        **row.texts("minutes", "minutes"),
        "state": row.choice("state", MinutesState),
    }
    if meeting["last_on"] < meeting["first_on"]:
        raise row.fault("last_on")
    meeting |= _hours(row, meeting)
    delegations = tuple(_delegation(it) for it in row.rows("delegations"))
    parties = [it["party"] for it in delegations if it["party"]]
    if len(set(parties)) != len(parties):
        raise row.fault("delegations")
    decisions = tuple(_decision(it) for it in whole.rows("decisions"))
    if len({it["code"] for it in decisions}) != len(decisions):
        raise whole.fault("decisions")
    agenda = tuple(it.texts("text", "text", is_needed=True) for it in row.rows("agenda"))
    return Minutes(meeting, delegations, agenda, decisions)


def _hours(row: Row, meeting: Columns) -> Columns:
    """Read the hours of a meeting; a partner that says nothing of hours leaves those that are known as they are."""
    if "hours" not in row.keys:
        return {}
    hours = row.row("hours")
    opening, closing = hours.hour("opens"), hours.hour("closes")
    found = {
        "opening_hour": opening,
        "closing_hour": closing,
        "time_zone": hours.choice("time_zone", TimeZone),
    }
    if (opening is None) != (closing is None):
        raise hours.fault("closes")
    if opening and closing and meeting["first_on"] == meeting["last_on"] and closing <= opening:
        raise hours.fault("closes")
    return found


def _delegation(row: Row) -> Columns:
    found: Columns = {
        "party": row.code("party", is_needed=False),
        **row.texts("name", "name"),
        "is_host": row.flag("is_host"),
        **row.texts("head", "head"),
        "organisations": row.codes("organisations"),
        "agreed_at": row.moment("agreed_at"),
    }
    if bool(found["party"]) == any(found[f"name_{language}"].strip() for language in ("ar", "fr", "en")):
        raise row.fault("party")
    if found["agreed_at"] and not found["party"]:
        raise row.fault("agreed_at")
    return found
