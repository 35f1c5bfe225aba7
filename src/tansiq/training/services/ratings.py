"""The verbs of ratings and of indicators: the commander confirms or overrides, releases; the joint panel measures."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound, Refused
from tansiq.core.rules import JOINT, party_list
from tansiq.core.services import claim_seen, write_line
from tansiq.organisations.models import Party
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.training.access import demand_for, may_release_rating
from tansiq.training.models import Indicator, Measurement, Rating, Task
from tansiq.training.queries.ratings import latest, task_seen, told
from tansiq.training.rules import LEVELS, RATING_SCALE, RatingState, Scale, band_of, letters, points_of_letter


class ReasonMissing(Refused):
    """A commander who overrides the letter that is suggested says why."""

    message = _("Give the reason: the letter differs from the one that is suggested.")


class PointsOutsideLetter(Refused):
    """The points given are not points of the letter given."""

    message = _("These points are not points of this letter. Leave them empty, or give points of the letter.")


class MeasuredAlready(Refused):
    """The panel already found a level on this day."""

    message = _("A level of this day is written down already. Each day has one; give another day.")


def _subject(task: Task) -> str:
    return f"training.task/{task.unit.code}/{task.competency.code}"


def _claimed(by: Person, unit: str, competency: str) -> Task:
    Task.objects.select_for_update(no_key=True).filter(unit__code=unit, competency__code=competency).first()
    return task_seen(by, unit, competency)  # read once it is held: nobody rates it meanwhile


@transaction.atomic
def rate_task(
    *, unit: str, competency: str, seen_rating: int, letter: str, points: int | None, reason: str, evidence: str,
    by: Person, at: datetime, scale: Scale = RATING_SCALE,
) -> Rating:  # fmt: skip
    """Confirm the letter that the points suggest, or override it with a reason; `seen_rating` is the last one seen or 0."""
    task = _claimed(by, unit, competency)
    demand_for(by, Permission.CONFIRM_RATING, task.unit)
    last = latest(task)
    if (last.pk if last else 0) != seen_rating:
        raise ChangedMeanwhile
    if letter not in letters(scale):
        raise Refused(_("This letter is not one of the rating scale."))
    on = told(task, at.date(), scale, rating=last)
    suggested = on.suggested.letter if on.suggested else ""
    if letter != suggested and not reason.strip():
        raise ReasonMissing
    suggested_points = on.reckoning.points if on.reckoning else 0
    given = _given_points(letter, suggested, suggested_points, points, scale)
    rating = Rating.objects.create(
        task=task, rated_on=at.date(), suggested_points=suggested_points, suggested_letter=suggested, letter=letter,
        points=given, state=RatingState.CONFIRMED if letter == suggested else RatingState.OVERRIDDEN,
        reason=reason.strip(), evidence=evidence.strip(), by=by.username, at=at,
    )  # fmt: skip
    changes = {"letter": [suggested, letter], "points": [suggested_points, given], "reason": reason.strip()}
    write_line(verb="training.rate_task", subject=_subject(task), changes=changes, by=by, at=at)
    return rating


def _given_points(
    letter: str, suggested: str, suggested_points: int, points: int | None, scale: Scale
) -> int:
    if points is None:
        return suggested_points if letter == suggested else points_of_letter(letter, scale)
    low, high = band_of(letter, scale)
    if not low <= points <= high:
        raise PointsOutsideLetter
    return points


@transaction.atomic
def release_rating(
    *,
    unit: str,
    competency: str,
    seen_parties: Collection[str],
    to: Collection[str],
    by: Person,
    at: datetime,
) -> Task:
    """Let exactly these other parties see a task with its rating; `seen_parties` are those that the page showed."""
    task = _claimed(by, unit, competency)
    if not may_release_rating(by, task):
        raise NotAllowed
    if set(task.released_to.split()) != set(seen_parties):
        raise ChangedMeanwhile
    if not set(to) <= set(Party.objects.exclude(code=task.unit.owner).values_list("code", flat=True)):
        raise NotFound
    released = party_list(list(to))
    if released == task.released_to:
        return task
    changes = {"released_to": [task.released_to.split(), released.split()]}
    task.released_to = released
    task.save(update_fields=["released_to"])
    write_line(verb="training.release_rating", subject=_subject(task), changes=changes, by=by, at=at)
    return task


@transaction.atomic
def measure_indicator(
    *, code: str, level: int, measured_on: date, evidence: str, by: Person, at: datetime
) -> Measurement:
    """Write down the level at which the joint panel found an indicator, and the evidence it saw."""
    indicator = claim_seen(Indicator, code, None, by)  # the panel writes one level a day
    demand(by, Permission.KEEP_MINUTES, JOINT)
    if level not in LEVELS:
        raise Refused(_("Levels go from 0 to 4."))
    if not evidence.strip():
        raise Refused(_("Name the evidence that the panel saw: a level without evidence is not measured."))
    if measured_on > at.date():
        raise Refused(_("This day is still to come. Give the day on which the panel met."))
    if indicator.measurements.filter(measured_on=measured_on).exists():
        raise MeasuredAlready
    measurement = Measurement.objects.create(
        indicator=indicator,
        level=level,
        measured_on=measured_on,
        evidence=evidence.strip(),
        by=by.username,
        at=at,
    )
    changes = {"level": level, "measured_on": measured_on.isoformat(), "evidence": evidence.strip()}
    subject = f"training.indicator/{code}"
    write_line(verb="training.measure_indicator", subject=subject, changes=changes, by=by, at=at)
    return measurement
