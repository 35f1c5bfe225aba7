"""Units, venues, instructors, courses, requests, exercises, money, locks and the baseline."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tansiq_planner.files.schema.basics import (
    Count,
    Flag,
    Id,
    IsoDate,
    Key,
    Language,
    Line,
    Money,
    PayerId,
    Points,
    Positive,
    Record,
    Share,
    Span,
    Text,
    Year,
    YearlySpan,
)


class Task(Record):
    """One line of a mission-essential list; `start` is left out where the rating is not released."""

    weight: Annotated[int, Field(strict=True, ge=1, le=5)]
    target: Annotated[str, Field(max_length=8)]
    start: Points | None = None


class Absence(Span):
    """Days on which a unit can send nobody."""

    why: Key | None = None


class Unit(Record):
    """A military unit; headcount and absence ceiling are left out where they are not released."""

    id: Id
    party: Id
    owner: Id
    type: Key
    name: Text
    home_region: Text | None = None
    sector: Id | None = None
    training_headcount: Positive | None = None
    max_absent_share: Share | None = None
    yearly_turnover: Annotated[Share, Field(lt=1)] = 0.0
    already_qualified: dict[Id, Positive] = {}
    not_available: list[Absence] = []
    metl: dict[Id, Task] = {}


class CapacityChange(Span):
    """Days on which another capacity holds; 0 closes."""

    capacity: Count
    why: Key | None = None


class Venue(Record):
    """A place of training; capacity is people in one week."""

    id: Id
    party: Id
    region: Key | None = None
    capacity: Positive
    tags: list[Key] = []
    changes: list[CapacityChange] = []
    name: Text


class Growth(Record):
    """How a pool grows with the graduates of an instructor course."""

    course: Id
    per_graduates: Positive
    add: Positive
    max: Positive


class Pool(Record):
    """Instructors; capacity is how many are available in one week."""

    id: Id
    party: Id
    capacity: Count
    languages: list[Language] = []
    growth: Growth | None = None
    changes: list[CapacityChange] = []
    name: Text


class ClassSize(Record):
    """Smallest and largest class."""

    min: Positive
    max: Positive


class CourseSeason(Record):
    """When a course may run: never on a day of `closed`, starting only inside `start_only` where given."""

    closed: list[YearlySpan] = []
    start_only: list[YearlySpan] = []


class CourseCost(Record):
    """Cost of an edition and of each seat, and the kind of money it is charged to."""

    kind: Key = "instruction"
    fixed: Money
    per_seat: Money


class Teaching(Record):
    """Points added to a competency when the whole quota passes, and the level a course cannot pass alone."""

    gain: Annotated[int, Field(strict=True, ge=1, le=100)]
    cap: Points


class Staffing(Record):
    """Alternatives of instructors; the planner takes one."""

    one_of: Annotated[list[dict[Id, Positive]], Field(min_length=1, max_length=8)]


class Course(Record):
    """A course of the catalogue."""

    id: Id
    mode: Literal["resident", "mtt"]
    provider: Id
    legal_basis: Annotated[list[Id], Field(min_length=1)]
    venues: Annotated[list[Id], Field(min_length=1)]
    weeks: Annotated[int, Field(strict=True, ge=1, le=104)]
    seats: ClassSize
    language: Language
    prepares_language: Language | None = None
    prereq: list[Id] = []
    instructors: Staffing | dict[Id, Positive]
    season: CourseSeason = CourseSeason()
    ramadan: Literal["avoid", "half_days", "allowed"]
    max_editions_per_year: Positive
    cost: CourseCost
    teaches: dict[Id, Teaching] = {}
    tags: list[Key] = []
    name: Text


class Request(Record):
    """How many people of a unit should pass a course, and by when."""

    id: Id
    unit: Id
    course: Id
    seats: Positive
    by: IsoDate
    priority: Annotated[int, Field(strict=True, ge=1, le=3)]
    late: Literal["allowed", "refused"] = "refused"


class Participant(Record):
    """A unit in an exercise with the people it sends."""

    unit: Id
    headcount: Positive


class Precondition(Record):
    """Graduates a unit must have before an exercise."""

    unit: Id
    course: Id
    seats: Positive


class Objective(Record):
    """What an exercise sets out to train."""

    id: Id
    competency: Id
    task: Line
    condition: Line | None = None
    standard: Line | None = None


class Exercise(Record):
    """A joint exercise."""

    id: Id
    type: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{1,15}$")]
    level: Annotated[int, Field(strict=True, ge=1, le=20)]
    name: Text
    legal_basis: Annotated[list[Id], Field(min_length=1)]
    window: Span
    conduct_days: Annotated[int, Field(strict=True, ge=1, le=60)]
    host: Id
    venue: Id
    sectors: list[Id] = []
    participants: Annotated[list[Participant], Field(min_length=1)]
    observers: list[Id] = []
    requires_exercises: list[Id] = []
    requires_courses: list[Precondition] = []
    planning_offsets_weeks: dict[Key, Annotated[int, Field(strict=True, ge=-200, le=200)]] = {}
    objectives: list[Objective] = []
    raises: dict[Id, dict[Id, Teaching]] = {}
    cost: Money


class Rate(Record):
    """How one kind of cost is counted and who pays it."""

    kind: Key
    payer: PayerId
    per: Literal["course", "person", "person_week", "team_week", "exercise"]
    amount: Money = 0
    modes: list[Literal["resident", "mtt"]] = ["resident", "mtt"]


class BudgetRules(Record):
    """Overspending is always forbidden; a share of each year's line may pass to the next year."""

    carry_over: Share = 0.0


class BudgetLine(Record):
    """Money of one payer for one kind of cost."""

    id: Id
    payer: PayerId
    kind: Key
    by_year: dict[Year, Money]
    name: Text


class Budget(Record):
    """Rules, rates and lines."""

    rules: BudgetRules = BudgetRules()
    rates: list[Rate] = []
    lines: list[BudgetLine] = []


class EditionAt(Record):
    """An edition by course, venue and first day, with seats where they are fixed too."""

    course: Id
    venue: Id
    start: IsoDate
    seats: dict[Id, Positive] = {}


class Lock(Record):
    """One thing fixed before planning; exactly one of `edition`, `exercise`, `request`, `closed`."""

    id: Id
    edition: EditionAt | None = None
    exercise: Id | None = None
    start: IsoDate | None = None
    request: Id | None = None
    seats_at_least: Positive | None = None
    closed: Span | None = None
    courses: list[Id] | None = None
    exercises: Flag = False
    why: Line | None = None


class PlannedEdition(Record):
    """An edition of a plan."""

    id: str | None = None
    course: Id
    venue: Id
    start: IsoDate
    weeks: Positive | None = None
    seats: Annotated[dict[Id, Positive], Field(min_length=1)]
    instructors: dict[Id, Positive]


class PlannedExercise(Record):
    """An exercise of a plan."""

    exercise: Id
    start: IsoDate
    conferences: dict[Key, IsoDate] = {}


class Baseline(Record):
    """A plan to stay close to."""

    editions: list[PlannedEdition] = []
    exercises: list[PlannedExercise] = []
