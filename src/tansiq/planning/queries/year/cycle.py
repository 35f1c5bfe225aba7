"""The yearly planning cycle: its milestones with their days and how they stand, the gate, and the next conferences."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tansiq.accords.models import Meeting
from tansiq.accords.rules import MeetingKind, MinutesState
from tansiq.organisations.models import Organisation
from tansiq.people.models import Person
from tansiq.planning.models import PlanVersion, Programme
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.queries.plans.versions import tongue_of
from tansiq.planning.rules import IN_FORCE, MilestoneState, PlanState, milestone_state, milestone_told
from tansiq.training.models import Course, Request
from tansiq.training.rules import RequestState
from tansiq_desk.page.tongue import Name

AHEAD = timedelta(days=365)
NOT_YET_IN = (RequestState.DRAFT, RequestState.SUBMITTED, RequestState.RETURNED)
"""States of requests that are still on their way."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """One milestone of this year: what, by when, by whom, and how it stands."""

    label: str
    due_on: date
    by: Organisation | None
    state: MilestoneState
    days_late: int
    is_early: bool = False


@dataclass(frozen=True, slots=True)
class Conference:
    """A planning conference that the plan sets."""

    exercise: Name
    kind: Name
    on: date


@dataclass(frozen=True, slots=True)
class Cycle:
    """Everything the section shows."""

    year: int
    milestones: tuple[Milestone, ...]
    first_course_on: date | None
    conferences: tuple[Conference, ...]


def the_cycle(programme: Programme, person: Person, plan: PlanVersion | None, on: date) -> Cycle:
    """Give this year's cycle, in which next year's plan is made, as far as a person sees what it goes by."""
    rows = programme.sections.get("calendar", {}).get("planning_cycle", ())
    seen = Organisation.objects.seen_by_parties(person.parties)
    owners = {it.code: it for it in seen.filter(code__in=[it.get("by", "") for it in rows])}
    met = _met(programme, person, on.year)
    whole = opened(plan) if plan else None
    return Cycle(
        on.year,
        tuple(_milestone(it, owners, met, on) for it in rows),
        whole.problem.first_course_day if whole else None,
        tuple(_conferences(plan, on)) if plan else (),
    )


def _milestone(
    row: Mapping[str, Any], owners: Mapping[str, Organisation], met: Mapping[str, bool], on: date
) -> Milestone:
    month, day = map(int, row["date"].split("-"))
    due_on = date(on.year, month, min(day, monthrange(on.year, month)[1]))
    state = milestone_state(due_on, on, is_met=met.get(row["key"]))
    late = (on - due_on).days if state is MilestoneState.LATE else 0
    return Milestone(
        milestone_told(row["key"]),
        due_on,
        owners.get(row.get("by", "")),
        state,
        late,
        state is MilestoneState.DONE and due_on > on,
    )


def _met(programme: Programme, person: Person, year: int) -> dict[str, bool]:
    """Tell which milestones the records show to be reached; those that nothing is kept of are left out."""
    requests = Request.objects.seen_by_parties(person.parties)
    made = programme.versions.filter(made_at__year=year).exclude(state=PlanState.WITHDRAWN)
    minutes = Meeting.objects.seen_by_parties(person.parties).filter(
        kind=MeetingKind.WORKING_GROUP, state=MinutesState.AGREED, first_on__year=year
    )
    return {
        "offers_published": Course.objects.seen_by_parties(person.parties).filter(is_offered=True).exists(),
        "requests_in": requests.exists() and not requests.filter(state__in=NOT_YET_IN).exists(),
        "draft_plan": made.exists(),
        "working_group_minutes": minutes.exists(),
        "plan_approved": programme.versions.filter(state__in=IN_FORCE, approvals__at__year=year).exists(),
    }


def _conferences(plan: PlanVersion, on: date) -> list[Conference]:
    """Give the conferences of the coming year, the next first."""
    tongue = tongue_of(plan)
    found = [
        Conference(tongue.name(held.exercise), tongue.term("conference", kind), day)
        for held in opened(plan).plan.exercises
        for kind, day in held.conferences.items()
        if on <= day <= on + AHEAD
    ]
    return sorted(found, key=lambda it: it.on)
