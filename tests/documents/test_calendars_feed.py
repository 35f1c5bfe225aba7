"""What a calendar program reads by a secret link: what its person may see now, right in both countries, and nothing more."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client
from icalendar import Calendar

from tansiq.accords.models import Decision, Meeting
from tansiq.core.models import JournalLine
from tansiq.documents.models import CalendarLink
from tansiq.documents.rules.calendars import NEEDS, CalendarPart, client_told
from tansiq.documents.services.calendars import make_link, renew_link, revoke_link
from tansiq.documents.views.calendar_feed import ASKED_AT_MOST, WRONG_AT_MOST
from tansiq.organisations.models import Holiday, Unit, UnitAbsence
from tansiq.people.models import Role
from tansiq.planning.models import PlanVersion
from tansiq.ui.answering import NEVER_RUN

pytestmark = pytest.mark.django_db
HERE = "http://testserver"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def link(person, at):
    """Make a link of someone, that holds everything unless told otherwise."""

    def make(username="director", parts=CalendarPart, scope="whole", language="en", name="x"):
        return make_link(name=name, parts=parts, scope=scope, language=language, by=person(username), at=at)

    return make


def ask(made, **headers):
    return Client().get(f"/documents/calendars/{made.secret}.ics", headers=headers)


def events(made):
    calendar = Calendar.from_ical(ask(made).content)
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def called(meeting_code="mtg-x", **fields):
    given = {
        "kind": "working_group", "name_en": "Second, meeting; of staffs", "first_on": date(2025, 6, 15),
        "last_on": date(2025, 6, 15), "owner": "joint", **fields,
    }  # fmt: skip
    return Meeting.objects.create(code=meeting_code, **given)


@pytest.fixture
def owed(db):
    """Leave Libya a decision to do."""
    meeting = Meeting.objects.get(code="mtg-art-241229")
    return Decision.objects.create(
        code="dec-x",
        meeting=meeting,
        owner="joint",
        owner_party="ly",
        text_en="Our work",
        due_on="2025-07-01",
    )


# ------------------------------------------------------------------------------------------------------- what it holds
@pytest.mark.usefixtures("owed")
def test_everything_of_the_example_world_is_there_once(link):
    made = link()
    found = events(made)
    kinds = {uid.rpartition(".ly.tansiq")[0].rpartition(".")[2] for uid in found if uid.endswith(".tansiq")}

    assert kinds == {"meeting", "decision", "milestone", "holiday", "ramadan", "absence"}
    assert len([uid for uid in found if not uid.endswith(".tansiq")]) > 90


@pytest.mark.usefixtures("owed")
@pytest.mark.parametrize("part", CalendarPart)
def test_each_part_can_be_had_alone(link, part):
    whole, alone = events(link()), events(link(parts=[part]))

    assert 0 < len(alone) < len(whole)
    assert alone.keys() <= whole.keys()


@pytest.mark.parametrize(
    ("language", "word"),
    [("ar", "غير مصنف - تدريب"), ("fr", "NON PROTÉGÉ - FORMATION"), ("en", "UNCLASSIFIED - TRAINING")],
)
def test_feed_speaks_its_own_language_and_marks_every_record(link, language, word):
    answer = ask(link(language=language, parts=["meetings", "decisions", "plan"]), accept_language="fr")
    descriptions = [str(it["description"]) for it in Calendar.from_ical(answer.content).walk("VEVENT")]

    assert answer["Content-Language"] == language
    assert [it for it in descriptions if word not in it] == []


def test_meeting_with_hours_is_the_same_instant_in_both_countries(link):
    called(opening_hour=time(10), closing_hour=time(12, 30), time_zone="Africa/Tripoli", place_en="Tripoli")
    event = events(link(parts=["meetings"]))["mtg-x.meeting.ly.tansiq"]
    begins, ends = event["dtstart"].dt, event["dtend"].dt

    assert (event["dtstart"].params["TZID"], str(event["summary"]), str(event["location"])) == (
        "Africa/Tripoli", "Second, meeting; of staffs", "Tripoli",
    )  # fmt: skip
    assert begins.astimezone(UTC) == datetime(2025, 6, 15, 8, tzinfo=UTC)
    assert [begins.astimezone(ZoneInfo(it)).hour for it in ("Africa/Tripoli", "Africa/Algiers")] == [10, 9]
    assert ends - begins == timedelta(hours=2, minutes=30)
    assert "10:00–12:30 Tripoli · 09:00–11:30 Algiers" in str(event["description"])


def test_meeting_of_which_only_days_are_known_is_of_whole_days(link):
    called(last_on=date(2025, 6, 16))
    event = events(link(parts=["meetings"]))["mtg-x.meeting.ly.tansiq"]

    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2025, 6, 15), date(2025, 6, 17))


def test_sequence_and_last_change_follow_the_record(link, visit):
    meeting, made = called(), link(parts=["meetings"])
    before = events(made)["mtg-x.meeting.ly.tansiq"]
    said = {
        "kind": "working_group",
        "name_en": "Moved",
        "first_on": "2025-06-16",
        "last_on": "2025-06-16",
        "version": 1,
    }
    assert visit("cooperation").post(f"/accords/meetings/{meeting.code}/edit", said).status_code == 302

    after = events(made)["mtg-x.meeting.ly.tansiq"]

    assert [it["sequence"] for it in (before, after)] == [0, 1]
    assert after["last-modified"].dt > before["last-modified"].dt
    assert after["dtstart"].dt == date(2025, 6, 16)


def test_what_is_gone_is_in_the_feed_no_more(link):
    meeting, made = called(), link(parts=["meetings"])
    assert "mtg-x.meeting.ly.tansiq" in events(made)
    meeting.delete()

    assert "mtg-x.meeting.ly.tansiq" not in events(made)


def test_what_was_over_a_year_ago_is_left_out(link):
    called(first_on=date(2024, 1, 1), last_on=date(2024, 1, 2))

    assert "mtg-x.meeting.ly.tansiq" not in events(link(parts=["meetings"]))


def test_plan_that_is_not_in_force_is_tentative_and_says_so(link):
    made = link(parts=["plan"])
    plan = PlanVersion.objects.get(number=1)
    before = [*events(made).values()]
    PlanVersion.objects.filter(pk=plan.pk).update(state="approved")
    after = [*events(made).values()]

    assert [{str(it["status"]) for it in found} for found in (before, after)] == [
        {"TENTATIVE"},
        {"CONFIRMED"},
    ]
    assert ["It may still change." in str(found[0]["description"]) for found in (before, after)] == [
        True,
        False,
    ]


def test_party_and_units_narrow_the_plan(link):
    sizes = [len(events(link("unit", ["plan"], scope))) for scope in ("whole", "party", "units")]

    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[2] > 0


# ------------------------------------------------------------------------------------------------- what it must not tell
def test_meeting_that_the_other_side_did_not_release_is_not_there(link):
    called(owner="dz", name_en="theirs alone")

    assert b"theirs alone" not in ask(link()).content
    assert b"mtg-x" in ask(link("attache")).content


def test_meeting_that_was_recalled_goes_at_once(link):
    meeting = called(owner="dz", released_to=" ly ")
    made = link(parts=["meetings"])
    assert "mtg-x.meeting.ly.tansiq" in events(made)
    Meeting.objects.filter(pk=meeting.pk).update(released_to="")

    assert "mtg-x.meeting.ly.tansiq" not in events(made)


def test_seats_of_the_other_sides_units_are_not_told(link, person):
    theirs = [it.name_en for it in Unit.objects.filter(owner="dz")]
    assert person("director").parties == {"ly"}
    told = " ".join(str(it.get("description")) for it in events(link(parts=["plan"])).values())

    assert [name for name in theirs if name in told] == []
    assert [it.name_en for it in Unit.objects.filter(owner="ly") if it.name_en in told] != []


def test_decision_of_the_other_side_is_not_there(link):
    Decision.objects.create(
        code="dec-x",
        meeting=called(),
        owner="joint",
        owner_party="dz",
        text_en="Their work",
        due_on="2025-07-01",
    )

    assert b"Their work" not in ask(link()).content
    assert "dec-x.decision.ly.tansiq" in events(link("attache", ["decisions"]))


def test_restricted_meeting_tells_its_days_and_nothing_else(link):
    called(marking="restricted", place_en="Secret town")
    event = events(link(parts=["meetings"]))["mtg-x.meeting.ly.tansiq"]

    assert (str(event["summary"]), event["dtstart"].dt) == (
        "Restricted meeting: read it on the node", date(2025, 6, 15),
    )  # fmt: skip
    assert b"Secret town" not in ask(link()).content
    assert b"Second" not in ask(link()).content


def test_restricted_plan_stays_on_the_node(link, visit):
    PlanVersion.objects.update(marking="restricted")

    assert events(link(parts=["plan"])) == {}
    answer = visit("director", "en").get("/documents/calendars/plans/1.ics")
    assert (answer.status_code, "restricted" in answer.content.decode()) == (409, True)


def test_absences_are_those_of_ones_own_units(link):
    for owner in ("ly", "dz"):
        unit = Unit.objects.filter(owner=owner).order_by("pk").first()
        unit.absences.create(first_on="2025-07-01", last_on="2025-07-03")
    wanted = UnitAbsence.objects.filter(unit__owner="ly", last_on__gte="2024-06-01").values_list(
        "pk", flat=True
    )
    absent = [it for it in events(link(parts=["days"])) if it.endswith("absence.ly.tansiq")]

    assert sorted(absent) == sorted(f"{it}.absence.ly.tansiq" for it in wanted)


def test_no_account_stands_in_a_feed(link, person):
    content = ask(link()).content.decode()
    names = {person(it).full_name for it in ("director", "unit", "attache")} - {""}

    assert [it for it in (*names, "director") if it in content] == []


# --------------------------------------------------------------------------------------------- when the person loses it
@pytest.mark.usefixtures("owed")
@pytest.mark.parametrize("part", CalendarPart)
def test_part_ends_with_the_permission(link, person, part):
    made = link("director", [part])
    assert events(made) != {}
    for role in person("director").roles.all():
        Role.objects.filter(pk=role.pk).update(may="keep_people")

    answer = ask(made)

    assert NEEDS[part] not in person("director").permissions
    assert (
        answer.status_code,
        answer.content.count(b"BEGIN:VEVENT"),
        answer.content.count(b"BEGIN:VTIMEZONE"),
    ) == (200, 0, 1)


def test_other_role_is_seen_at_once(link, person):
    called(owner="dz", name_en="theirs alone")
    made, director = link(parts=["meetings"]), person("director")
    director.roles.set(person("attache").roles.all())

    assert b"theirs alone" in ask(made).content


def test_link_of_a_closed_account_opens_nothing(link, person):
    made, director = link(), person("director")
    director.is_active = False
    director.save()

    assert ask(made).status_code == 404


# ------------------------------------------------------------------------------------------------------------- the door
def test_unknown_ended_and_renewed_links_are_answered_alike(link, person, at):
    ended, renewed, closed = link(), link(), link("unit")
    revoke_link(code=ended.link.code, by=person("director"), at=at)
    fresh = renew_link(code=renewed.link.code, by=person("director"), at=at)
    unit = person("unit")
    unit.is_active = False
    unit.save()
    paths = [*(f"{it.secret}" for it in (ended, renewed, closed)), "x", "a" * 43, "a" * 3000]
    answers = [Client().get(f"/documents/calendars/{it}.ics") for it in paths]

    assert {(it.status_code, it.content, tuple(sorted(it.headers.items()))) for it in answers} == {
        (answers[0].status_code, answers[0].content, tuple(sorted(answers[0].headers.items())))
    }
    assert answers[0].status_code == 404
    assert ask(fresh).status_code == 200


def test_headers_say_what_it_is_and_that_nobody_else_keeps_it(link):
    answer = ask(link())

    assert {
        name: answer[name]
        for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options", "Referrer-Policy")
    } == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    assert {name: answer[name] for name in NEVER_RUN} == NEVER_RUN
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.cookies == {}


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options", "trace"])
def test_nothing_but_reading(link, method):
    made = link()
    answer = getattr(Client(enforce_csrf_checks=True), method)(f"/documents/calendars/{made.secret}.ics")

    assert (answer.status_code, answer["Allow"], answer.cookies) == (405, "GET, HEAD", {})


def test_head_says_the_same_without_a_body(link):
    made = link()
    whole, head = ask(made), Client().head(f"/documents/calendars/{made.secret}.ics")

    assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])


def test_what_did_not_change_is_not_sent_again(link):
    made = link(parts=["meetings"])
    first = ask(made)

    assert ask(made, if_none_match=first["ETag"]).status_code == 304
    assert ask(made, if_modified_since=first["Last-Modified"]).status_code == 304
    meeting = called()
    changed = ask(made, if_none_match=first["ETag"], if_modified_since=first["Last-Modified"])
    assert changed.status_code == 200
    meeting.delete()
    gone = ask(made, if_modified_since=changed["Last-Modified"])
    assert (gone.status_code, gone["ETag"]) == (200, first["ETag"])


def test_guesses_are_slowed_down_and_right_links_go_on(link):
    made = link()
    statuses = [
        Client().get(f"/documents/calendars/guess{n}.ics").status_code for n in range(WRONG_AT_MOST + 2)
    ]

    assert statuses == [404] * WRONG_AT_MOST + [429] * 2
    assert ask(made).status_code == 200


def test_program_that_never_stops_asking_is_told_to_wait(link):
    made = link(parts=["cycle"])
    cache.set(next(it for it in [key_of(made)]), ASKED_AT_MOST, 60)

    answer = ask(made)

    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


def key_of(made) -> str:
    from hashlib import sha256

    return f"calendar-asked-{sha256(made.link.code.encode()).hexdigest()}"


def test_reading_is_noted_with_the_program_and_leaves_no_line(link, at):
    made, lines = link(), JournalLine.objects.count()
    ask(made, user_agent="Mozilla/5.0 Thunderbird/140.0")
    row = CalendarLink.objects.get(code=made.link.code)
    first = row.read_at

    ask(made, user_agent="Mozilla/5.0 Thunderbird/140.0")
    row.refresh_from_db()

    assert (row.client, row.read_at, JournalLine.objects.count()) == ("Thunderbird", first, lines)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("iOS/18.1 (22B83) dataaccessd/1.0", "iPhone"),
        ("Mozilla/5.0 (compatible; Google-Calendar-Importer/1.0)", "Google Calendar"),
        ("vdirsyncer/0.20.0", "vdirsyncer"),
        ("x\x00\x1b[31m" + "y" * 500, "x[31m" + "y" * 35),
        ("", ""),
    ],
)
def test_programs_are_called_by_their_names(said, told):
    assert client_told(said) == told


def test_feed_costs_the_same_for_one_meeting_and_for_thirty(link, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    made = link(parts=["meetings", "decisions", "days"])
    called()
    ask(made)
    with CaptureQueriesContext(connection) as one:
        ask(made, user_agent="same")
    for n in range(29):
        called(f"mtg-y{n}", first_on=date(2025, 7, 1), last_on=date(2025, 7, 1))
    with django_assert_num_queries(len(one)):
        ask(made, user_agent="same again")


def test_holiday_that_is_estimated_is_tentative(link):
    found = events(link(parts=["days"]))
    for it in Holiday.objects.filter(first_on__gte="2025-01-01"):
        wanted = "TENTATIVE" if it.status == "estimated" else "CONFIRMED"
        assert str(found[f"{it.pk}.holiday.ly.tansiq"]["status"]) == wanted


# --------------------------------------------------------------------------------------------------- files for one time
@pytest.mark.parametrize(("username", "status"), [("director", 200), ("border", 403), ("administrator", 403)])
def test_plan_is_given_as_a_file_to_those_who_read_plans(visit, username, status):
    assert visit(username).get("/documents/calendars/plans/1.ics").status_code == status


def test_meeting_is_given_as_a_file_to_those_who_see_it(visit):
    called(owner="dz")
    path = "/documents/calendars/meetings/mtg-x.ics"
    answer = visit("attache").get(path)

    assert [visit(it).get(path).status_code for it in ("director", "administrator")] == [404, 403]
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "text/calendar; charset=utf-8", 'attachment; filename="mtg-x.ics"',
    )  # fmt: skip
    assert len(Calendar.from_ical(answer.content).walk("VEVENT")) == 1
    assert visit("director").get("/documents/calendars/plans/99.ics").status_code == 404
