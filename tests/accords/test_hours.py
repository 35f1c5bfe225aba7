"""Hours of a meeting: entered in the time of its place, shown in both countries' times, and crossing to the partner."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError

from tansiq.accords import services
from tansiq.accords.models import Meeting
from tansiq.accords.queries import hours_told, meeting_seen
from tansiq.accords.queries.crossing import minutes_form
from tansiq.accords.queries.telling import differences, form_told
from tansiq.accords.rules import TimeZone
from tansiq.accords.rules.crossing import ChangedHereToo, FormFaulty
from tansiq.accords.services.meetings import HoursRefused
from tansiq.organisations.rules import TIME_ZONES
from tests.accords.crossed import agreed_by, meeting_form, now, with_basis

pytestmark = pytest.mark.django_db

HOURS = {"opening_hour": time(10), "closing_hour": time(14, 30), "time_zone": "Africa/Tripoli"}
CROSSING = {"opens": "10:00", "closes": "14:30", "time_zone": "Africa/Tripoli"}
SAID = {
    "kind": "working_group", "name_ar": "لقاء", "first_on": "2026-06-14", "last_on": "2026-06-14",
    "opening_hour": "10:00", "closing_hour": "14:30", "time_zone": "Africa/Tripoli",
}  # fmt: skip


@pytest.fixture
def called(person, at):
    """Call a meeting of one day, with what else is said of it."""

    def call(**more):
        fields = {
            "kind": "working_group", "names": {"ar": "لقاء"}, "series_number": None, "place": {"ar": "طرابلس"},
            "first_on": date(2026, 6, 14), "last_on": date(2026, 6, 14), "accord": None, **more,
        }  # fmt: skip
        return services.call_meeting(**fields, by=person("cooperation"), at=at)

    return call


def kept_hours(meeting):
    row = now(meeting)
    return row.opening_hour, row.closing_hour, row.time_zone


def test_every_partys_time_can_be_chosen():
    assert set(TimeZone.values) == {*TIME_ZONES.values(), "UTC"}


def test_hours_are_those_of_the_place(called):
    meeting = now(called(**HOURS))

    assert [it.astimezone(ZoneInfo("UTC")).hour for it in (meeting.opens_at, meeting.closes_at)] == [8, 12]


def test_page_shows_both_countries_times(called, visit):
    meeting = called(**HOURS)

    told = [(it.opens, it.closes, it.opens_on, it.closes_on) for it in hours_told(meeting)]
    page = visit("director", "en").get(f"/accords/meetings/{meeting.code}/").content.decode()

    assert told == [("10:00", "14:30", None, None), ("09:00", "13:30", None, None)]
    assert [it in page for it in ("10:00", "09:00", "Tripoli", "Algiers")] == [True] * 4


def test_day_is_told_where_it_is_another_there(called):
    meeting = called(opening_hour=time(0, 30), closing_hour=time(2), time_zone="Africa/Tripoli")

    assert [(it.opens, it.opens_on, it.closes_on) for it in hours_told(meeting)] == [
        ("00:30", None, None),
        ("23:30", date(2026, 6, 13), None),
    ]


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_meeting_without_hours_shows_none(called, visit, language):
    page = visit("director", language).get(f"/accords/meetings/{called().code}/").content.decode()

    assert "clocks" not in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"closing_hour": None},
        {"opening_hour": None},
        {"time_zone": ""},
        {"closing_hour": time(10)},
        {"closing_hour": time(9, 59)},
    ],
)
def test_half_of_the_hours_or_hours_that_end_before_they_begin_are_refused(called, wrong):
    with pytest.raises(HoursRefused):
        called(**{**HOURS, **wrong})

    assert Meeting.objects.filter(first_on="2026-06-14").count() == 0


def test_meeting_of_two_days_closes_on_the_last_at_any_hour(called):
    meeting = called(**{**HOURS, "closing_hour": time(9)}, last_on=date(2026, 6, 15))

    assert meeting.closes_at > meeting.opens_at


@pytest.mark.parametrize("wrong", [{"closing_hour": None}, {"time_zone": ""}, {"closing_hour": "10:00"}])
def test_database_holds_no_half_of_the_hours(called, wrong):
    meeting = called(**HOURS)

    with pytest.raises(IntegrityError):
        Meeting.objects.filter(pk=meeting.pk).update(**wrong)


@pytest.mark.parametrize(
    ("username", "zone"), [("director", "Africa/Tripoli"), ("attache", "Africa/Algiers"), ("cooperation", "")]
)
def test_form_suggests_the_time_of_ones_own_country(visit, username, zone):
    page = visit(username).get("/accords/meetings/new").content.decode()

    assert f'<option value="{zone}" selected>' in page


def test_form_takes_hours_in_arabic_digits(visit):
    browser = visit("cooperation", "ar")
    browser.post("/accords/meetings/new", {**SAID, "opening_hour": "١٠:٠٠"})

    assert kept_hours(Meeting.objects.get(first_on="2026-06-14")) == (
        time(10),
        time(14, 30),
        "Africa/Tripoli",
    )


@pytest.mark.parametrize(
    "wrong",
    [{"opening_hour": "25:00"}, {"opening_hour": ""}, {"time_zone": "Mars"}, {"closing_hour": "09:00"}],
)
def test_form_shows_wrong_hours_again(visit, wrong):
    answer = visit("cooperation").post("/accords/meetings/new", {**SAID, **wrong})

    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    assert Meeting.objects.filter(first_on="2026-06-14").count() == 0


def test_hours_are_changed_and_taken_away_and_the_agreement_falls(called, visit):
    meeting = called(**HOURS)
    path, browser = f"/accords/meetings/{meeting.code}/edit", visit("cooperation", "en")
    assert 'value="14:30"' in browser.get(path).content.decode()

    browser.post(path, {**SAID, "version": 1, "closing_hour": "15:00"})
    assert kept_hours(meeting) == (time(10), time(15), "Africa/Tripoli")
    browser.post(path, {**SAID, "version": 2, "opening_hour": "", "closing_hour": ""})

    assert kept_hours(meeting) == (None, None, "Africa/Tripoli")
    assert minutes_form(now(meeting))["meeting"]["hours"] == {"time_zone": "Africa/Tripoli"}


def test_meeting_without_hours_crosses_as_it_always_did(called):
    assert "hours" not in minutes_form(now(called()))["meeting"]


# --------------------------------------------------------------------------------------------------------- crossing
def test_hours_come_with_the_minutes_and_go_back_alike(take):
    meeting = take("minutes", meeting_form(hours=CROSSING))

    assert kept_hours(meeting) == (time(10), time(14, 30), "Africa/Tripoli")
    assert minutes_form(now(meeting))["meeting"]["hours"] == CROSSING


def test_partner_of_an_older_version_says_nothing_of_hours_and_changes_none(take):
    first = meeting_form(hours=CROSSING)
    meeting = take("minutes", first)

    take("minutes", with_basis(agreed_by("dz", minutes={"en": "Both agreed."}), first))

    assert (now(meeting).minutes["en"], kept_hours(meeting)[0]) == ("Both agreed.", time(10))
    assert meeting.delegations.get(party="dz").agreed_at is not None


def test_partner_takes_hours_away(take):
    first = meeting_form(hours=CROSSING)
    meeting = take("minutes", first)

    take("minutes", with_basis(meeting_form(hours={"time_zone": "Africa/Tripoli"}), first))

    assert kept_hours(meeting) == (None, None, "Africa/Tripoli")


def test_hours_changed_on_both_sides_are_chosen_by_an_officer(take, person, at):
    first = meeting_form(hours=CROSSING)
    meeting = take("minutes", first)
    Meeting.objects.filter(pk=meeting.pk).update(opening_hour=time(11))
    theirs = with_basis(meeting_form(hours={**CROSSING, "opens": "09:00"}), first)

    with pytest.raises(ChangedHereToo):
        take("minutes", theirs)

    told = differences("minutes", theirs)
    assert [(it.here, it.theirs) for it in told if "11:00" in it.here] == [("11:00", "09:00")]
    assert "10:00" in [it.text for it in form_told("minutes", first)]


@pytest.mark.parametrize(
    "hours",
    [
        {"opens": "10:00", "time_zone": "UTC"},
        {"opens": "10:00", "closes": "12:00"},
        {"opens": "10:00", "closes": "12:00", "time_zone": "Mars/Base"},
        {"opens": "12:00", "closes": "10:00", "time_zone": "UTC"},
        {"opens": "24:00", "closes": "25:00", "time_zone": "UTC"},
        {"opens": "10:00:01", "closes": "12:00", "time_zone": "UTC"},
        {"opens": 10, "closes": 12, "time_zone": "UTC"},
        ["10:00"],
    ],
)
def test_hours_that_cannot_be_are_refused(take, hours):
    with pytest.raises(FormFaulty):
        take("minutes", meeting_form(hours=hours, last_on="2025-05-10"))

    assert Meeting.objects.filter(code="mtg-dz-2025-001").count() == 0


def test_seen_meeting_has_its_hours(called, person):
    assert meeting_seen(person("director"), called(**HOURS).code).opens_at.hour == 10
