"""What each kind of record says in STIX: minutes and plans are reports with notes, a decision on a plan is an opinion.

Bodies are read with a loose hand: what an older version released must never stop the feed of what follows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tansiq.accords.rules import DecisionState
from tansiq.exchange.queries.stix.objects import Stix
from tansiq.exchange.rules import KINDS_TOLD
from tansiq.ui.tongue import spoken
from tansiq_protocol.approval import Decision
from tansiq_protocol.record import Kind, Record

MOST_PARTS = 5_000
"""Parts of one record; 256 KiB hold no more that say something."""
OPINIONS = {Decision.APPROVE: "strongly-agree", Decision.REJECT: "strongly-disagree"}


@dataclass(frozen=True, slots=True)
class Part:
    """An object of a record: its type, its name within the record, its own fields, and whether it is about the first."""

    kind: str
    name: str
    fields: Stix
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What is needed to say a record: itself, attachments by hash, names of parties, and where what it names is found."""

    record: Record
    blobs: Mapping[str, bytes]
    names: Mapping[str, str]
    found: Callable[[str], str | None]

    def party(self, code: object) -> str:
        """Give what a party is called."""
        return self.names.get(str(code), str(code))

    def parties(self, codes: object) -> str:
        """Give what some parties are called."""
        return _listed(self.party(it) for it in codes) if isinstance(codes, list) else ""


def parts_of(told: Told) -> list[Part]:
    """Give the objects of a record, that which the others are about first."""
    return list(_MAKERS[Kind(told.record.kind)](told))[:MOST_PARTS]


def _listed(words: Iterable[str]) -> str:
    return ", ".join(word for word in words if word)


def _lines(*lines: tuple[str, object]) -> str:
    """Write what there is to say, one thing on each line."""
    return "\n".join(f"{label}: {said}" for label, said in lines if said is not None and said != "")


def _text(value: object) -> str:
    """Give a text, in the language of the moment where it comes in several."""
    if isinstance(value, Mapping):
        return spoken({str(key): str(it) for key, it in value.items()}).text
    return value if isinstance(value, str) else ""


def _rows(value: object) -> list[Mapping[str, Any]]:
    return [it for it in value if isinstance(it, Mapping)] if isinstance(value, list) else []


def _days(first: object, last: object) -> str:
    return " / ".join(dict.fromkeys(str(it) for it in (first, last) if it))


def _report(kind: str, name: str, description: str) -> Part:
    fields: Stix = {"name": name, "report_types": [kind]}
    if description.strip():
        fields["description"] = description
    return Part("report", "", fields)


def _minutes(told: Told) -> Iterator[Part]:
    body: Any = told.record.body
    meeting: Mapping[str, Any] = body["meeting"]
    delegations = [
        _listed([told.party(it.get("party", "")), _text(it.get("name")), _text(it.get("head"))])
        for it in _rows(meeting.get("delegations"))
    ]
    agenda = [f"– {_text(it.get('text'))}" for it in _rows(meeting.get("agenda"))]
    facts = _lines(
        (_("Days"), _days(meeting.get("first_on"), meeting.get("last_on"))),
        (_("Place"), _text(meeting.get("place"))),
        (_("Accord"), _text(meeting.get("accord"))),
        (_("Delegations"), "; ".join(delegations)),
    )
    said = [facts, "\n".join(agenda), _text(meeting.get("minutes"))]
    name = _text(meeting.get("name")) or _text(meeting.get("id")) or str(KINDS_TOLD[Kind.MINUTES])
    yield _report("meeting-minutes", name, "\n\n".join(it for it in said if it))
    for number, row in enumerate(_rows(body.get("decisions"))):
        yield _decision(told, _text(row.get("id")) or str(number), row)


def _decision(told: Told, name: str, row: Mapping[str, Any]) -> Part:
    state = _text(row.get("state"))
    facts = _lines(
        (_("Owner"), told.party(row["owner_party"]) if row.get("owner_party") else ""),
        (_("Due"), _text(row.get("due_on"))),
        (_("State"), DecisionState(state).label if state in DecisionState.values else state),
        (_("Evidence"), _text(row.get("evidence"))),
    )
    content = "\n\n".join(it for it in (_text(row.get("text")), facts) if it)
    fields = {"abstract": _("Decision %(code)s") % {"code": name}, "content": content or name}
    return Part("note", f"decision/{name}", fields, about="report")


def _plan(told: Told) -> Iterator[Part]:
    body: Any = told.record.body
    answered = body.get("inReplyTo")
    facts = _lines(
        (_("Programme"), _text(body.get("programme"))),
        (_("Version"), body.get("number")),
        (_("Option"), _text(body.get("option"))),
        (_("Parties"), told.parties(body.get("parties"))),
        (_("Hash of the plan"), _text(body.get("planSha256"))),
        (_("Hash of the programme"), _text(body.get("problemSha256"))),
        (_("In reply to"), _text(answered.get("id")) if isinstance(answered, Mapping) else ""),
    )
    numbered = _("Plan of %(programme)s, version %(number)s") % {
        "programme": _text(body.get("programme")),
        "number": body.get("number"),
    }
    is_amended = told.record.kind == Kind.PLAN_AMENDMENT
    kind = "training-plan-counter-proposal" if is_amended else "training-plan"
    title = _text(body.get("title"))
    yield _report(kind, f"{numbered}: {title}" if title else numbered, facts)
    if courses := _courses(told, body.get("plan")):
        fields = {"abstract": _("Courses in this plan"), "content": courses}
        yield Part("note", "courses", fields, about="report")


def _courses(told: Told, digest: object) -> str:
    """Write the courses and exercises of a plan, by day, from the document that travels with it."""
    try:
        document: Any = json.loads(told.blobs.get(str(digest), b"{}"))
    except ValueError:
        return ""
    if not isinstance(document, Mapping):
        return ""
    lines = [f"{it.get('start')} · {it.get('exercise')}" for it in _rows(document.get("exercises"))]
    for row in _rows(document.get("editions")):
        seats = row.get("seats")
        taken = _listed(f"{unit} {n}" for unit, n in seats.items()) if isinstance(seats, Mapping) else ""
        lines.append(f"{row.get('start')} · {row.get('course')} · {row.get('venue')} · {taken}")
    return "\n".join(sorted(lines))


def _notice(told: Told) -> Iterator[Part]:
    body: Any = told.record.body
    days = _lines((_("Days"), _days(body.get("firstOn"), body.get("lastOn"))))
    said = "\n\n".join(it for it in (days, _text(body.get("text"))) if it)
    yield _report("activity-notice", _text(body.get("activity")) or str(KINDS_TOLD[Kind.NOTICE]), said)


def _approval(told: Told) -> Iterator[Part]:
    """Give an opinion on the plan where the plan is in this very collection; else a note, as it must name something."""
    body: Any = told.record.body
    subject: Mapping[str, Any] = body["subject"]
    decision, reason = _text(body.get("decision")), _text(body.get("reason"))
    plan = told.found(str(subject.get("id")))
    if plan is not None:
        fields: Stix = {
            "opinion": OPINIONS.get(Decision(decision), "neutral") if decision in set(Decision) else "neutral"
        }
        if reason:
            fields["explanation"] = reason
        yield Part("opinion", "", fields, about=plan)
        return
    words = {
        Decision.APPROVE: _("The plan is approved."),
        Decision.REJECT: _("The plan is rejected."),
        Decision.WITHDRAW: _("The approval of the plan is withdrawn."),
    }
    facts = _lines(
        (_("Reason"), reason),
        (_("Plan"), _text(subject.get("id"))),
        (_("Hash of the plan"), _text(subject.get("planHash"))),
    )
    said = words[Decision(decision)] if decision in set(Decision) else decision
    fields = {"abstract": str(KINDS_TOLD[Kind.APPROVAL]), "content": f"{said}\n\n{facts}"}
    yield Part("note", "", fields)


_MAKERS: dict[Kind, Callable[[Told], Iterator[Part]]] = {
    Kind.MINUTES: _minutes,
    Kind.PLAN: _plan,
    Kind.PLAN_AMENDMENT: _plan,
    Kind.NOTICE: _notice,
    Kind.APPROVAL: _approval,
}
MAPPED = frozenset(_MAKERS)
"""Kinds that the feed tells of; recalls show in what they recall."""
TYPES: dict[str, frozenset[str]] = {
    Kind.MINUTES: frozenset({"report", "note"}),
    Kind.PLAN: frozenset({"report", "note"}),
    Kind.PLAN_AMENDMENT: frozenset({"report", "note"}),
    Kind.NOTICE: frozenset({"report"}),
    Kind.APPROVAL: frozenset({"opinion", "note"}),
}
"""By kind, the types of its objects."""
