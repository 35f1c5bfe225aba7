"""The whole programme file, section by section."""

from __future__ import annotations

from tansiq_planner.files.schema import agreed, around, training
from tansiq_planner.files.schema.basics import Id, Record


class PartHeader(Record):
    """Whose part of a programme a file is, and of which programme."""

    party: Id
    programme: Id


class Programme(Record):
    """All sections. A part holds some of them; the merge holds `meta` and what planning needs."""

    part: PartHeader | None = None
    meta: agreed.Meta
    parties: list[agreed.Party]
    organisations: list[agreed.Organisation] = []
    accords: list[agreed.Accord]
    competencies: list[agreed.Competency] = []
    units: list[training.Unit]
    venues: list[training.Venue]
    instructor_pools: list[training.Pool] = []
    courses: list[training.Course]
    requests: list[training.Request] = []
    exercises: list[training.Exercise] = []
    border: around.Border | None = None
    calendars: list[agreed.PartyCalendar] = []
    calendar: agreed.SharedCalendar = agreed.SharedCalendar()
    budget: training.Budget = training.Budget()
    institution_indicators: list[around.Indicator] = []
    lessons: list[around.Lesson] = []
    user_roles: list[around.Role] = []
    locks: list[training.Lock] = []
    baseline: training.Baseline | None = None
