"""What awaits a person: decisions, minutes, requests, ratings, plans, each with its day and its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tansiq.accords.queries import (
    accords_expiring,
    decisions_awaiting,
    decisions_to_confirm,
    minutes_awaiting,
)
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.access import parties_to_approve
from tansiq.planning.queries.versions import open_remarks, the_programme, versions
from tansiq.planning.rules import PlanState
from tansiq.training.queries import ratings_gone_stale, requests_to_screen

SHOWN = 8
"""Rows of one kind; the rest is behind the link of its area."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that waits for a person: what to do, with what, by when, and where."""

    what: str
    thing: Any
    to: str
    due_on: date | None = None
    is_late: bool = False


def awaiting(person: Person, on: date) -> list[Awaited]:
    """Give what awaits someone, late things first, then by day, then what has no day."""
    rows: list[Awaited] = []
    if person.may(Permission.READ_REGISTERS):
        rows += [*_decisions(person, on), *_accords(person, on), *_requests(person), *_ratings(person, on)]
    if person.may(Permission.READ_PLAN):
        rows += _plans(person)
    return sorted(rows, key=lambda it: (not it.is_late, it.due_on or date.max))


def _decisions(person: Person, on: date) -> Iterator[Awaited]:
    for it in decisions_awaiting(person, on)[:SHOWN]:
        late = bool(it.due_on and it.due_on < on)
        yield Awaited(
            _("Carry out the decision"), it, reverse("accords:decision", args=[it.code]), it.due_on, late
        )
    if person.may(Permission.ACKNOWLEDGE):
        for it in decisions_to_confirm(person, on)[:SHOWN]:
            yield Awaited(_("Confirm that it was done"), it, reverse("accords:decision", args=[it.code]))
    if person.may(Permission.KEEP_MINUTES):
        for meeting in minutes_awaiting(person)[:SHOWN]:
            yield Awaited(_("Agree to the minutes"), meeting, reverse("accords:meeting", args=[meeting.code]))


def _accords(person: Person, on: date) -> Iterator[Awaited]:
    if person.may(Permission.KEEP_ACCORDS):
        for row in accords_expiring(person, on)[:SHOWN]:
            ends = row.accord.valid_until
            late = bool(ends and ends < on and not row.renews_itself)
            yield Awaited(
                _("Renew, or let it end"),
                row.accord,
                reverse("accords:accord", args=[row.accord.code]),
                ends,
                late,
            )


def _requests(person: Person) -> Iterator[Awaited]:
    for it in requests_to_screen(person)[:SHOWN]:
        yield Awaited(
            _("Screen the request"), it.course, reverse("training:request", args=[it.code]), it.by_on
        )


def _ratings(person: Person, on: date) -> Iterator[Awaited]:
    for it in ratings_gone_stale(person, on)[:SHOWN]:
        page = reverse("training:task", args=[it.task.unit.code, it.task.competency.code])
        yield Awaited(_("Rate again: the skill has faded by a letter"), it.task.competency, page)


def _plans(person: Person) -> Iterator[Awaited]:
    programme = the_programme()
    if programme is None:
        return
    for plan in versions(programme).filter(
        state__in=(PlanState.PROPOSED, PlanState.UNDER_REVIEW, PlanState.AGREED)
    )[:SHOWN]:
        page = reverse("planning:plan", args=[plan.number])
        if plan.state == PlanState.AGREED:
            if parties_to_approve(person, plan):
                yield Awaited(_("Approve for your party"), plan, page)
        else:
            yield Awaited(_("Review the plan"), plan, page)
    if person.may(Permission.EDIT_DRAFT):
        for remark in open_remarks(programme)[:SHOWN]:
            yield Awaited(
                _("Settle the remark"), remark.plan, reverse("planning:plan", args=[remark.plan.number])
            )
