"""A calendar as its reader may see it today: what it holds is asked for each time, so nothing of it outlives a permission."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from tansiq.core.errors import Refused
from tansiq.core.models import Node
from tansiq.core.rules import Marking
from tansiq.documents.access.calendars import parts_open_to
from tansiq.documents.queries.calendars import plans, records
from tansiq.documents.queries.calendars.records import Asked
from tansiq.documents.rules.calendars import ASKED_EVERY, CalendarPart, PlanScope
from tansiq.people.models import Person
from tansiq.planning.models import PlanVersion
from tansiq.ui.templatetags.tansiq import called_plainly
from tansiq_desk.calendars.entries import Entry

MAKERS: dict[CalendarPart, Callable[[Asked], Iterable[Entry]]] = {
    CalendarPart.MEETINGS: records.meeting_entries,
    CalendarPart.DECISIONS: records.decision_entries,
    CalendarPart.CYCLE: records.cycle_entries,
    CalendarPart.DAYS: records.day_entries,
}


class PlanRestricted(Refused):
    """A plan whose marking keeps it on the node."""

    message = gettext_lazy(
        "This plan is restricted: it is read on the node, and no calendar takes it elsewhere."
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What someone wants in their calendar: its name, its parts, how much of the plan, in which language."""

    name: str
    parts: Collection[CalendarPart]
    scope: PlanScope
    language: str


def calendar_of(person: Person, wanted: Wanted, *, node: Node, on: date, site: str) -> bytes:
    """Write someone's calendar as it is on a day: of what they want, what their roles let them see.

    `site` is where the node is opened, for the links to what the entries tell of.
    """
    with override(wanted.language):
        asked = Asked(person, node, on, site)
        entries: list[Entry] = []
        for part in parts_open_to(person):
            if part in wanted.parts and part is CalendarPart.PLAN:
                entries += plans.standing_plan_entries(asked, wanted.scope)
            elif part in wanted.parts:
                entries += MAKERS[part](asked)
        return _written(asked, wanted.name, entries, is_feed=True)


def plan_calendar(person: Person, plan: PlanVersion, *, node: Node, on: date, site: str) -> bytes:
    """Write the entries of one plan as a file.

    Raises
    ------
    PlanRestricted
    """
    if plan.marking == Marking.RESTRICTED:
        raise PlanRestricted
    asked = Asked(person, node, on, site)
    return _written(asked, called_plainly(plan), plans.entries_of_plan(asked, plan, PlanScope.WHOLE))


def meeting_calendar(person: Person, code: str, *, node: Node, on: date, site: str) -> bytes:
    """Write one meeting as a file.

    Raises
    ------
    NotFound
    """
    asked = Asked(person, node, on, site)
    entry = records.meeting_entry(asked, code)
    return _written(asked, entry.summary, [entry])


def _written(asked: Asked, name: str, entries: list[Entry], *, is_feed: bool = False) -> bytes:
    from tansiq_desk.calendars.writing import (  # noqa: PLC0415 - icalendar takes 9 MB, which only calendars need
        Heading,
        calendar_bytes,
    )

    said = _("Written by the node of %(party)s. What has no hour is told by its days.") % {
        "party": called_plainly(asked.node)
    }
    heading = Heading(
        name,
        datetime.combine(asked.on.replace(month=1, day=1), time(), UTC),
        f"{said} {Marking.TRAINING.label}",
        ASKED_EVERY if is_feed else None,
        asked.person.time_zone,
    )
    return calendar_bytes(heading, entries)
