"""What awaits a person: decisions, minutes, requests, ratings, plans, each with its day and its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from tansiq.accords.queries import (
    accords_expiring,
    decisions_awaiting,
    decisions_to_confirm,
    minutes_awaiting,
)
from tansiq.home.rules import SOON, Awaits
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.access import parties_to_approve
from tansiq.planning.queries.today import plans_unlawful
from tansiq.planning.queries.versions import open_remarks, the_programme, versions
from tansiq.planning.rules import PlanState
from tansiq.training.queries import ratings_gone_stale, requests_to_screen

SHOWN = 8
"""Rows of one kind that the first page shows; the rest is behind the link of its area."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that waits for a person: what to do, with what, by when, and where; `number` where one page has several."""

    kind: Awaits
    thing: Any
    to: str
    due_on: date | None = None
    is_late: bool = False
    is_soon: bool = False
    number: int = 0

    @property
    def what(self) -> str:
        """What to do, in words."""
        return str(self.kind.label)

    @property
    def key(self) -> str:
        """What tells it from everything else that awaits someone; no blank is in it."""
        return f"{self.kind.value}:{self.to}:{self.number}"


@dataclass(frozen=True, slots=True)
class Awaiting:
    """All that awaits a person."""

    rows: tuple[Awaited, ...]

    @property
    def late(self) -> int:
        """How many of them are late."""
        return sum(it.is_late for it in self.rows)

    @property
    def soon(self) -> int:
        """How many are due soon."""
        return sum(it.is_soon for it in self.rows)

    @property
    def shown(self) -> list[Awaited]:
        """The first few of each kind."""
        of_kind: Counter[Awaits] = Counter()
        first = []
        for it in self.rows:
            of_kind[it.kind] += 1
            if of_kind[it.kind] <= SHOWN:
                first.append(it)
        return first

    @property
    def left_out(self) -> int:
        """How many are not shown."""
        return len(self.rows) - len(self.shown)


def awaiting(person: Person, on: date) -> Awaiting:
    """Give what awaits someone, late things first, then by day, then what has no day."""
    rows: list[Awaited] = []
    if person.may(Permission.READ_REGISTERS):
        rows += [
            *_decisions(person, on),
            *_accords(person, on),
            *_requests(person, on),
            *_ratings(person, on),
        ]
    if person.may(Permission.READ_PLAN):
        rows += _plans(person)
    return Awaiting(tuple(sorted(rows, key=lambda it: (not it.is_late, it.due_on or date.max))))


def _by_day(kind: Awaits, thing: Any, to: str, due_on: date | None, on: date, *, is_late: bool) -> Awaited:
    soon = due_on is not None and on <= due_on <= on + SOON
    return Awaited(kind, thing, to, due_on, is_late, is_soon=soon and not is_late)


def _decisions(person: Person, on: date) -> Iterator[Awaited]:
    for it in decisions_awaiting(person, on):
        late = bool(it.due_on and it.due_on < on)
        page = reverse("accords:decision", args=[it.code])
        yield _by_day(Awaits.DECISION, it, page, it.due_on, on, is_late=late)
    if person.may(Permission.ACKNOWLEDGE):
        for it in decisions_to_confirm(person, on):
            yield Awaited(Awaits.CONFIRMATION, it, reverse("accords:decision", args=[it.code]))
    if person.may(Permission.KEEP_MINUTES):
        for meeting in minutes_awaiting(person):
            yield Awaited(Awaits.MINUTES, meeting, reverse("accords:meeting", args=[meeting.code]))


def _accords(person: Person, on: date) -> Iterator[Awaited]:
    if person.may(Permission.KEEP_ACCORDS):
        for row in accords_expiring(person, on):
            ends = row.accord.valid_until
            late = bool(ends and ends < on and not row.renews_itself)
            page = reverse("accords:accord", args=[row.accord.code])
            yield _by_day(Awaits.ACCORD, row.accord, page, ends, on, is_late=late)


def _requests(person: Person, on: date) -> Iterator[Awaited]:
    for it in requests_to_screen(person):
        page = reverse("training:request", args=[it.code])
        yield _by_day(Awaits.REQUEST, it.course, page, it.by_on, on, is_late=False)


def _ratings(person: Person, on: date) -> Iterator[Awaited]:
    for it in ratings_gone_stale(person, on):
        page = reverse("training:task", args=[it.task.unit.code, it.task.competency.code])
        yield Awaited(Awaits.RATING, it.task.competency, page)


def _plans(person: Person) -> Iterator[Awaited]:
    programme = the_programme()
    if programme is None:
        return
    open_states = (PlanState.PROPOSED, PlanState.UNDER_REVIEW, PlanState.AGREED)
    for plan in versions(programme).filter(state__in=open_states):
        page = reverse("planning:plan", args=[plan.number])
        if plan.state != PlanState.AGREED:
            leads_on = person.may(Permission.EDIT_DRAFT)
            yield Awaited(Awaits.REVIEW if leads_on else Awaits.READING, plan, page)
        elif parties_to_approve(person, plan):
            yield Awaited(Awaits.APPROVAL, plan, page)
    if person.may(Permission.RUN_SOLVER):
        for plan in plans_unlawful(programme):
            yield Awaited(Awaits.REPLAN, plan, reverse("planning:plan", args=[plan.number]))
    if person.may(Permission.EDIT_DRAFT):
        for remark in open_remarks(programme):
            page = reverse("planning:plan", args=[remark.plan.number])
            yield Awaited(Awaits.REMARK, remark.plan, page, number=remark.pk)
