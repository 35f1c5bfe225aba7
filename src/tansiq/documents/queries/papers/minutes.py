"""The minutes of a meeting: who came, what was on the agenda, what was said, what was decided, and who signs."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tansiq.accords.access import parties_that_agree
from tansiq.accords.models import Decision, Delegation, Meeting
from tansiq.accords.queries import decisions_listed, hours_told, meeting_seen
from tansiq.accords.queries.crossing import minutes_form
from tansiq.accords.queries.meetings import HoursThere
from tansiq.accords.queries.parties import name_parties, party_names
from tansiq.accords.rules import MinutesState
from tansiq.core.rules import JOINT
from tansiq.documents.queries.papers.asked import (
    Asked,
    called,
    cells,
    day_cell,
    day_told,
    mark_of,
    record_paper,
    written,
)
from tansiq.ui.tongue import day_text, page_language
from tansiq_desk.paper.blocks import (
    Block,
    Cell,
    Column,
    Heading,
    Note,
    Pairs,
    Paper,
    Paragraph,
    Points,
    Signatures,
    Table,
    Tone,
)
from tansiq_desk.paper.booklet import signature
from tansiq_desk.words import Voice


def minutes(asked: Asked) -> Paper:
    """Write the minutes of a meeting.

    Raises
    ------
    NotFound
    """
    meeting = meeting_seen(asked.person, asked.subject)
    decisions = name_parties(
        decisions_listed(asked.person, asked.day, meeting=meeting), "owner_party", party_names()
    )
    kind = str(meeting.get_kind_display())
    numbered = f"{kind} {meeting.series_number}" if meeting.series_number else kind
    return record_paper(
        asked,
        title=_("Minutes"),
        subtitle=f"{called(meeting)}\n{numbered}",
        marking=str(meeting.get_marking_display()),
        reference=meeting.code,
        mark=_mark(meeting),
        blocks=_blocks(meeting, decisions, is_double=len(asked.languages) > 1),
    )


def mark_of_minutes(asked: Asked) -> str:
    """Give the hash that the minutes of a meeting bear as they stand now.

    Raises
    ------
    NotFound
    """
    return _mark(meeting_seen(asked.person, asked.subject))


def _mark(meeting: Meeting) -> str:
    """Give the hash of all that is kept of a meeting, in every language: the same whoever reads how much of it."""
    decisions = [it.marking for it in meeting.decisions.order_by("code")]
    return mark_of({**minutes_form(meeting), "markings": [meeting.marking, *decisions]})


def _blocks(meeting: Meeting, decisions: list[Decision], *, is_double: bool) -> Iterator[Block]:
    if meeting.state != MinutesState.AGREED:
        yield Note(_("Draft: these minutes are not agreed by all parties yet."))
    yield Pairs(tuple(_when_and_where(meeting)))
    yield Heading(_("Delegations"), 2)
    yield from _delegations(meeting)
    yield Heading(_("Agenda"), 2)
    agenda = tuple(written(it.names, is_double=is_double) for it in meeting.agenda.all())
    yield Points(agenda, is_numbered=True) if agenda else Paragraph(_("No agenda was entered."), Tone.QUIET)
    yield Heading(_("What was said"), 2)
    if meeting.minutes:
        yield Paragraph(written(meeting.minutes, is_double=is_double))
    else:
        yield Paragraph(_("Nothing is written yet."), Tone.QUIET)
    yield Heading(_("Decisions"), 2)
    yield (
        _decisions(decisions, is_double=is_double)
        if decisions
        else Paragraph(_("No decision was taken."), Tone.QUIET)
    )
    signing = parties_that_agree(meeting)
    voice = Voice(page_language())
    yield Signatures(
        tuple(
            signature(voice, called(it.party_names), called(it.head) if it.head else "")  # type: ignore[attr-defined]
            for it in meeting.delegations.all()
            if it.party in signing
        )
    )


def _when_and_where(meeting: Meeting) -> Iterator[tuple[str, Cell]]:
    yield _("First day"), cells([day_told(meeting.first_on)])
    if meeting.last_on != meeting.first_on:
        yield _("Last day"), cells([day_told(meeting.last_on)])
    if hours := hours_told(meeting):
        yield _("Hours"), cells([_hours(it) for it in hours])
    yield _("Place"), cells([called(meeting.place)])
    if meeting.accord:
        yield _("Accord"), cells([called(meeting.accord)])
    yield _("State"), cells([str(meeting.get_state_display())])


def _hours(it: HoursThere) -> str:
    """Tell the hours of a meeting in the time of one place, with the days where they are others there."""
    ends = ((it.opens_on, it.opens), (it.closes_on, it.closes))
    opens, closes = (f"{day_text(on)} {hour}" if on else hour for on, hour in ends)
    return f"{opens} – {closes} ({it.city})"


def _delegations(meeting: Meeting) -> Iterator[Block]:
    came = list(meeting.delegations.all())
    if not came:
        yield Paragraph(_("No delegation was entered."), Tone.QUIET)
        return
    columns = (
        Column(_("Delegation"), 1.6),
        Column(_("Head"), 1.4),
        Column(_("Organisations"), 2.0),
        Column(_("Agreed on"), 1.2),
    )
    yield Table(columns, tuple(_of_delegation(it) for it in came))


def _of_delegation(it: Delegation) -> tuple[Cell, ...]:
    name = called(it.party_names) if it.party else called(it)  # type: ignore[attr-defined]
    return (
        cells([name, _("host") if it.is_host else ""], is_strong=True), cells([called(it.head)]),
        cells(called(one) for one in it.organisations.all()), day_cell(it.agreed_at.date() if it.agreed_at else None),
    )  # fmt: skip


def _decisions(decisions: list[Decision], *, is_double: bool) -> Table:
    columns = (
        Column(_("Number"), 1.3), Column(_("Decision"), 3.2), Column(_("Owner"), 1.5), Column(_("Due on"), 1.3),
        Column(_("State"), 1.0),
    )  # fmt: skip
    return Table(columns, tuple(_of_decision(it, is_double=is_double) for it in decisions))


def _of_decision(it: Decision, *, is_double: bool) -> tuple[Cell, ...]:
    owner = _("both sides") if it.owner_party == JOINT else called(it.party_names)  # type: ignore[attr-defined]
    organisation = called(it.owner_organisation) if it.owner_organisation else ""
    tone = Tone.BAD if it.late else Tone.PLAIN  # type: ignore[attr-defined]
    return (
        cells([it.code]), cells([written(it.names, is_double=is_double)]), cells([owner, organisation]),
        day_cell(it.due_on, tone), cells([str(it.get_state_display()), _("late") if tone else ""]),
    )  # fmt: skip
