"""Reads of tasks: how their points come about on a day, what their commander said, and which ratings went stale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from tansiq.core.errors import NotFound
from tansiq.core.rules import JOINT
from tansiq.organisations.models import Unit
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.training.access import may_see_points, units_reached
from tansiq.training.models import Rating, Task
from tansiq.training.rules import (
    RATING_SCALE,
    Gain,
    RatingState,
    Reckoning,
    Scale,
    base_and_gain,
    letter_of,
    letters,
    month_ends,
    reckoned,
)

MOST_COLOURS = 5


@dataclass(frozen=True, slots=True)
class Letter:
    """A rating letter as a page shows it: its colour class, its name by language, and the points it begins at."""

    letter: str
    colour: str
    names: Mapping[str, str]
    begins_at: int

    def __str__(self) -> str:
        return self.letter


def letter(name: str, scale: Scale = RATING_SCALE) -> Letter:
    """Give a letter of the scale as a page shows it; one that the scale does not know is shown by its sign."""
    every = letters(scale)
    if name not in every:
        return Letter(name, f"l{MOST_COLOURS - 1}", {}, 0)
    place = min(every.index(name), MOST_COLOURS - 1)
    return Letter(name, f"l{place}", scale[name]["label"], int(scale[name]["min"]))


@dataclass(frozen=True, slots=True)
class Told:
    """A task on a day: its points, the letter they suggest, and what stands of its last rating.

    `reckoning`, `suggested` and `letter` are None where nothing was ever rated, or may not be read.
    """

    task: Task
    target: Letter
    reckoning: Reckoning | None = None
    suggested: Letter | None = None
    letter: Letter | None = None
    state: RatingState | None = None
    rating: Rating | None = None

    @property
    def is_at_target(self) -> bool:
        """Whether the points reach the target letter."""
        return self.reckoning is not None and self.reckoning.points >= self.target.begins_at


def told(
    task: Task,
    day: date,
    scale: Scale = RATING_SCALE,
    *,
    rating: Rating | None = None,
    gains: Iterable[Gain] = (),
) -> Told:
    """Give a task on a day, after a rating; `gains` are those of courses and exercises, where a plan gives them."""
    target = letter(task.target, scale)
    split = _base_of(task, rating)
    if split is None:
        return Told(task, target)
    base, own = split
    competency, unit = task.competency, task.unit
    reckoning = reckoned(
        base, [*own, *gains], day,
        half_life_months=float(competency.half_life_months), yearly_turnover=float(unit.turnover_share),
    )  # fmt: skip
    suggested = letter(letter_of(reckoning.points, scale), scale)
    if rating is None:
        return Told(task, target, reckoning, suggested, suggested, RatingState.SUGGESTED)
    is_stale = suggested.letter != rating.letter
    state = RatingState.STALE if is_stale else RatingState(rating.state)
    return Told(task, target, reckoning, suggested, letter(rating.letter, scale), state, rating)


def _base_of(task: Task, rating: Rating | None) -> tuple[int, tuple[Gain, ...]] | None:
    if rating is not None:
        return base_and_gain(task.start_points, rating.points, rating.rated_on)
    return None if task.start_points is None else (task.start_points, ())


def latest(task: Task, day: date | None = None) -> Rating | None:
    """Give the last rating of a task, of those up to a day; of tasks that came with their ratings no query is made."""
    ratings = [it for it in task.ratings.all() if day is None or it.rated_on <= day]
    return max(ratings, key=lambda it: (it.rated_on, it.pk), default=None)


def _tasks_seen(person: Person) -> QuerySet[Task, Task]:
    found = Task.objects.select_related("competency", "unit").prefetch_related(
        Prefetch("ratings", Rating.objects.order_by("-rated_on", "-pk"))
    )
    if JOINT in person.parties:
        return found
    wanted = Q(unit__owner__in=person.parties)
    for party in person.parties:
        wanted |= Q(released_to__contains=f" {party} ")
    return found.filter(wanted)


def tasks_told(
    person: Person, day: date, *, unit: Unit | None = None, competency: str = "", scale: Scale = RATING_SCALE
) -> list[Told]:
    """Give the tasks that a person sees, of one unit or in one competency; points only to those who may read them."""
    found = _tasks_seen(person).filter(**({"unit": unit} if unit else {}))
    if competency:
        found = found.filter(competency__code=competency)
    tasks = found.order_by("unit", "pk")
    if not may_see_points(person):
        return [Told(task, letter(task.target, scale)) for task in tasks]
    return [told(task, day, scale, rating=latest(task, day)) for task in tasks]


def task_seen(person: Person, unit: str, competency: str) -> Task:
    """Give a task that a person sees.

    Raises
    ------
    NotFound
    """
    seen = _tasks_seen(person).filter(unit__code=unit, competency__code=competency).first()
    if seen is None:
        raise NotFound
    return seen


def month_by_month(
    task: Task,
    day: date,
    scale: Scale = RATING_SCALE,
    *,
    rating: Rating | None = None,
    gains: Iterable[Gain] = (),
) -> list[tuple[Reckoning, Letter]]:
    """Give the points of a task and the letter they suggest month by month, from the last rating to a day."""
    every = list(gains)
    first = min([*([rating.rated_on] if rating else []), *(it.ended_on for it in every), day])
    rows = (told(task, it, scale, rating=rating, gains=every) for it in month_ends(first, day))
    return [(row.reckoning, row.suggested) for row in rows if row.reckoning and row.suggested]


def ratings_told(task: Task, scale: Scale = RATING_SCALE) -> list[tuple[Rating, Letter, Letter]]:
    """Give every rating of a task, the newest first, with the letter given and the letter suggested."""
    ratings = sorted(task.ratings.all(), key=lambda it: (it.rated_on, it.pk), reverse=True)
    return [(it, letter(it.letter, scale), letter(it.suggested_letter, scale)) for it in ratings]


def confirmed_points(task: Task) -> tuple[int, date] | None:
    """Give the points that a task's commander last confirmed or gave, and the day; None where nobody did."""
    rating = latest(task)
    return None if rating is None else (rating.points, rating.rated_on)


def points_confirmed() -> dict[int, int]:
    """Give the points that commanders last confirmed or gave, by task."""
    return dict(
        Rating.objects.order_by("rated_on", "pk").values_list("task_id", "points")
    )  # the last one counts


def ratings_since(first: date, day: date) -> dict[tuple[str, str], Told]:
    """Give what the last rating of each task, of those from one day to another, tells on the later one; by codes.

    Whoever asks leaves out what its reader may not see.
    """
    found = Rating.objects.filter(rated_on__range=(first, day)).order_by("rated_on", "pk")
    last = {it.task_id: it for it in found.select_related("task__unit", "task__competency")}
    return {
        (it.task.unit.code, it.task.competency.code): told(it.task, day, rating=it) for it in last.values()
    }


def ratings_gone_stale(person: Person, day: date, scale: Scale = RATING_SCALE) -> list[Told]:
    """Give the tasks that a person rates whose points have crossed a letter since they were last rated."""
    if not person.may(Permission.CONFIRM_RATING):
        return []
    units = Unit.objects.filter(units_reached(person, Permission.CONFIRM_RATING))
    rated = _tasks_seen(person).filter(unit__in=units, ratings__isnull=False).distinct()
    every = (told(task, day, scale, rating=latest(task, day)) for task in rated.order_by("unit", "pk"))
    return [it for it in every if it.state == RatingState.STALE]
