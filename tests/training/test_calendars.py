"""Calendars: beside each other, kept by their own party, named in words."""

from datetime import date

import pytest

from tansiq.core.errors import ChangedMeanwhile, NotAllowed
from tansiq.core.models import JournalLine
from tansiq.organisations.models import Holiday, Ramadan
from tansiq.training import queries, services
from tansiq.training.rules import HolidayName


def mawlid(party: str = "ly") -> Holiday:
    return Holiday.objects.get(party__code=party, key="mawlid", first_on=date(2025, 9, 4))


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("page", ["", "?year=2027", "ly/holidays/new", "ly/ramadan/2026/"])
def test_page_opens_in_every_language(visit, language, page) -> None:
    answer = visit("director", language).get(f"/training/calendars/{page}")

    assert answer.status_code == 200
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in answer.content.decode()


def test_every_holiday_of_the_example_has_a_name(db) -> None:
    assert set(Holiday.objects.values_list("key", flat=True)) <= set(HolidayName.values)


def test_days_of_one_occasion_stand_beside_each_other(person) -> None:
    parties = queries.calendar_parties()
    rows = queries.calendar_rows(person("director"), parties, 2025)

    adha = next(row for row in rows if row.cells[0] and row.cells[0].holiday.key == "eid_al_adha")

    assert [it.code for it in parties][:2] == ["dz", "ly"]
    assert [cell.holiday.first_on for cell in adha.cells[:2]] == [date(2025, 6, 6), date(2025, 6, 5)]
    assert adha.differs
    assert [cell.is_mine for cell in adha.cells[:2]] == [False, True]
    assert (
        sum(bool(cell) for row in rows for cell in row.cells)
        == Holiday.objects.filter(first_on__year=2025).count()
    )


def test_announced_day_is_moved_and_confirmed(visit) -> None:
    holiday = mawlid()
    given = {"seen": holiday.seen_as, "first_on": "2025-09-05", "days": 1, "status": "confirmed"}

    answer = visit("director").post(f"/training/calendars/ly/holidays/{holiday.pk}/", given)

    holiday.refresh_from_db()
    assert (answer.status_code, holiday.first_on, holiday.status) == (302, date(2025, 9, 5), "confirmed")
    assert JournalLine.objects.order_by("-number").first().verb == "organisations.move_holiday"


def test_day_is_confirmed_with_one_button(visit) -> None:
    holiday = mawlid()
    given = {"seen": holiday.seen_as, "first_on": "2025-09-04", "days": 1, "status": "confirmed"}

    visit("director").post(f"/training/calendars/ly/holidays/{holiday.pk}/confirm", given)

    holiday.refresh_from_db()
    assert holiday.status == "confirmed"


def test_holiday_is_added_and_removed(visit) -> None:
    browser = visit("director")
    added = browser.post(
        "/training/calendars/ly/holidays/new",
        {"key": "womens_day", "first_on": "2026-03-08", "days": 1, "status": "confirmed"},
    )
    holiday = Holiday.objects.get(party__code="ly", key="womens_day")
    removed = browser.post(f"/training/calendars/ly/holidays/{holiday.pk}/remove", {"seen": holiday.seen_as})

    assert (added.status_code, removed.status_code) == (302, 302)
    assert not Holiday.objects.filter(pk=holiday.pk).exists()


def test_same_holiday_twice_is_told_on_the_form(visit) -> None:
    page = visit("director", "en").post(
        "/training/calendars/ly/holidays/new",
        {"key": "mawlid", "first_on": "2025-09-04", "days": 1, "status": "confirmed"},
    )

    assert "This holiday already stands on that day" in page.content.decode()


def test_day_that_someone_moved_meanwhile_is_not_moved_back(person, at) -> None:
    holiday = mawlid()
    moved = {
        "party": "ly",
        "holiday_id": holiday.pk,
        "days": 1,
        "status": "confirmed",
        "at": at,
        "by": person("director"),
    }
    seen = holiday.seen_as
    services.move_holiday(**moved, seen=seen, first_on=date(2025, 9, 5))

    with pytest.raises(ChangedMeanwhile):
        services.move_holiday(**moved, seen=seen, first_on=date(2025, 9, 3))


@pytest.mark.parametrize("changed", [{"days": 3}, {"status": "confirmed"}], ids=["length", "status"])
def test_holiday_that_someone_changed_meanwhile_in_length_or_status_stays(person, at, visit, changed) -> None:
    holiday = mawlid()
    seen = holiday.seen_as
    given = {"first_on": holiday.first_on, "days": holiday.days, "status": holiday.status}
    services.move_holiday(
        party="ly", holiday_id=holiday.pk, seen=seen, **given | changed, by=person("director"), at=at
    )
    browser = visit("director", "en")

    page = browser.post(f"/training/calendars/ly/holidays/{holiday.pk}/", {**given, "days": 2, "seen": seen})
    removed = browser.post(f"/training/calendars/ly/holidays/{holiday.pk}/remove", {"seen": seen})

    holiday.refresh_from_db()
    assert "It was changed meanwhile" in page.text
    assert (removed.status_code, holiday.days, holiday.status) == (
        409, changed.get("days", given["days"]), changed.get("status", given["status"])
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("ar", "حذف العطلة «المولد النبوي» يوم 4 سبتمبر 2025؟"),
        ("en", "Remove the holiday “Birth of the Prophet” of 4 September 2025?"),
    ],
)
def test_question_before_a_holiday_is_removed_names_it(visit, language, question) -> None:
    page = visit("director", language).get("/training/calendars/?year=2025").text

    assert f'data-confirm="{question}"' in page


@pytest.mark.parametrize(
    ("username", "party"), [("director", "dz"), ("school", "ly"), ("unit", "ly"), ("planner", "ly")]
)
def test_calendar_is_kept_by_its_own_party_only(visit, person, at, username, party) -> None:
    with pytest.raises(NotAllowed):
        services.remove_holiday(
            party=party, holiday_id=mawlid(party).pk, seen=mawlid(party).seen_as, by=person(username), at=at
        )

    assert visit(username).get(f"/training/calendars/{party}/holidays/new").status_code == 403


def test_ramadan_is_set_for_ones_own_party(visit) -> None:
    given = {"first_on": "2026-02-19", "last_on": "2026-03-19", "status": "confirmed"}
    given["seen"] = Ramadan.objects.get(year=2026, party__code="dz").seen_as

    visit("school").post("/training/calendars/dz/ramadan/2026/", given)

    kept = Ramadan.objects.filter(year=2026, party__code__in=["dz", "ly"]).order_by("party__code")
    assert [it.first_on for it in kept] == [date(2026, 2, 19), date(2026, 2, 18)]


@pytest.mark.parametrize("year", [2026, 2029], ids=["known", "new"])
def test_ramadan_that_someone_set_meanwhile_is_not_set_over(visit, year: int) -> None:
    known = Ramadan.objects.filter(year=year, party__code="dz").first()
    seen = known.seen_as if known else ""
    browser = visit("school", "en")
    shown = browser.get(f"/training/calendars/dz/ramadan/{year}/")
    given = {"last_on": f"{year}-03-19", "status": "confirmed", "seen": seen}
    path = f"/training/calendars/dz/ramadan/{year}/"
    browser.post(path, {**given, "first_on": f"{year}-02-19"})

    page = browser.post(path, {**given, "first_on": f"{year}-02-20"})

    assert f'name="seen" value="{seen}"' in shown.text or not seen
    assert "It was changed meanwhile" in page.text
    assert Ramadan.objects.get(year=year, party__code="dz").first_on == date(year, 2, 19)


@pytest.mark.parametrize(
    "path", ["xx/holidays/new", "ly/holidays/999999/", "dz/ramadan/x/", "ly/holidays/1/confirm"]
)
def test_forged_address_finds_nothing(visit, path) -> None:
    assert visit("director").get(f"/training/calendars/{path}").status_code in {404, 405}


@pytest.mark.parametrize("year", [2025, 2026])
def test_page_takes_the_same_queries_for_any_year(visit, django_assert_num_queries, year) -> None:
    browser = visit("director")

    with django_assert_num_queries(10):
        browser.get(f"/training/calendars/?year={year}")


@pytest.mark.parametrize(
    ("language", "said"), [("ar", "بتقويم أم القرى"), ("fr", "Selon Oumm al-Qoura"), ("en", "By Umm al-Qura")]
)
def test_hijri_day_beside_a_party_s_own_is_named_as_computed(visit, language, said) -> None:
    page = visit("director", language).get("/training/calendars/?year=2026").content.decode()
    area = page.partition("<tbody>")[2].partition("</tbody>")[0]
    lines = [it for it in area.split("<div") if 'class="hijri"' in it]

    assert len(lines) > 10
    assert [said in it for it in lines] == [True] * len(lines)
