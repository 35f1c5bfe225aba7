"""Parties, organisations, accords, calendars and the competencies all share."""

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
    MonthDay,
    Number,
    Points,
    Positive,
    Record,
    Span,
    Text,
    Weekday,
)


class Letter(Record):
    """A rating letter: the points at which it begins and what it is called."""

    min: Points
    label: Text


class Gate(Record):
    """What opens the programme: the first approved annual plan, and the lead for nominations."""

    annual_plan: Id
    nomination_lead_days: Count


class Assumptions(Record):
    """What the plan takes for granted until someone says otherwise."""

    tacit_renewal: Flag = True


class Horizon(Record):
    """First and last day of the programme; the first is a Sunday."""

    start: IsoDate
    end: IsoDate


class Meta(Record):
    """The programme itself."""

    id: Id
    schema_: Annotated[Literal["tansiq-programme/1"], Field(alias="schema")]
    title: Text
    horizon: Horizon
    as_of: IsoDate
    week_start: Literal["sunday"] = "sunday"
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    marking: Text | None = None
    gate: Gate
    assumptions: Assumptions = Assumptions()
    rating_scale: Annotated[dict[str, Letter], Field(min_length=2, max_length=12)]


class Party(Record):
    """A nation."""

    id: Id
    kind: Literal["participant", "observer"]
    name: Text
    force: Text | None = None
    languages: Annotated[list[Language], Field(min_length=1)]
    ui_locale: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] | None = None
    node: Id | None = None
    from_article: Flag = False


class Organisation(Record):
    """A command, directorate or joint body."""

    id: Id
    party: Id
    role: Key
    name: Text
    from_article: Flag = False


class Accord(Record):
    """An agreement, annex, annual plan or minutes."""

    id: Id
    type: Key
    status: Literal[
        "not_started",
        "drafting",
        "draft",
        "negotiating",
        "initialled",
        "signed",
        "approved",
        "in_force",
        "expiring",
        "renewed",
        "expired",
        "terminated",
    ]
    title: Text
    parent: Id | None = None
    signed_on: IsoDate | None = None
    in_force_on: IsoDate | None = None
    valid_until: IsoDate | None = None
    tacit_renewal_months: Positive | None = None
    clauses: list[Key] = []
    from_article: Flag = False
    fictional_fields: list[Key] = []


class Competency(Record):
    """A skill with the class and half life by which it fades."""

    id: Id
    decay: Literal["accuracy", "mixed", "speed"]
    half_life_months: Annotated[Number, Field(gt=0, le=600)]
    name: Text
    task: Line | None = None
    condition: Line | None = None
    standard: Line | None = None


class HolidayDate(Record):
    """One public holiday, of one or more days."""

    date: IsoDate
    days: Annotated[int, Field(strict=True, ge=1, le=14)] = 1
    key: Key
    status: Literal["estimated", "confirmed"] = "confirmed"


class RamadanSpan(Span):
    """Ramadan of one year as one party keeps it."""

    year: Annotated[int, Field(strict=True, ge=1900, le=2200)]
    status: Literal["estimated", "confirmed"] = "confirmed"


class PartyCalendar(Record):
    """Weekend, holidays and Ramadan of one party."""

    party: Id
    weekend: Annotated[list[Weekday], Field(max_length=6)]
    ramadan: list[RamadanSpan] = []
    holidays: list[HolidayDate] = []


class Season(Record):
    """A time of the year that closes tagged venues to tagged courses, or warns."""

    id: Id
    from_: Annotated[MonthDay, Field(alias="from")]
    to: MonthDay
    rule: Literal["forbidden", "warn"]
    course_tag: Key | None = None
    venue_tag: Key | None = None
    name: Text


class Milestone(Record):
    """A month-day of the yearly planning cycle and the organisation that answers for it."""

    key: Key
    date: MonthDay
    by: Id


class SharedCalendar(Record):
    """What both sides observe: seasons, the planning cycle, deadlines before a course."""

    note: Line | None = None
    seasons: list[Season] = []
    planning_cycle: list[Milestone] = []
    course_deadlines_days_before_start: dict[Key, Count] = {}
