"""The plan as calendar files: one joint, and one for each party with what concerns it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

from tansiq_desk.calendars.entries import plan_entries
from tansiq_desk.calendars.writing import Heading, calendar_bytes
from tansiq_desk.page.tongue import Tongue
from tansiq_planner.problem import Problem
from tansiq_planner.result import Result


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
    found = {"plan.ics": _calendar(problem, result, tongue, None)}
    found |= {f"plan-{party}.ics": _calendar(problem, result, tongue, party) for party in problem.parties}
    return {name: content for name, content in found.items() if content}


def _calendar(problem: Problem, result: Result, tongue: Tongue, party: str | None) -> bytes:
    """Give the calendar of all, or of a party; nothing where nothing concerns it."""
    units = None if party is None else [it.id for it in problem.units.values() if it.party == party]
    entries = plan_entries(problem, result.plan, tongue, units=units)
    if party is not None:
        entries = [entry for entry in entries if party in entry.parties]
        if not entries:
            return b""
    title = tongue.name(problem.id).text
    whose = title if party is None else f"{title} - {tongue.name(party).text}"
    marking = tongue.text(problem.marking)
    marked = () if marking is None else (marking.text,)
    stamp = datetime.combine(problem.as_of, time(), UTC)
    return calendar_bytes(
        Heading(whose, stamp),
        [
            replace(it, uid=f"{it.uid}@{problem.id}".replace("@", "."), lines=(*it.lines, *marked))
            for it in entries
        ],
    )
