"""The briefing of a meeting: when and where, who met, what was decided and whose work it is, what is late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tansiq.accords.access import parties_that_agree
from tansiq.accords.models import Delegation, Meeting
from tansiq.accords.queries import decisions_listed, facts_listed, meeting_seen
from tansiq.accords.queries.parties import name_parties, party_names
from tansiq.accords.rules import DecisionState, MinutesState
from tansiq.documents.queries.briefings.facts import facts_told
from tansiq.documents.queries.briefings.telling import Said, counted, kept_apart, named, row, rows, series
from tansiq.documents.rules.briefings import Ground
from tansiq.people.models import Person
from tansiq.ui.tongue import day_text

MOST_DECISIONS = 12


def meeting_told(person: Person, code: str, on: date, *, is_short: bool = False) -> Iterator[Said]:
    """Tell of a meeting what its records say, as far as someone sees them; the short briefing tells no facts."""
    meeting = meeting_seen(person, code)
    decisions = name_parties(decisions_listed(person, on, meeting=meeting), "owner_party", party_names())
    yield from _held(meeting)
    yield from _delegations(meeting)
    yield from _minutes(meeting)
    yield from _decisions(meeting, decisions)
    if not is_short:
        yield from facts_told(person, facts_listed(person, meeting=meeting))


def _held(meeting: Meeting) -> Iterator[Said]:
    here = (row("accords:meeting", meeting.code),)
    said = {
        "meeting": named(meeting), "kind": meeting.get_kind_display(), "place": named(meeting.place),
        "first": day_text(meeting.first_on), "last": day_text(meeting.last_on),
    }  # fmt: skip
    if meeting.first_on == meeting.last_on:
        text = (
            _("%(meeting)s: %(kind)s, on %(first)s in %(place)s.")
            if meeting.place
            else _("%(meeting)s: %(kind)s, on %(first)s.")
        )
    elif meeting.place:
        text = _("%(meeting)s: %(kind)s, from %(first)s to %(last)s in %(place)s.")
    else:
        text = _("%(meeting)s: %(kind)s, from %(first)s to %(last)s.")
    yield Said(text % said, here)
    if meeting.accord:
        link = row("accords:accord", meeting.accord.code)
        yield Said(
            _("It stands under %(accord)s.") % {"accord": named(meeting.accord)},
            (*here, link),
            is_notable=False,
        )


def _delegations(meeting: Meeting) -> Iterator[Said]:
    here = (row("accords:meeting", meeting.code),)
    came = list(meeting.delegations.all())
    if not came:
        yield Said(_("Nobody has entered yet who took part."), here)
        return
    yield Said(_("The delegations of %(parties)s took part.") % {"parties": series(map(_called, came))}, here)
    hosts = [_called(it) for it in came if it.is_host]
    if hosts:
        text = ngettext("%(hosts)s was the host.", "%(hosts)s were the hosts.", len(hosts))
        yield Said(text % {"hosts": series(hosts)}, here, is_notable=False)


def _called(delegation: Any) -> str:
    return named(delegation.party_names if delegation.party else delegation)


def _minutes(meeting: Meeting) -> Iterator[Said]:
    here = (row("accords:meeting", meeting.code),)
    needed = set(parties_that_agree(meeting))
    asked: list[Delegation] = [it for it in meeting.delegations.all() if it.party in needed]
    agreed = [it for it in asked if it.agreed_at]
    if meeting.state == MinutesState.AGREED:
        yield Said(_("Every party agreed to the minutes; they are fixed."), here, Ground.AGREED)
    elif not meeting.minutes:
        yield Said(_("No minutes are written yet."), here)
    elif agreed:
        waiting = [it for it in asked if not it.agreed_at]
        said = {"agreed": series(map(_called, agreed)), "waiting": series(map(_called, waiting))}
        yield Said(_("Agreed to the minutes: %(agreed)s. Not yet: %(waiting)s.") % said, here, Ground.ONE)
    else:
        yield Said(_("The minutes are a draft to which no party has agreed yet."), here)


def _decisions(meeting: Meeting, decisions: list[Any]) -> Iterator[Said]:
    here = row("accords:meeting", meeting.code)
    n = len(decisions)
    if not n:
        yield Said(_("No decision of it is recorded."), (here,))
        return
    count = ngettext("%(n)s decision of it is recorded.", "%(n)s decisions of it are recorded.", n)
    yield Said(counted(count, n), rows("accords:decision", decisions))
    late = [it for it in decisions if it.late]
    if late:
        text = ngettext("%(n)s decision is late.", "%(n)s decisions are late.", len(late))
        yield Said(counted(text, len(late)), rows("accords:decision", late))
    ground = Ground.AGREED if meeting.state == MinutesState.AGREED else Ground.RECORD
    for decision in decisions[:MOST_DECISIONS]:
        yield Said(_decision(decision), (row("accords:decision", decision.code),), ground, is_notable=False)


def _decision(decision: Any) -> str:
    """Say what was decided, whose work it is, until when, and how far it is."""
    said = {
        "decision": kept_apart(named(decision).strip(" .")), "owner": named(decision.party_names),
        "state": decision.get_state_display(), "day": day_text(decision.due_on) if decision.due_on else "",
    }  # fmt: skip
    if decision.state == DecisionState.CANCELLED:
        return _("Decided and later cancelled: %(decision)s.") % said
    if decision.due_on:
        return _("Decided: %(decision)s. Work of: %(owner)s. Due on %(day)s. State: %(state)s.") % said
    return _("Decided: %(decision)s. Work of: %(owner)s. No day is set. State: %(state)s.") % said
