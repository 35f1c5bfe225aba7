"""The verbs of a unit's figures: how many are to be trained, how many may be away, and when it can send nobody."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import NotFound, Refused
from tansiq.core.services import claim_seen, keep
from tansiq.organisations.models import Unit, UnitAbsence
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.training.access import demand_for


class AwayAlready(Refused):
    """The unit is away on some of these days already."""

    message = _(
        "The unit is away on some of these days already. Remove that absence first, or give other days."
    )


class DaysOutOfOrder(Refused):
    """The last day lies before the first."""

    message = _("The last day lies before the first. Give the last day on or after it.")


def _claimed(code: str, version: int, by: Person) -> Unit:
    unit = claim_seen(Unit, code, version, by)
    demand_for(by, Permission.FILE_NEED, unit)
    return unit


@transaction.atomic
def change_unit(
    *, code: str, version: int, training_headcount: int | None, absent_share_at_most: Decimal | None, by: Person,
    at: datetime,
) -> Unit:  # fmt: skip
    """Say how many people of a unit are to be trained and which share of them may be away at one time."""
    unit = _claimed(code, version, by)
    if training_headcount is not None and training_headcount < unit.asked_by_exercises:
        raise Refused(
            _("An exercise of the programme asks %(people)d people of this unit. Give at least as many, or leave it empty.")
            % {"people": unit.asked_by_exercises}
        )  # fmt: skip
    if absent_share_at_most is not None and not 0 <= absent_share_at_most <= 1:
        raise Refused(_("The share absent at most lies between 0 and 100 percent."))
    return keep(
        unit, verb="training.change_unit", by=by, at=at,
        training_headcount=training_headcount, absent_share_at_most=absent_share_at_most,
    )  # fmt: skip


@transaction.atomic
def add_absence(
    *, code: str, version: int, first_on: date, last_on: date, why: str, by: Person, at: datetime
) -> UnitAbsence:
    """Add days on which a unit can send nobody."""
    unit = _claimed(code, version, by)
    if last_on < first_on:
        raise DaysOutOfOrder
    if unit.absences.filter(first_on__lte=last_on, last_on__gte=first_on).exists():
        raise AwayAlready
    absence = UnitAbsence.objects.create(unit=unit, first_on=first_on, last_on=last_on, why=why)
    keep(unit, verb="training.add_absence", by=by, at=at, told={"absence": str(absence), "why": why})
    return absence


@transaction.atomic
def remove_absence(*, code: str, version: int, absence_id: int, by: Person, at: datetime) -> None:
    """Take back days on which a unit can send nobody."""
    unit = _claimed(code, version, by)
    absence = unit.absences.filter(pk=absence_id).first()
    if absence is None:
        raise NotFound
    keep(
        unit, verb="training.remove_absence", by=by, at=at, told={"absence": str(absence), "why": absence.why}
    )
    absence.delete()
