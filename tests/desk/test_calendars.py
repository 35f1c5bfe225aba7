"""What the calendar files of a plan hold, read back as a calendar program would."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from tansiq_desk.calendars.plan_files import plan_calendars
from tests.desk.sample_result import example_problem, sample_result


@pytest.fixture(scope="module")
def problem():
    return example_problem()


@pytest.fixture(scope="module")
def result(problem):
    return sample_result(problem)


@pytest.fixture(scope="module")
def calendars(problem, result):
    files = plan_calendars(problem, result, "ar")
    return {name: Calendar.from_ical(data) for name, data in files.items()}


def events(calendar):
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def test_there_is_one_joint_calendar_and_one_for_each_party(calendars):
    assert set(calendars) == {"plan.ics", "plan-ly.ics", "plan-dz.ics", "plan-tn.ics"}


def test_joint_calendar_holds_every_edition_exercise_conference_and_report(problem, result, calendars):
    held = [problem.exercises[it.exercise] for it in result.plan.exercises]
    expected = {f"{it.id}@{problem.id}".replace("@", ".") for it in result.plan.editions}
    expected |= {f"{it.id}.{problem.id}" for it in held}
    expected |= {f"{it.id}-{kind}.{problem.id}" for it in held for kind in (*it.conferences, *it.reports)}

    assert set(events(calendars["plan.ics"])) == expected


def test_edition_runs_from_sunday_to_the_day_after_thursday(problem, result, calendars):
    found = events(calendars["plan.ics"])

    for edition in result.plan.editions:
        event = found[f"{edition.id}@{problem.id}".replace("@", ".")]
        weeks = problem.courses[edition.course].weeks
        assert event["dtstart"].dt == edition.start
        assert event["dtend"].dt == edition.start + timedelta(days=7 * (weeks - 1) + 5)
        assert (event["dtstart"].dt.weekday(), event["dtend"].dt.weekday()) == (6, 4)


def test_report_is_due_so_many_weeks_after_the_first_day_of_its_exercise(problem, result, calendars):
    held = result.plan.exercises[0]
    event = events(calendars["plan.ics"])[f"{held.exercise}-fir.{problem.id}"]

    assert event["dtstart"].dt == held.start + timedelta(
        weeks=problem.exercises[held.exercise].reports["fir"]
    )
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(days=1)


def test_every_stamp_is_the_day_of_planning(problem, calendars):
    stamps = {event["dtstamp"].dt for calendar in calendars.values() for event in calendar.walk("VEVENT")}

    assert stamps == {datetime(2025, 5, 18, tzinfo=UTC)}
    assert problem.as_of == date(2025, 5, 18)


def test_same_plan_gives_the_same_bytes(problem, result):
    assert plan_calendars(problem, result, "fr") == plan_calendars(problem, result, "fr")


def test_words_are_of_the_language_asked_for(problem, result):
    uid = f"{result.plan.exercises[0].exercise}.{problem.id}"
    said = {
        lang: events(Calendar.from_ical(plan_calendars(problem, result, lang)["plan.ics"]))[uid]
        for lang in ("ar", "fr", "en")
    }

    assert {lang: str(event["summary"]) for lang, event in said.items()} == {
        lang: problem.names["ex-25-ttx"][lang] for lang in said
    }
    assert [event["categories"].to_ical().decode() for event in said.values()] == [
        "تمرين",
        "exercice",
        "exercise",
    ]


def test_observer_sees_only_the_exercise_that_it_observes(problem, calendars):
    assert set(events(calendars["plan-tn.ics"])) == {f"ex-27-ftx.{problem.id}"}


def test_party_calendar_names_no_unit_of_the_other_party(problem, calendars):
    theirs = {unit.id: problem.names[unit.id]["ar"] for unit in problem.units.values() if unit.party == "ly"}
    text = " ".join(str(event.get("description")) for event in calendars["plan-dz.ics"].walk("VEVENT"))

    assert [unit for unit, name in theirs.items() if name in text] == []


def test_party_calendar_leaves_out_what_concerns_only_the_other(problem, result):
    alone = [
        it for it in result.plan.editions if {problem.pools[pool].party for pool in it.instructors} == {"dz"}
    ]
    home = next(it for it in alone if problem.venues[it.venue].party == "ly")
    national = replace(
        result, plan=replace(result.plan, editions=(replace(home, instructors={"ip-ly": 3}),), exercises=())
    )

    assert set(plan_calendars(problem, national, "ar")) == {"plan.ics", "plan-ly.ics"}


def test_marking_stands_in_every_entry(problem, calendars):
    marked = Counter(
        problem.marking["ar"] in str(event["description"]) for event in calendars["plan.ics"].walk("VEVENT")
    )

    assert set(marked) == {True}


def test_name_with_line_ends_and_commas_stays_one_property(problem, result):
    course = result.plan.editions[0].course
    tricked = replace(problem, names={**problem.names, course: {"ar": "أ, ب; ج\r\nATTENDEE:x"}})

    calendar = Calendar.from_ical(plan_calendars(tricked, result, "ar")["plan.ics"])

    assert [event for event in calendar.walk("VEVENT") if "attendee" in event] == []


def test_unknown_language_is_refused(problem, result):
    with pytest.raises(LookupError):
        plan_calendars(problem, result, "xx")
