"""The coming year at a glance: courses, exercises, meetings and milestones by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tansiq.accords.models import Meeting
from tansiq.organisations.models import Ramadan
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.plans.opened import Opened, opened
from tansiq.planning.queries.plans.versions import the_programme, the_standing_plan

MONTHS = 12


@dataclass
class Month:
    """A month: how many editions begin and run in it, its exercises, meetings and milestones."""

    first_on: date
    begin: int = 0
    running: int = 0
    exercises: list[Mapping[str, str]] = field(default_factory=list)
    meetings: list[Any] = field(default_factory=list)
    milestones: list[str] = field(default_factory=list)
    has_ramadan: bool = False

    @property
    def last_on(self) -> date:
        """Its last day."""
        return (self.first_on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def the_year(person: Person, on: date) -> tuple[PlanVersion | None, list[Month]]:
    """Give the plan that stands and the twelve months from this one on."""
    months = _months(on)
    programme = the_programme()
    plan = the_standing_plan(programme) if programme and person.may(Permission.READ_PLAN) else None
    if plan is not None:
        _put_plan(months, opened(plan))
    if programme is not None:
        for milestone in programme.sections.get("calendar", {}).get("planning_cycle", ()):
            month = next(it for it in months if it.first_on.month == int(milestone["date"][:2]))
            month.milestones.append(milestone["key"])
    for meeting in Meeting.objects.seen_by_parties(person.parties).filter(first_on__range=_ends(months)):
        _month_of(months, meeting.first_on).meetings.append(meeting)
    for ramadan in Ramadan.objects.filter(party__owner=person.party):
        for month in months:
            month.has_ramadan |= ramadan.first_on <= month.last_on and ramadan.last_on >= month.first_on
    return plan, months


def _months(on: date) -> list[Month]:
    found = [Month(on.replace(day=1))]
    while len(found) < MONTHS:
        found.append(Month(found[-1].last_on + timedelta(days=1)))
    return found


def _ends(months: list[Month]) -> tuple[date, date]:
    return months[0].first_on, months[-1].last_on


def _month_of(months: list[Month], day: date) -> Month:
    return next(it for it in months if it.first_on <= day <= it.last_on)


def _put_plan(months: list[Month], whole: Opened) -> None:
    first = _number(months[0].first_on)
    for edition in whole.plan.editions:
        weeks = whole.problem.courses[edition.course].weeks
        begins = _number(edition.start) - first
        ends = _number(whole.problem.horizon.course_end(edition.start, weeks)) - first
        for month in months[max(begins, 0) : max(ends + 1, 0)]:
            month.running += 1
        if 0 <= begins < len(months):
            months[begins].begin += 1
    for held in whole.plan.exercises:
        if months[0].first_on <= held.start <= months[-1].last_on:
            _month_of(months, held.start).exercises.append(whole.problem.names[held.exercise])


def _number(day: date) -> int:
    """Count the months up to that of a day."""
    return 12 * day.year + day.month
