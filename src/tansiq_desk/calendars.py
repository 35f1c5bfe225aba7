"""The plan as calendar files: one joint, and one for each party with what concerns it. They ask no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from tansiq_desk.page.bars import report_days
from tansiq_desk.page.tongue import Tongue
from tansiq_planner.problem import Problem
from tansiq_planner.result import Result
from tansiq_planner.solution import Edition, HeldExercise

PRODUCT = "-//Tansiq//Joint programme//EN"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Entry:
    """An all-day entry from the first day to the last, both included, and the parties that it concerns."""

    uid: str
    first: date
    last: date
    summary: str
    category: str
    place: str
    lines: tuple[str, ...]
    parties: frozenset[str]


def plan_calendars(problem: Problem, result: Result, lang: str) -> dict[str, bytes]:
    """Give `plan.ics` and one `plan-PARTY.ics` for each participant and observer that has an entry.

    Parameters
    ----------
    problem : Problem
    result : Result
    lang : str
        Language of names and headings, one of `tansiq_desk.words.LANGUAGES`.

    Returns
    -------
    dict of str to bytes
        iCalendar files (RFC 5545) by name. A UID stays the same as long as its edition or exercise does;
        DTSTAMP is the problem's `as_of`. A party's file holds what its units, venues, instructors or hosts
        join and what it observes, and of a class or exercise only the people of its own units.

    Raises
    ------
    LookupError
        For a language that the desk does not speak.
    """
    tongue = Tongue(lang, problem.names)
    files = {"plan.ics": _calendar(problem, tongue, _entries(problem, result, tongue, None), None)}
    for party in problem.parties:
        entries = _entries(problem, result, tongue, party)
        if entries:
            files[f"plan-{party}.ics"] = _calendar(problem, tongue, entries, party)
    return files


def _entries(problem: Problem, result: Result, tongue: Tongue, party: str | None) -> list[_Entry]:
    found = [_edition(problem, edition, tongue, party) for edition in result.plan.editions]
    for held in result.plan.exercises:
        found += _of_exercise(problem, held, tongue, party)
    return [entry for entry in found if party is None or party in entry.parties]


def _edition(problem: Problem, edition: Edition, tongue: Tongue, party: str | None) -> _Entry:
    course = problem.courses[edition.course]
    units = {request: problem.units[problem.requests[request].unit] for request in edition.seats}
    seats = [
        f"{tongue.name(unit.id).plain}: {tongue.label('seats', n=number)} {tongue.code(request)}"
        for (request, unit), number in zip(units.items(), edition.seats.values(), strict=True)
        if party in {None, unit.party}
    ]
    return _Entry(
        uid=edition.id,
        first=edition.start,
        last=problem.horizon.course_end(edition.start, course.weeks),
        summary=tongue.name(course.id).text,
        category=tongue.term("mode", course.mode).text,
        place=tongue.name(edition.venue).text,
        lines=(tongue.code(course.id), *seats),
        parties=frozenset({problem.venues[edition.venue].party, *(unit.party for unit in units.values())})
        | {problem.pools[pool].party for pool in edition.instructors},
    )


def _of_exercise(problem: Problem, held: HeldExercise, tongue: Tongue, party: str | None) -> Iterable[_Entry]:
    exercise = problem.exercises[held.exercise]
    name = tongue.name(exercise.id).text
    active = exercise.hosts | {problem.units[it.unit].party for it in exercise.participants}
    active |= {problem.venues[exercise.venue].party}
    place = tongue.name(exercise.venue).text
    people = [
        f"{tongue.name(it.unit).plain}: {tongue.number(it.headcount)}"
        for it in exercise.participants
        if party in {None, problem.units[it.unit].party}
    ]
    lines = (tongue.term("exercise_kind", exercise.kind).text, *people)
    end = held.end(exercise.conduct_days)
    seen_by = active | exercise.observers
    yield _Entry(exercise.id, held.start, end, name, tongue.label("exercise"), place, lines, seen_by)
    dated = {"conference": held.conferences, "report": report_days(problem, held)}
    for sort, days in dated.items():
        for key, day in days.items():
            words = f"{tongue.term(sort, key).text} - {name}"
            yield _Entry(f"{exercise.id}-{key}", day, day, words, tongue.label(sort), "", (), active)


def _calendar(problem: Problem, tongue: Tongue, entries: list[_Entry], party: str | None) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    title = tongue.name(problem.id).text
    whose = title if party is None else f"{title} - {tongue.name(party).text}"
    calendar.add("name", whose)
    calendar.add("x-wr-calname", whose)
    marking = tongue.text(problem.marking)
    for entry in sorted(entries, key=lambda entry: (entry.first, entry.uid)):
        lines = entry.lines if marking is None else (*entry.lines, marking.text)
        calendar.add_component(_event(problem, entry, lines))
    return bytes(calendar.to_ical())


def _event(problem: Problem, entry: _Entry, lines: tuple[str, ...]) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{problem.id}".replace("@", "."))
    event.add("dtstamp", datetime.combine(problem.as_of, time(), UTC))
    event.add("dtstart", entry.first)
    event.add("dtend", entry.last + ONE_DAY)
    event.add("summary", entry.summary)
    event.add("categories", [entry.category])
    if entry.place:
        event.add("location", entry.place)
    if lines:
        event.add("description", "\n".join(lines))
    event.add("transp", "TRANSPARENT")
    return event
