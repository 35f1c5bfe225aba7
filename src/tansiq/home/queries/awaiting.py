"""What awaits a person: decisions, minutes, requests, ratings, plans, each with its day and its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext_lazy

from tansiq.accords.queries import (
    accords_expiring,
    decisions_awaiting,
    decisions_to_confirm,
    minutes_awaiting,
)
from tansiq.core.queries import this_node
from tansiq.exchange.access import may_exchange
from tansiq.exchange.queries import reading as exchange
from tansiq.home.rules import SOON, Awaits, Begins
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.access import awaits_sending, parties_to_approve
from tansiq.planning.models import Programme, Remark
from tansiq.planning.queries.plans.overtaking import plans_talked_about, plans_to_send, with_overtaken
from tansiq.planning.queries.plans.today import plans_unlawful
from tansiq.planning.queries.plans.versions import open_remarks, the_programme
from tansiq.planning.queries.shared.basis import partners
from tansiq.planning.rules import PlanState
from tansiq.training.queries import ratings_gone_stale, requests_to_screen

AMOUNTS: dict[Awaits | Begins, Any] = {
    Awaits.CAME: ngettext_lazy(
        "Read %(n)d new record from the partner", "Read %(n)d new records from the partner", "n"
    ),
    Awaits.SILENCE: ngettext_lazy(
        "Ask the partner: nothing heard for %(n)d day", "Ask the partner: nothing heard for %(n)d days", "n"
    ),
}
"""What to do where several wait together."""
SHOWN = 8
"""Rows of one kind that the first page shows; the rest is behind the link of its area."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that waits for a person: what to do, with what, by when, and where; `number` where one page has several,
    `amount` where several wait together.
    """

    kind: Awaits | Begins
    thing: Any
    to: str
    due_on: date | None = None
    is_late: bool = False
    is_soon: bool = False
    number: int = 0
    amount: int = 0

    @property
    def what(self) -> str:
        """What to do, in words; with how many there are, or for how many days."""
        words = AMOUNTS.get(self.kind) if self.amount else None
        return str(self.kind.label) if words is None else words % {"n": self.amount}

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
        of_kind: Counter[Awaits | Begins] = Counter()
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
    if may_exchange(person) and exchange.has_partners():
        rows += _exchange(person, on)
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
    others = partners(this_node())
    for plan in plans_talked_about(programme):
        page = reverse("planning:plan", args=[plan.number])
        if plan.state != PlanState.AGREED:
            leads_on = person.may(Permission.EDIT_DRAFT) and not awaits_sending(plan, others)
            yield Awaited(Awaits.REVIEW if leads_on else Awaits.READING, plan, page)
        elif parties_to_approve(person, plan):
            yield Awaited(Awaits.APPROVAL, plan, page)
    if person.may(Permission.RUN_SOLVER):
        for plan in plans_unlawful(programme):
            yield Awaited(Awaits.REPLAN, plan, reverse("planning:plan", args=[plan.number]))
    if person.may(Permission.EDIT_DRAFT):
        for remark in _remarks_to_settle(programme):
            page = reverse("planning:plan", args=[remark.plan.number])
            yield Awaited(Awaits.REMARK, remark.plan, page, number=remark.pk)


def _remarks_to_settle(programme: Programme) -> Iterator[Remark]:
    """Give the open remarks, but those on a plan whose place another took."""
    remarks = list(open_remarks(programme))
    with_overtaken(programme, [it.plan for it in remarks])
    return (it for it in remarks if it.plan.overtaken_by is None)


def _to_send(person: Person) -> Iterator[Awaited]:
    """Give what was proposed or decided here and has not left for the partner."""
    programme = the_programme()
    if programme is None or not person.may(Permission.APPROVE_PLAN):
        return
    for plan in exchange.plans_not_waiting_here(plans_to_send(programme)):
        yield Awaited(Awaits.SEND_PLAN, plan, reverse("exchange:release", args=["plan", plan.code]))
    for plan in with_overtaken(programme, exchange.decisions_to_send()):
        if plan.overtaken_by is None:
            yield Awaited(
                Awaits.SEND_DECISION, plan, reverse("exchange:release", args=["approval", plan.code])
            )


def _exchange(person: Person, on: date) -> Iterator[Awaited]:
    if person.may(Permission.RECEIVE):
        for it in exchange.new_from_partners():
            page = f"{reverse('exchange:inbox')}?partner={it.party}"
            yield Awaited(Awaits.CAME, it.names, page, number=it.number, amount=it.amount)
        for it in exchange.forks_to_settle():
            yield Awaited(Awaits.FORK, it.names, reverse("exchange:fork", args=[it.number]))
        for it in exchange.silent_partners(on):
            yield Awaited(Awaits.SILENCE, it.names, reverse("exchange:status"), amount=it.amount)
    if person.may(Permission.RELEASE):
        yield from _to_send(person)
        for it in exchange.recalls_answered(on):
            yield Awaited(Awaits.ANSWERED, it.names, reverse("exchange:release-seen", args=[it.number]))
        for draft in exchange.second_persons_needed(person.username):
            called = dict.fromkeys(("ar", "fr", "en"), draft.title or draft.get_classification_display())
            yield Awaited(Awaits.SECOND_PERSON, called, reverse("exchange:draft", args=[draft.pk]))
    if person.may(Permission.KEEP_KEYS):
        yield from _keys(on)


def _keys(on: date) -> Iterator[Awaited]:
    node = this_node()
    home = node.party if node else ""
    for it in exchange.keys_running_out(home, on):
        kind = Awaits.OWN_KEYS if it.party == home else Awaits.THEIR_KEYS
        page = reverse("exchange:keys") if it.party == home else reverse("exchange:partner", args=[it.party])
        yield _by_day(kind, it.names, page, it.by_on, on, is_late=bool(it.by_on and it.by_on < on))
