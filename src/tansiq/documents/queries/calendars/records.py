"""The entries of records: meetings, decisions that are due, milestones of the planning year, days of the parties."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tansiq.accords.models import Decision, Meeting
from tansiq.accords.queries import decisions_listed, hours_told, meeting_seen
from tansiq.accords.rules.decisions import PENDING
from tansiq.core.models import JournalLine, Node, Record
from tansiq.core.rules import Marking
from tansiq.documents.rules.calendars import KEPT_BACK
from tansiq.organisations.models import Holiday, Party, Ramadan, Unit, UnitAbsence
from tansiq.organisations.rules import DayStatus
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.queries.plans.versions import the_programme
from tansiq.planning.queries.year.cycle import the_cycle
from tansiq.planning.rules import MilestoneState
from tansiq.training.access import units_reached
from tansiq.training.queries.calendars import holiday_name
from tansiq.ui.templatetags.tansiq import called_plainly
from tansiq.ui.tongue import number
from tansiq_desk.calendars.entries import Entry

LONGEST_SUMMARY = 120
Changes = dict[str, datetime]


@dataclass
class Asked:
    """Whose calendar is written, at which node, on which day, and where that node is opened."""

    person: Person
    node: Node
    on: date
    site: str

    @property
    def since(self) -> date:
        """The first day that the calendar still shows."""
        return self.on - KEPT_BACK

    @property
    def stamp(self) -> datetime:
        """The moment of what no line of the journal tells of: one that stays the same all year."""
        return datetime.combine(self.on.replace(month=1, day=1), time(), UTC)

    @cached_property
    def own_units(self) -> frozenset[str]:
        """The units that the person's roles reach: those of their command, or of their whole party."""
        reached = units_reached(self.person, Permission.READ_REGISTERS)
        seen = Unit.objects.seen_by_parties(self.person.parties).filter(reached)
        return frozenset(seen.values_list("code", flat=True))

    def at(self, name: str, *arguments: object) -> str:
        """Give where a page of the node is opened."""
        return f"{self.site}{reverse(name, args=arguments)}"

    def uid(self, what: str) -> str:
        """Give what an entry is known by, for as long as its record is there."""
        return f"{what}.{self.node.party}.tansiq"


def changes_of(kind: str, codes: Collection[str]) -> Changes:
    """Give when each of some records was last changed, as far as the journal tells."""
    subjects = {f"{kind}/{code}": code for code in codes}
    lines = JournalLine.objects.filter(subject__in=subjects).values_list("subject").annotate(last=Max("at"))
    return {subjects[subject]: last for subject, last in lines.order_by()}


def _marked(record: Record) -> str:
    return str(record.get_marking_display())


# ------------------------------------------------------------------------------------------------------------- meetings
def meeting_entries(asked: Asked) -> Iterator[Entry]:
    """Yield the meetings that someone sees."""
    seen = Meeting.objects.seen_by_parties(asked.person.parties).filter(last_on__gte=asked.since)
    meetings = list(seen.prefetch_related("agenda").order_by("first_on", "code"))
    changes = changes_of("accords.meeting", [it.code for it in meetings])
    for meeting in meetings:
        yield _meeting(asked, meeting, changes)


def meeting_entry(asked: Asked, code: str) -> Entry:
    """Give one meeting.

    Raises
    ------
    NotFound
    """
    meeting = meeting_seen(asked.person, code)
    return _meeting(asked, meeting, changes_of("accords.meeting", [code]))


def _meeting(asked: Asked, meeting: Meeting, changes: Changes) -> Entry:
    is_open = meeting.marking != Marking.RESTRICTED
    return Entry(
        uid=asked.uid(f"{meeting.code}.meeting"),
        first=meeting.opens_at or meeting.first_on,
        last=meeting.closes_at or meeting.last_on,
        summary=called_plainly(meeting) if is_open else _("Restricted meeting: read it on the node"),
        category=str(meeting.get_kind_display()) if is_open else "",
        place=called_plainly(meeting.place) if is_open and meeting.place else "",
        lines=(*(_lines_of(meeting) if is_open else ()), _marked(meeting)),
        address=asked.at("accords:meeting", meeting.code),
        sequence=meeting.version - 1,
        changed_at=changes.get(meeting.code, asked.stamp),
        is_tentative=False,
    )


def _lines_of(meeting: Meeting) -> Iterator[str]:
    kind = str(meeting.get_kind_display())
    yield f"{kind} {number(meeting.series_number)}" if meeting.series_number else kind
    hours = hours_told(meeting)
    if hours:
        yield " · ".join(f"{it.opens}–{it.closes} {it.city}" for it in hours)
    for position, item in enumerate(sorted(meeting.agenda.all(), key=lambda it: it.position), 1):
        yield f"{number(position)}. {called_plainly(item)}"


# ------------------------------------------------------------------------------------------------------------ decisions
def decision_entries(asked: Asked) -> Iterator[Entry]:
    """Yield the decisions that are the work of the reader's party, or of both, each on the day on which it is due."""
    listed: QuerySet[Any] = decisions_listed(asked.person, asked.on, show="mine")
    decisions = list(listed.filter(state__in=PENDING, due_on__gte=asked.since))
    changes = changes_of("accords.decision", [it.code for it in decisions])
    for it in decisions:
        if it.due_on is not None:
            yield _decision(asked, it, it.due_on, changes, names_meeting=it.meeting_is_seen)


def _decision(
    asked: Asked, decision: Decision, due_on: date, changes: Changes, *, names_meeting: bool
) -> Entry:
    is_open = Marking.RESTRICTED not in {decision.marking, decision.meeting.marking}
    text = called_plainly(decision) if is_open else _("restricted decision: read it on the node")
    met = (called_plainly(decision.meeting),) if names_meeting else ()
    told = (text, *met) if is_open else ()
    return Entry(
        uid=asked.uid(f"{decision.code}.decision"),
        first=due_on,
        last=due_on,
        summary=_shortened(pgettext("calendar", "Due: %(what)s") % {"what": text}),
        category=pgettext("calendar", "decision"),
        lines=(*told, _marked(decision)),
        address=asked.at("accords:decision", decision.code),
        sequence=decision.version - 1,
        changed_at=changes.get(decision.code, asked.stamp),
        is_tentative=False,
    )


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SUMMARY else f"{line[: LONGEST_SUMMARY - 1]}…"


# ----------------------------------------------------------------------------------------------------------- milestones
def cycle_entries(asked: Asked) -> Iterator[Entry]:
    """Yield the milestones of this planning year and of the next one."""
    programme = the_programme()
    if programme is None:
        return
    for on in (asked.on, date(asked.on.year + 1, 1, 1)):
        for place, it in enumerate(the_cycle(programme, asked.person, None, on).milestones):
            is_done = it.state is MilestoneState.DONE
            by = called_plainly(it.by) if it.by else ""
            yield Entry(
                uid=asked.uid(f"{programme.code}-{on.year}-{place}.milestone"),
                first=it.due_on, last=it.due_on, summary=it.label, category=_("planning cycle"),
                lines=tuple(line for line in (by, str(it.state.label) if is_done else "") if line),
                address=asked.at("planning:programme"), changed_at=asked.stamp, is_tentative=False,
            )  # fmt: skip


# ----------------------------------------------------------------------------------------------------------------- days
def day_entries(asked: Asked) -> Iterator[Entry]:
    """Yield what keeps people away: holidays and Ramadan of the parties, and absences of the units that someone reaches."""
    parties = Party.objects.exclude(calendar_position=None)
    holidays = Holiday.objects.filter(party__in=parties, first_on__gte=asked.since).select_related("party")
    for holiday in holidays.order_by("pk"):
        last_on = holiday.first_on + timedelta(days=holiday.days - 1)
        name = holiday_name(holiday.key)
        yield _of_party(asked, f"{holiday.pk}.holiday", name, holiday, (holiday.first_on, last_on))
    ramadans = Ramadan.objects.filter(party__in=parties, last_on__gte=asked.since).select_related("party")
    for it in ramadans.order_by("pk"):
        yield _of_party(asked, f"{it.pk}.ramadan", _("Ramadan"), it, (it.first_on, it.last_on))
    yield from _absences(asked)


def _of_party(asked: Asked, uid: str, name: str, kept: Holiday | Ramadan, days: tuple[date, date]) -> Entry:
    is_estimated = kept.status == DayStatus.ESTIMATED
    return Entry(
        uid=asked.uid(uid), first=days[0], last=days[1], summary=f"{name} - {called_plainly(kept.party)}",
        category=pgettext("calendar", "holiday"), lines=(str(DayStatus(kept.status).label),), address=asked.at("training:calendars"),
        changed_at=asked.stamp, is_tentative=is_estimated,
    )  # fmt: skip


def _absences(asked: Asked) -> Iterator[Entry]:
    found = UnitAbsence.objects.filter(unit__code__in=asked.own_units, last_on__gte=asked.since)
    for it in found.exclude(unit__marking=Marking.RESTRICTED).select_related("unit").order_by("pk"):
        yield Entry(
            uid=asked.uid(f"{it.pk}.absence"), first=it.first_on, last=it.last_on,
            summary=_("%(unit)s sends nobody") % {"unit": called_plainly(it.unit)}, category=pgettext("calendar", "absence"),
            lines=(_marked(it.unit),), address=asked.at("training:unit", it.unit.code),
            changed_at=asked.stamp, is_tentative=False,
        )  # fmt: skip
