"""The verbs of an accord: draft it, change its text until it is signed, then take the steps of its life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.accords.access import accord_steps, may_change_accord
from tansiq.accords.models import Accord
from tansiq.accords.rules import AccordState, AccordStep
from tansiq.accords.rules.accords import ASKS, MAY_BE_OPEN, NEEDS, STEP_VERBS, after, days_fault
from tansiq.accords.services.records import new_code
from tansiq.core.errors import NotAllowed, Refused, StepRefused
from tansiq.core.rules import JOINT
from tansiq.core.services import claim_seen, keep, subject_of, write_line
from tansiq.organisations.services import in_languages
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission


class TextFixed(Refused):
    """The accord is signed, or over."""

    message = _("This accord is signed or ended: its text no longer changes. Draft an annex or an amendment.")


class CircleRefused(Refused):
    """An accord cannot stand under itself."""

    message = _("An accord cannot stand under itself or under one of its own annexes. Choose another parent.")


class StepIncomplete(Refused):
    """The step asks for something that was not given."""

    message = _("This step needs all that its form asks for.")


@transaction.atomic
def draft_accord(
    *, type: str, names: Mapping[str, str], parent: Accord | None, clauses: Iterable[str], areas: Iterable[str],  # noqa: A002
    tacit_renewal_months: int | None, by: Person, at: datetime,
) -> Accord:  # fmt: skip
    """Begin an accord that both sides own."""
    demand(by, Permission.KEEP_ACCORDS, JOINT)
    accord = Accord(
        code=new_code(Accord, "agr", by, at),
        owner=JOINT,
        type=type,
        parent=parent,
        clauses=" ".join(clauses),
        areas=" ".join(areas),
        tacit_renewal_months=tacit_renewal_months,
        **in_languages("name", names),
    )
    accord.save(force_insert=True)
    told = {"type": type, "names": accord.names, "parent": parent.code if parent else None}
    write_line(verb="accords.draft_accord", subject=subject_of(accord), changes=told, by=by, at=at)
    return accord


@transaction.atomic
def change_accord(
    *, code: str, version: int, type: str, names: Mapping[str, str], parent: Accord | None,  # noqa: A002
    clauses: Iterable[str], areas: Iterable[str], tacit_renewal_months: int | None, by: Person, at: datetime,
) -> Accord:  # fmt: skip
    """Change the text of an accord that is not signed yet."""
    accord = claim_seen(Accord, code, version, by)
    demand(by, Permission.KEEP_ACCORDS, accord.owner)
    if not may_change_accord(by, accord):
        raise TextFixed
    refuse_circle(accord, parent)
    return keep(
        accord, verb="accords.change_accord", by=by, at=at, type=type, parent=parent, clauses=" ".join(clauses),
        areas=" ".join(areas), tacit_renewal_months=tacit_renewal_months, **in_languages("name", names),
    )  # fmt: skip


@transaction.atomic
def take_accord_step(
    *,
    code: str,
    version: int,
    step: AccordStep,
    given: Mapping[str, date | str | None],
    by: Person,
    at: datetime,
) -> Accord:
    """Take a step in the life of an accord, with the day or the reason that it asks for.

    Raises
    ------
    StepRefused, StepIncomplete, Refused
        Where the step does not lead on, lacks something, or its days do not go together.
    """
    accord = claim_seen(Accord, code, version, by)
    demand(by, NEEDS[step], accord.owner)
    leads_to = after(accord.state, step)
    if leads_to is None or step not in accord_steps(by, accord, at.date()):
        raise StepRefused
    changes = _asked(step, accord, given, at.date())
    if leads_to == AccordState.TERMINATED:
        changes["ended_on"] = at.date()
    return keep(accord, verb=STEP_VERBS[step], by=by, at=at, state=leads_to.value, **changes)


def _asked(
    step: AccordStep, accord: Accord, given: Mapping[str, date | str | None], on: date
) -> dict[str, Any]:
    wanted = {name: given.get(name) for name in ASKS.get(step, ())}
    if any(not value and (step, name) not in MAY_BE_OPEN for name, value in wanted.items()):
        raise StepIncomplete
    days = {name: value for name, value in wanted.items() if isinstance(value, date)}
    if fault := days_fault(step, accord.dates, days, on):
        raise Refused(str(fault))
    # A step that leaves the end open keeps the end that was foreseen.
    return {name: value for name, value in wanted.items() if value}


def refuse_circle(accord: Accord, parent: Accord | None) -> None:
    """Refuse a parent that is the accord itself, or stands under it, or belongs to others."""
    above = parent
    while above is not None:
        if above.pk == accord.pk:
            raise CircleRefused
        above = above.parent
    if parent is not None and parent.owner not in {accord.owner, JOINT}:
        raise NotAllowed
