"""What no page of ours sends: far days, numbers that no database holds, endless texts. Always an answer, never a crash."""

import pytest

from tansiq.core.models import JournalHead
from tansiq.training.forms.courses import initial_of
from tansiq.training.models import Course

pytestmark = pytest.mark.django_db
HUGE = "9" * 5000
MORE = "9" * 20
"""More than 64 bits hold."""
FAR = ("0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31")
LISTS = (
    "/training/units/", "/training/requests/", "/training/courses/", "/training/venues/", "/training/competencies/",
    "/accords/", "/accords/meetings/", "/accords/decisions/", "/accords/facts/",
)  # fmt: skip


@pytest.mark.parametrize(
    "text", ["a " * 1500, "\ufdfa" * 200, "x" * 60_000], ids=["words", "ligatures", "long"]
)
def test_endless_text_is_looked_for_in_part(text, visit):
    planner, auditor = visit("planner", "en"), visit("auditor", "en")

    assert {planner.get(path, {"text": text}).status_code for path in LISTS} == {200}
    assert planner.get("/search", {"q": text}).status_code == 200
    assert auditor.get("/journal", {"text": text}).status_code == 200


@pytest.mark.parametrize("number", [HUGE, MORE, "-1", "\u0663", "\u00b2", ""])
def test_number_that_is_none_is_no_filter(number, visit):
    planner = visit("planner", "en")
    asked = {
        "priority": number,
        "page": number,
        "year": number,
        "plan": number,
        "before": number,
        "after": number,
        "base": number,
    }

    for path in (
        "/training/requests/",
        "/training/calendars/",
        "/plan/compare",
        "/plan/dependency",
        "/readiness/",
    ):
        assert planner.get(path, asked).status_code in {200, 404}


@pytest.mark.parametrize("version", [HUGE, MORE, "-1", "\u00b2", "", "NaN"])
def test_forged_version_changes_nothing(version, visit):
    unit, school, keeper, director = (
        visit(it, "en") for it in ("unit", "school", "administrator", "director")
    )
    before = JournalHead.objects.get().hash
    answers = [
        unit.post("/training/units/u-ly-bg-n/absences/1/remove", {"version": version}),
        unit.post("/training/units/u-ly-bg-n/change", {"training_headcount": version, "version": version}),
        school.post("/training/courses/crs-ihl-101/offer", {"version": version, "offered": "no"}),
        director.post("/training/requests/steps", {"step": "accept", "chosen": f"rq-001:{version}"}),
        keeper.post("/accounts/unit", {"version": 1, "full_name": "x", "roles": [version or "x"]}),
    ]

    assert {it.status_code for it in answers} <= {200, 302, 404, 409}
    assert JournalHead.objects.get().hash == before


@pytest.mark.parametrize("day", FAR)
def test_day_that_no_programme_can_name_is_not_taken(day, visit):
    director, planner, unit = (visit(it, "en") for it in ("director", "planner", "unit"))
    before = JournalHead.objects.get().hash
    holiday = {"key": "eid_al_adha", "first_on": day, "days": 14, "status": "confirmed"}
    answers = [
        director.post("/training/calendars/ly/holidays/new", holiday),
        director.post(f"/training/calendars/ly/ramadan/{day[:4]}/", {**holiday, "last_on": day}),
        planner.post("/plan/free-days", {"first_on": "2025-06-01", "last_on": day}),
        unit.post("/training/units/u-ly-bg-n/absences/new", {"first_on": day, "last_on": day, "version": 1}),
        director.get("/training/units/u-ly-bg-n/c-brd/", {"on": day}),
    ]

    assert {it.status_code for it in answers} <= {200, 302, 404, 409}
    assert JournalHead.objects.get().hash == before
    assert planner.get("/plan/").status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [("cost_fixed", MORE), ("cost_per_seat", "1000000000001"), ("closed", "06-31/07-01"), ("start_only", "02-30/03-01"),
     ("tags", "Two Words!"), ("name_en", "x" * 10_000), ("weeks", "0"), ("seats_min", HUGE)],
)  # fmt: skip
def test_course_that_no_programme_can_hold_is_not_kept(field, value, visit, person):
    course = Course.objects.get(code="crs-ihl-101")
    form = {name: it for name, it in initial_of(person("school"), course).items() if it is not None}

    answer = visit("school", "en").post("/training/courses/crs-ihl-101/change", {**form, field: value})

    assert (answer.status_code, field in answer.context["form"].errors) == (200, True)
    assert Course.objects.get(pk=course.pk).version == course.version
