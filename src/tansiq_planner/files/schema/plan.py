"""The plan file: what was decided, what it is worth, why the rest is not in it, and what it was made for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tansiq_planner.files.schema.basics import Count, Flag, Id, IsoDate, Key, Number, Positive, Record
from tansiq_planner.files.schema.training import Lock
from tansiq_planner.rules import Rule

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Whole = Annotated[int, Field(strict=True)]
Word = Annotated[str, Field(max_length=200)]
PlanFigure = Whole | Number | Word | list[Word]
"""Dates are ISO texts, exact shares decimal texts."""
CountByNumber = dict[Annotated[str, Field(pattern=r"^[0-9]{1,2}$")], Count]
Years = Annotated[int, Field(strict=True, ge=1900, le=2200)]


class PartHash(Record):
    """A part that the plan was made for."""

    party: Id
    sha256: Sha256


class MissingPiece(Record):
    """What a party did not release: `ratings`, `ceilings` or `budget`, and of which ids."""

    kind: Key
    ids: list[Word]


class PlanSettings(Record):
    """How the plan was sought."""

    option: Literal["A", "B", "C-cost", "C-date"]
    seed: Whole
    work: Count
    seconds: Number | None
    agreed_last: bool = False


class PlanStage(Record):
    """One stage: its figure, how good it could be at best, and whether that is proven."""

    name: Word
    sense: Literal["most", "fewest"]
    value: Whole
    bound: Number | None
    proven: Flag
    gap: Number | None


class FairShare(Record):
    """How one command or party fares."""

    seats: Count
    requested: Count
    task_months: Whole | None


class Spent(Record):
    """One kind of cost of one payer in one calendar year."""

    line: Id | None
    payer: Id
    kind: Key
    year: Years
    spent: Whole
    allowed: Whole | None


class PlanScore(Record):
    """The score card, as the checker fills it."""

    seats: CountByNumber
    requested: CountByNumber
    late_seats: Count
    held: CountByNumber
    exercises: CountByNumber
    untrained: Count | None
    untrained_by_unit: dict[Id, Count]
    task_months: Whole | None
    task_months_at_most: Whole | None
    national_weeks: Count
    course_weeks: Count
    agreed_exercises: Count | None = None
    agreed_seats: Count | None = None
    changes: Count | None
    cost: Whole
    spending: list[Spent]
    by_command: dict[Id, FairShare]
    by_party: dict[Id, FairShare]


class EditionRow(Record):
    """A course held once. The id is course, venue and first day."""

    id: Word
    course: Id
    venue: Id
    start: IsoDate
    weeks: Positive
    seats: Annotated[dict[Id, Positive], Field(min_length=1)]
    instructors: dict[Id, Positive]


class ExerciseRow(Record):
    """An exercise held, with the days of its planning conferences."""

    exercise: Id
    start: IsoDate
    days: Positive
    conferences: dict[Key, IsoDate]


class ReasonRow(Record):
    """A rule at a place, with its figures."""

    rule: Rule
    code: Key
    place: dict[Key, Word]
    figures: dict[Key, PlanFigure]


class RelaxationRow(Record):
    """The smallest change of one figure that lets more in."""

    rule: Rule
    code: Key
    place: dict[Key, Word]
    before: PlanFigure
    after: PlanFigure
    gains: Count


class UnplannedRow(Record):
    """A request short of seats, or an exercise not held."""

    id: Id
    seats: Count
    possible_alone: Count | None
    reasons: list[ReasonRow]
    relaxations: list[RelaxationRow]
    lost_to: list[Id]


class OutOfReachRow(Record):
    """A target that even full seats cannot reach."""

    unit: Id
    competency: Id
    target: Count
    best: Count
    when: Literal["never", "day_0"]
    taught: Flag


class PlanDocument(Record):
    """A plan with everything that makes it believable.

    `locks` are those under which it was made, of the programme or asked for; a plan without the key had none that is
    known. `plan_sha256` is the hash of the canonical JSON of `schema`, `programme`, `parts`, `editions`,
    `exercises`.
    """

    schema_: Annotated[Literal["tansiq-plan/1"], Field(alias="schema")]
    programme: Id
    as_of: IsoDate
    count_tacit_renewal: Flag
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    parts: list[PartHash]
    missing: list[MissingPiece]
    problem_sha256: Sha256
    locks: list[Lock] = []
    settings: PlanSettings
    stopped_by: Literal["finished", "work", "clock", "cancelled", "crashed", "by_hand"]
    stages: list[PlanStage]
    score: PlanScore
    editions: list[EditionRow]
    exercises: list[ExerciseRow]
    unplanned: list[UnplannedRow]
    out_of_reach: list[OutOfReachRow]
    assumptions: list[ReasonRow]
    plan_sha256: Sha256
