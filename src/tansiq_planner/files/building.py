"""From a valid programme to a problem. Every reference has been checked before (`references`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tansiq_planner import calendar
from tansiq_planner.files.schema import Programme, agreed, training
from tansiq_planner.problem import (
    Accord,
    Blackout,
    BudgetLine,
    CapacityChange,
    Course,
    EditionLock,
    Exercise,
    ExerciseLock,
    Growth,
    Lock,
    Missing,
    Part,
    Participant,
    Party,
    Pool,
    Precondition,
    Problem,
    Rate,
    Request,
    Season,
    SeatsLock,
    Task,
    Teaching,
    Unit,
    Venue,
)
from tansiq_planner.solution import Edition, HeldExercise, Plan

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def build_problem(programme: Programme, parts: tuple[Part, ...]) -> Problem:
    """Turn a programme whose references all hold into a problem."""
    meta = programme.meta
    letters = sorted(
        ((letter, row.min) for letter, row in meta.rating_scale.items()), key=lambda row: -row[1]
    )
    points = dict(letters)
    participants = [party.id for party in programme.parties if party.kind == "participant"]
    units = {unit.id: _unit(unit, points) for unit in programme.units}
    return Problem(
        id=meta.id,
        horizon=calendar.Horizon(meta.horizon.start, meta.horizon.end),
        as_of=meta.as_of,
        first_course_day=_first_course_day(programme),
        letters=tuple(letters),
        half_lives={row.id: row.half_life_months for row in programme.competencies},
        parties={row.id: Party(row.id, row.kind, frozenset(row.languages)) for row in programme.parties},
        calendars=_calendars(programme),
        seasons=tuple(_season(row) for row in programme.calendar.seasons),
        accords={row.id: _accord(row) for row in programme.accords},
        units=units,
        venues={row.id: _venue(row) for row in programme.venues},
        pools={row.id: _pool(row) for row in programme.instructor_pools},
        courses={row.id: _course(row) for row in programme.courses},
        requests={row.id: _request(row) for row in programme.requests},
        exercises={row.id: _exercise(row, units, participants) for row in programme.exercises},
        rates={
            row.kind: Rate(row.kind, row.payer, row.per, row.amount, frozenset(row.modes))
            for row in programme.budget.rates
        },
        lines={row.id: _line(row, programme.budget.rules.carry_over) for row in programme.budget.lines},
        locks=tuple(build_lock(row) for row in programme.locks),
        baseline=None if programme.baseline is None else _baseline(programme.baseline),
        count_tacit_renewal=meta.assumptions.tacit_renewal,
        parts=parts,
        missing=tuple(_missing(programme)),
        currency=meta.currency,
        names=_names(programme),
        marking={} if meta.marking is None else meta.marking.model_dump(exclude_none=True),
    )


def _first_course_day(programme: Programme) -> date:
    gate = programme.meta.gate
    signed = next(row.signed_on for row in programme.accords if row.id == gate.annual_plan)
    if signed is None:
        return date.max
    return signed + timedelta(days=gate.nomination_lead_days)


def _calendars(programme: Programme) -> dict[str, calendar.PartyCalendar]:
    given = {row.party: _calendar(row) for row in programme.calendars}
    return {
        row.id: given.get(
            row.id, calendar.PartyCalendar(row.id, frozenset({calendar.FRIDAY, calendar.SATURDAY}))
        )
        for row in programme.parties
    }


def _calendar(row: agreed.PartyCalendar) -> calendar.PartyCalendar:
    holidays = tuple(
        calendar.Holiday(
            day.key,
            calendar.Window(day.date, day.date + timedelta(days=day.days - 1)),
            day.status == "confirmed",
        )
        for day in row.holidays
    )
    ramadan = tuple(
        calendar.Ramadan(calendar.Window(span.from_, span.to), span.status == "confirmed")
        for span in row.ramadan
    )
    return calendar.PartyCalendar(
        row.party, frozenset(WEEKDAYS.index(day) for day in row.weekend), holidays, ramadan
    )


def _month_day(text: str) -> tuple[int, int]:
    return int(text[:2]), int(text[3:5])


def _yearly(text: str) -> calendar.YearlyWindow:
    first, last = text.split("/")
    return calendar.YearlyWindow(_month_day(first), _month_day(last))


def _season(row: agreed.Season) -> Season:
    window = calendar.YearlyWindow(_month_day(row.from_), _month_day(row.to))
    return Season(row.id, window, row.course_tag, row.venue_tag, row.rule == "forbidden")


def _accord(row: agreed.Accord) -> Accord:
    return Accord(row.id, row.parent, row.status, row.in_force_on, row.valid_until, row.tacit_renewal_months)


def _unit(row: training.Unit, points: Mapping[str, int]) -> Unit:
    return Unit(
        id=row.id,
        party=row.party,
        command=row.owner,
        headcount=row.training_headcount,
        max_absent_share=None if row.max_absent_share is None else Fraction(str(row.max_absent_share)),
        not_available=tuple(calendar.Window(span.from_, span.to) for span in row.not_available),
        tasks=tuple(
            Task(key, task.weight, points[task.target], task.start) for key, task in row.metl.items()
        ),
        already_qualified=dict(row.already_qualified),
        yearly_turnover=row.yearly_turnover,
    )


def _changes(rows: Iterable[training.CapacityChange]) -> tuple[CapacityChange, ...]:
    return tuple(CapacityChange(calendar.Window(row.from_, row.to), row.capacity) for row in rows)


def _venue(row: training.Venue) -> Venue:
    return Venue(row.id, row.party, row.capacity, _changes(row.changes), frozenset(row.tags))


def _pool(row: training.Pool) -> Pool:
    growth = None
    if row.growth is not None:
        growth = Growth(row.growth.course, row.growth.per_graduates, row.growth.add, row.growth.max)
    return Pool(row.id, row.party, row.capacity, growth, _changes(row.changes))


def _teaching(rows: Mapping[str, training.Teaching]) -> tuple[Teaching, ...]:
    return tuple(Teaching(competency, row.gain, row.cap) for competency, row in rows.items())


def _course(row: training.Course) -> Course:
    staffing = row.instructors.one_of if isinstance(row.instructors, training.Staffing) else [row.instructors]
    return Course(
        id=row.id,
        provider=row.provider,
        mode=row.mode,
        venues=tuple(row.venues),
        weeks=row.weeks,
        seats_min=row.seats.min,
        seats_max=row.seats.max,
        language=row.language,
        prepares_language=row.prepares_language,
        prerequisites=tuple(row.prereq),
        staffing=tuple(dict(option) for option in staffing),
        closed=tuple(_yearly(text) for text in row.season.closed),
        start_only=tuple(_yearly(text) for text in row.season.start_only),
        ramadan=row.ramadan,
        editions_per_year=row.max_editions_per_year,
        cost_kind=row.cost.kind,
        cost_fixed=row.cost.fixed,
        cost_per_seat=row.cost.per_seat,
        teaches=_teaching(row.teaches),
        legal_basis=tuple(row.legal_basis),
        tags=frozenset(row.tags),
    )


def _request(row: training.Request) -> Request:
    return Request(row.id, row.unit, row.course, row.seats, row.by, row.priority, row.late == "allowed")


def _exercise(row: training.Exercise, units: Mapping[str, Unit], participants: list[str]) -> Exercise:
    joint = frozenset(units[participant.unit].party for participant in row.participants)
    return Exercise(
        id=row.id,
        kind=row.type,
        level=row.level,
        window=calendar.Window(row.window.from_, row.window.to),
        conduct_days=row.conduct_days,
        hosts=frozenset({row.host}) if row.host in participants else joint,
        venue=row.venue,
        participants=tuple(
            Participant(participant.unit, participant.headcount) for participant in row.participants
        ),
        observers=frozenset(row.observers),
        after=tuple(row.requires_exercises),
        preconditions=tuple(
            Precondition(need.unit, need.course, need.seats) for need in row.requires_courses
        ),
        conferences={
            kind: -weeks
            for kind, weeks in sorted(row.planning_offsets_weeks.items(), key=lambda p: p[1])
            if weeks < 0
        },
        reports={kind: weeks for kind, weeks in row.planning_offsets_weeks.items() if weeks > 0},
        raises=tuple(
            (unit, Teaching(competency, gain.gain, gain.cap))
            for unit, gains in row.raises.items()
            for competency, gain in gains.items()
        ),
        cost=row.cost,
        legal_basis=tuple(row.legal_basis),
    )


def _line(row: training.BudgetLine, carry_over: float) -> BudgetLine:
    return BudgetLine(row.id, row.payer, row.kind, dict(row.by_year), Fraction(str(carry_over)))


def build_lock(row: training.Lock) -> Lock:
    """Give a lock as the planner has it, from a row whose keys have been checked."""
    if row.edition is not None:
        return EditionLock(
            row.id, row.edition.course, row.edition.venue, row.edition.start, dict(row.edition.seats)
        )
    if row.exercise is not None and row.start is not None:
        return ExerciseLock(row.id, row.exercise, row.start)
    if row.request is not None and row.seats_at_least is not None:
        return SeatsLock(row.id, row.request, row.seats_at_least)
    if row.closed is None:
        raise AssertionError(row.id)  # `references` refuses such a lock
    courses = None if row.courses is None else frozenset(row.courses)
    return Blackout(row.id, calendar.Window(row.closed.from_, row.closed.to), courses, row.exercises)


def _baseline(row: training.Baseline) -> Plan:
    return Plan.of(
        [Edition(it.course, it.venue, it.start, dict(it.seats), dict(it.instructors)) for it in row.editions],
        [HeldExercise(it.exercise, it.start, dict(it.conferences)) for it in row.exercises],
    )


def _missing(programme: Programme) -> Iterable[Missing]:
    unrated = tuple(
        unit.id for unit in programme.units if any(task.start is None for task in unit.metl.values())
    )
    unsized = tuple(
        unit.id
        for unit in programme.units
        if unit.training_headcount is None or unit.max_absent_share is None
    )
    if unrated:
        yield Missing("ratings", unrated)
    if unsized:
        yield Missing("ceilings", unsized)
    paid = {(line.payer, line.kind) for line in programme.budget.lines}
    unpaid = tuple(
        rate.kind
        for rate in programme.budget.rates
        if any((payer, rate.kind) not in paid for payer in _payers(programme, rate))
    )
    if unpaid:
        yield Missing("budget", unpaid)


def _payers(programme: Programme, rate: training.Rate) -> set[str]:
    """Give every party that the rate can be charged to."""
    if rate.payer not in {"provider", "host", "sender"}:
        return {rate.payer}
    courses = [
        course
        for course in programme.courses
        if course.mode in rate.modes and (rate.per != "course" or course.cost.kind == rate.kind)
    ]
    if rate.payer == "provider":
        return {course.provider for course in courses}
    if rate.payer == "host":
        held = {venue for course in courses for venue in course.venues}
        return {venue.party for venue in programme.venues if venue.id in held}
    given = {course.id for course in courses}
    senders = {request.unit for request in programme.requests if request.course in given}
    return {unit.party for unit in programme.units if unit.id in senders}


def _names(programme: Programme) -> dict[str, dict[str, str]]:
    rows: list[Any] = [
        *programme.parties,
        *programme.organisations,
        *programme.competencies,
        *programme.units,
        *programme.venues,
        *programme.instructor_pools,
        *programme.courses,
        *programme.exercises,
        *programme.budget.lines,
        *programme.calendar.seasons,
    ]
    names = {row.id: row.name.model_dump(exclude_none=True) for row in rows}
    names |= {row.id: row.title.model_dump(exclude_none=True) for row in programme.accords}
    names[programme.meta.id] = programme.meta.title.model_dump(exclude_none=True)
    names |= {
        f"letter {letter}": row.label.model_dump(exclude_none=True)
        for letter, row in programme.meta.rating_scale.items()
    }
    return names
