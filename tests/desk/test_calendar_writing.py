"""Entries as iCalendar: whatever they say comes back as it was, and hours are the same instant in either country."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from tansiq_desk.calendars.entries import Entry
from tansiq_desk.calendars.writing import Heading, calendar_bytes, plain
from tansiq_desk.calendars.zones import changes, zone_component

STAMP = datetime(2025, 5, 18, tzinfo=UTC)
HEADING = Heading("تقويم", STAMP, asked_every=timedelta(hours=1), zone="Africa/Tripoli")
ZONES = ("Africa/Tripoli", "Africa/Algiers", "Africa/Tunis", "UTC")


def clock(*figures: int) -> datetime:
    """Give what a clock on a wall shows."""
    return datetime(*figures, tzinfo=UTC).replace(tzinfo=None)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
SAID = st.one_of(TEXTS, st.sampled_from(["أ, ب; ج\\ن", "a\r\nATTENDEE:x", 'x"y:z', "\\n", "ل" * 100]))


@st.composite
def entries(draw):
    begins = draw(st.datetimes(clock(1990, 1, 1), clock(2035, 1, 1))).replace(second=0, microsecond=0)
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    length = draw(st.timedeltas(timedelta(minutes=1), timedelta(days=4))).total_seconds() // 60
    first = begins.replace(tzinfo=zone, fold=0)
    timed = draw(st.booleans())
    last = (first.astimezone(UTC) + timedelta(minutes=length)).astimezone(zone)
    return Entry(
        uid=f"entry-{draw(st.uuids())}",
        first=first if timed else begins.date(),
        last=last if timed else begins.date() + timedelta(days=int(length // 1440)),
        summary=draw(SAID), place=draw(SAID), category=draw(SAID), lines=tuple(draw(st.lists(SAID, max_size=3))),
        sequence=draw(st.integers(0, 50)), changed_at=STAMP, is_tentative=draw(st.sampled_from([None, True, False])),
    )  # fmt: skip


def is_lawful(content: bytes) -> bool:
    """Tell whether lines end as RFC 5545 3.1 asks, none is longer than 75 octets, and each can be read by itself."""
    lines = content.split(b"\r\n")
    text = content.replace(b"\r\n", b"")
    return (
        lines[-1] == b"" and max(map(len, lines)) <= 75 and b"\n" not in text and b"\r" not in text
        and all(line.decode() is not None for line in lines)
    )  # fmt: skip


@settings(max_examples=60)
@given(st.lists(entries(), min_size=1, max_size=4, unique_by=lambda it: it.uid))
def test_what_entries_say_comes_back(said):
    content = calendar_bytes(HEADING, said)
    read = {str(it["uid"]): it for it in Calendar.from_ical(content).walk("VEVENT")}

    assert is_lawful(content)
    assert {it.uid for it in said} == set(read)
    for it in said:
        event = read[it.uid]
        assert str(event["summary"]) == plain(it.summary)
        assert str(event.get("location", "")) == plain(it.place)
        assert str(event.get("description", "")) == plain("\n".join(it.lines))
        assert event["sequence"] == it.sequence
        assert event.get("status") == {None: None, True: "TENTATIVE", False: "CONFIRMED"}[it.is_tentative]
        if it.has_hours:
            assert [event[name].dt.astimezone(UTC) for name in ("dtstart", "dtend")] == [
                it.first.astimezone(UTC),
                it.last.astimezone(UTC),
            ]
        else:
            assert (event["dtstart"].dt, event["dtend"].dt) == (it.first, it.last + timedelta(days=1))
    assert calendar_bytes(HEADING, reversed(said)) == content


@pytest.mark.parametrize("zone", ["Africa/Tripoli", "Africa/Algiers"])
@pytest.mark.parametrize("year", range(2010, 2031))
def test_same_instant_is_shown_in_either_country(zone, year):
    """Libya changed its clocks in 2012 and 2013; a client that has nothing but the feed must show every year right."""
    for month in (1, 4, 7, 11):
        begins = datetime(year, month, 15, 10, 0, tzinfo=ZoneInfo(zone))
        content = calendar_bytes(HEADING, [Entry("a", begins, begins + timedelta(hours=1), "x")])
        calendar = Calendar.from_ical(content)
        start = calendar.walk("VEVENT")[0]["dtstart"]
        rules = calendar.walk("VTIMEZONE")[0]

        assert (start.params["TZID"], start.dt.replace(tzinfo=None)) == (zone, begins.replace(tzinfo=None))
        for there in ("Africa/Tripoli", "Africa/Algiers"):
            shown = clock(year, month, 15, 10) - offset_by_rules(rules, clock(year, month, 15, 10))
            assert shown.replace(tzinfo=UTC).astimezone(ZoneInfo(there)) == begins.astimezone(ZoneInfo(there))


def offset_by_rules(zone, local: datetime) -> timedelta:
    """Give the offset that a client finds which knows nothing but what stands in the feed (RFC 5545 3.6.5)."""
    begun = [it for it in zone.subcomponents if it["dtstart"].dt <= local]
    return max(begun, key=lambda it: it["dtstart"].dt)["tzoffsetto"].td


@pytest.mark.parametrize(
    ("zone", "year", "rules"),
    [
        ("Africa/Algiers", 2026, [("20250101T010000", 60, 60)]),
        ("Africa/Tripoli", 2026, [("20250101T020000", 120, 120)]),
        ("Africa/Tripoli", 2012, [("20110101T020000", 120, 120), ("20121110T020000", 120, 60), ("20130329T010000", 60, 120)]),
        ("Europe/Paris", 2024, [
            ("20230101T010000", 60, 60), ("20230326T020000", 60, 120), ("20231029T030000", 120, 60),
            ("20240331T020000", 60, 120), ("20241027T030000", 120, 60), ("20250330T020000", 60, 120),
            ("20251026T030000", 120, 60),
        ]),
    ],
)  # fmt: skip
def test_rules_of_a_zone_are_those_of_the_machine(zone, year, rules):
    found = zone_component(zone, year, year)

    assert [
        (
            it["dtstart"].to_ical().decode(),
            it["tzoffsetfrom"].td.total_seconds() // 60,
            it["tzoffsetto"].td.total_seconds() // 60,
        )
        for it in found.subcomponents
    ] == rules


def test_new_rule_of_a_country_is_in_the_next_feed():
    """Nothing about a country is written in the program: whatever its table says is what the feed says."""

    class NewRule(ZoneInfo):
        def utcoffset(self, moment):
            return (
                timedelta(hours=3) if moment.replace(tzinfo=None) >= clock(2026, 4, 1) else timedelta(hours=2)
            )

        def fromutc(self, moment):
            is_new = moment.replace(tzinfo=None) >= clock(2026, 3, 31, 22)
            return moment + timedelta(hours=3 if is_new else 2)

    found = list(
        changes(NewRule("Africa/Tripoli"), datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    )

    assert [instant for _, instant in found] == [datetime(2026, 3, 31, 22, tzinfo=UTC)]


def test_universal_time_needs_no_table():
    begins = datetime(2026, 6, 14, 10, tzinfo=ZoneInfo("UTC"))
    content = calendar_bytes(HEADING, [Entry("a", begins, begins + timedelta(hours=1), "x")])

    assert b"DTSTART:20260614T100000Z" in content


def test_calendar_says_how_often_to_ask_and_is_never_without_a_component():
    lines = calendar_bytes(HEADING, []).decode().split("\r\n")

    assert [
        it in lines
        for it in ("REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H", "BEGIN:VTIMEZONE")
    ] == [
        True,
        True,
        True,
    ]


def test_whole_days_name_no_zone():
    content = calendar_bytes(HEADING, [Entry("a", date(2026, 6, 14), date(2026, 6, 15), "x")])

    assert (b"VTIMEZONE" in content, b"DTEND;VALUE=DATE:20260616" in content) == (False, True)


def test_line_ends_in_a_text_begin_no_property():
    said = Entry(
        "a", date(2026, 6, 14), date(2026, 6, 14), "x\r\nATTENDEE:mailto:x", place="y\rBEGIN:VALARM\x00"
    )
    calendar = Calendar.from_ical(calendar_bytes(HEADING, [said]))

    assert [name for it in calendar.walk() for name in it if name == "ATTENDEE"] == []
    assert calendar.walk("VALARM") == []
    assert re.sub(r"\s", " ", str(calendar.walk("VEVENT")[0]["location"])) == "y BEGIN:VALARM"
