"""The catalogue: courses offered, changed and withdrawn; venues and pools; competencies."""

from dataclasses import replace
from datetime import date

import pytest

from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound, Refused
from tansiq.core.models import JournalLine
from tansiq.training import queries, services
from tansiq.training.forms.courses import FIELDS, NAMES, initial_of
from tansiq.training.models import Course, Pool, Task, Venue
from tansiq.training.services.catalogue import CodeTaken, CourseParts, StillNeeded
from tansiq.training.services.places import ChangedAlready

COURSE = "crs-bg-mtt"
PARTS = CourseParts(
    venues=["v-dz-med"], legal_basis=["agr-annex-trg"], prerequisites=["crs-med-101"],
    alternatives=[{"ip-med": 2}, {"ip-tec": 1, "ip-med": 1}], teaches={"c-med": (20, 85)}, closed=["07-15/09-01"],
)  # fmt: skip


def fields(**changes) -> dict:
    course = Course.objects.get(code="crs-med-201")
    return {**{name: getattr(course, name) for name in (*NAMES, *FIELDS)}, **changes}


def offered(person, at, code="crs-med-301", by="school", parts=PARTS, **changes) -> Course:
    return services.offer_course(
        code=code, provider="dz", fields=fields(**changes), parts=parts, by=person(by), at=at
    )


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize(
    "page",
    [
        "courses/", "courses/new", f"courses/{COURSE}/", f"courses/{COURSE}/change", "venues/", "venues/v-dz-med/",
        "pools/", "pools/ip-ly/", "competencies/", "competencies/c-com/",
    ],
)  # fmt: skip
def test_page_opens_in_every_language(visit, language, page) -> None:
    answer = visit("school", language).get(f"/training/{page}")

    assert answer.status_code == 200
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 27])
@pytest.mark.parametrize(
    ("page", "model", "count"), [("courses", Course, 12), ("venues", Venue, 9), ("pools", Pool, 9)]
)
def test_list_takes_the_same_queries_for_any_length(
    visit, django_assert_num_queries, page, model, count, rows
) -> None:
    first = model.objects.order_by("pk").values_list("pk", flat=True)[:rows]
    model.objects.exclude(pk__in=list(first)).update(owner="tn", released_to="")
    browser = visit("director")

    with django_assert_num_queries(count):
        answer = browser.get(f"/training/{page}/")

    assert len(answer.context["page"].object_list) == min(rows, model.objects.exclude(owner="tn").count())


@pytest.mark.parametrize(
    ("page", "model", "code"),
    [("courses", Course, "crs-ct-202"), ("venues", Venue, "v-dz-med"), ("pools", Pool, "ip-med")],
)
def test_what_is_not_released_does_not_appear(visit, page, model, code) -> None:
    model.objects.filter(code=code).update(released_to="")
    browser = visit("director")

    assert f"/{page}/{code}/" not in browser.get(f"/training/{page}/").content.decode()
    assert browser.get(f"/training/{page}/{code}/").status_code == 404


@pytest.mark.parametrize(
    "page", ["courses/crs-ct-101/", "competencies/c-ctr/", "competencies/", "venues/v-dz-ct/"]
)
def test_course_that_is_not_released_does_not_appear_on_other_pages(visit, page) -> None:
    Course.objects.filter(code="crs-ct-201").update(released_to="")

    assert "crs-ct-201" not in visit("director").get(f"/training/{page}").content.decode()


@pytest.mark.parametrize(("model", "code"), [(Venue, "v-dz-ct"), (Pool, "ip-ctr")])
def test_place_that_is_not_released_does_not_appear_on_its_course(visit, model, code) -> None:
    model.objects.filter(code=code).update(released_to="")

    assert code not in visit("director").get("/training/courses/crs-ct-101/").content.decode()
    assert code in visit("school").get("/training/courses/crs-ct-101/").content.decode()


def test_chain_runs_both_ways(person) -> None:
    course = Course.objects.get(code="crs-ins-101")

    before = [(steps, it.code) for steps, it in queries.courses_before(person("school"), course)]
    after = [(steps, it.code) for steps, it in queries.courses_after(person("school"), course)]

    assert before == [(1, "crs-ihl-101")]
    assert after == [(1, "crs-tmg-201"), (1, "crs-ds-201")]


def test_course_is_offered_with_all_its_parts(person, at) -> None:
    course = offered(person, at)

    assert (course.owner, course.released_to, course.is_offered) == ("dz", "", True)
    assert [[(it.pool.code, it.instructors) for it in one] for one in queries.alternatives(person("school"), course)] == [
        [("ip-med", 2)], [("ip-tec", 1), ("ip-med", 1)],
    ]  # fmt: skip
    assert [str(it) for it in course.spans.all()] == ["07-15/09-01"]
    assert JournalLine.objects.order_by("-number").first().verb == "training.offer_course"


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"seats_min": 11, "seats_max": 10}, {}),
        ({"seats_min": 0}, {}),
        ({"name_ar": "", "name_fr": "", "name_en": ""}, {}),
        ({}, {"venues": []}),
        ({}, {"legal_basis": []}),
        ({}, {"legal_basis": ["agr-plan-2025"]}),
        ({}, {"alternatives": []}),
        ({}, {"alternatives": [{}]}),
        ({"seats_min": 60, "seats_max": 80}, {}),
        ({"weeks": 50}, {}),
    ],
)
def test_course_that_cannot_be_held_is_refused(person, at, changes, parts) -> None:
    with pytest.raises(Refused):
        offered(person, at, parts=replace(PARTS, **parts), **changes)

    assert not Course.objects.filter(code="crs-med-301").exists()


@pytest.mark.parametrize(
    "parts", [{"venues": ["v-none"]}, {"prerequisites": ["crs-none"]}, {"teaches": {"c-no": (1, 2)}}]
)
def test_part_that_is_not_there_is_not_found(person, at, parts) -> None:
    with pytest.raises(NotFound):
        offered(person, at, parts=replace(PARTS, **parts))


def test_code_is_taken_once(person, at) -> None:
    with pytest.raises(CodeTaken):
        offered(person, at, code="crs-med-201")


@pytest.mark.parametrize("username", ["director", "cooperation", "planner"])
def test_course_is_offered_by_its_provider_only(person, at, username) -> None:
    with pytest.raises(NotAllowed):
        offered(person, at, by=username)


def test_course_never_comes_before_itself(person, at) -> None:
    course = Course.objects.get(code="crs-ihl-101")

    with pytest.raises(Refused):
        services.change_course(
            code=course.code, version=course.version, fields={},
            parts=replace(PARTS, venues=["v-ly-trip"], prerequisites=["crs-bg-201"]), by=person("school"), at=at,
        )  # fmt: skip


def test_change_without_a_change_leaves_parts_and_journal_alone(visit, person) -> None:
    course = Course.objects.get(code=COURSE)
    lines, kept = JournalLine.objects.count(), list(course.staffings.values_list("pk", flat=True))
    browser = visit("school", "en")
    lines = JournalLine.objects.count()

    form = {name: value for name, value in initial_of(person("school"), course).items() if value is not None}
    answer = browser.post(f"/training/courses/{COURSE}/change", form)

    assert answer.status_code == 302
    assert list(course.staffings.values_list("pk", flat=True)) == kept
    assert JournalLine.objects.count() == lines


def test_change_is_kept_once(visit, person) -> None:
    course = Course.objects.get(code=COURSE)
    browser = visit("school", "en")
    form = {name: value for name, value in initial_of(person("school"), course).items() if value is not None}

    assert browser.post(f"/training/courses/{COURSE}/change", {**form, "weeks": 4}).status_code == 302
    again = browser.post(f"/training/courses/{COURSE}/change", {**form, "weeks": 5})

    assert "It was changed meanwhile" in again.content.decode()
    assert Course.objects.get(code=COURSE).weeks == 4


def test_change_by_who_does_not_see_a_venue_leaves_it_there(visit, person) -> None:
    Venue.objects.filter(code="v-ly-gdm").update(released_to="")
    Pool.objects.filter(code="ip-ly").update(released_to="")
    course = queries.course_seen(person("school"), COURSE)
    form = {name: value for name, value in initial_of(person("school"), course).items() if value is not None}

    answer = visit("school").post(f"/training/courses/{COURSE}/change", {**form, "weeks": 4})

    kept = Course.objects.get(code=COURSE)
    assert (answer.status_code, kept.weeks) == (302, 4)
    assert set(kept.venues.values_list("code", flat=True)) == {"v-ly-gdm", "v-ly-field"}
    assert kept.staffings.filter(pool__code="ip-ly").count() == 2


def test_course_that_others_need_stays_offered(person, at) -> None:
    with pytest.raises(StillNeeded):
        services.withdraw_offer(code="crs-ihl-101", version=1, by=person("school"), at=at)


def test_offer_is_withdrawn_and_made_again(visit) -> None:
    browser = visit("school", "en")

    browser.post("/training/courses/crs-ct-202/offer", {"version": 1, "offered": "no"})
    listed = browser.get("/training/courses/").content.decode()
    browser.post("/training/courses/crs-ct-202/offer", {"version": 2, "offered": "yes"})

    assert "/courses/crs-ct-202/" not in listed
    assert Course.objects.get(code="crs-ct-202").is_offered


@pytest.mark.parametrize(("kind", "code"), [("venues", "v-dz-med"), ("pools", "ip-med")])
def test_capacity_changes_once_a_day(person, at, kind, code) -> None:
    change = {
        "kind": kind, "code": code, "first_on": date(2026, 3, 1), "last_on": date(2026, 3, 14), "capacity": 0,
        "why": "maintenance", "by": person("school"), "at": at,
    }  # fmt: skip
    added = services.add_capacity_change(**change, version=1)

    with pytest.raises(ChangedMeanwhile):
        services.add_capacity_change(**change, version=1)
    with pytest.raises(ChangedAlready):
        services.add_capacity_change(**change, version=2)
    services.remove_capacity_change(
        kind=kind, code=code, version=2, change_id=added.pk, by=person("school"), at=at
    )

    assert queries.place_seen(person("school"), kind, code).changes.count() == 0


def test_capacity_is_changed_by_its_owner_only(person, at) -> None:
    with pytest.raises(NotAllowed):
        services.add_capacity_change(
            kind="venues", code="v-ly-trip", version=1, first_on=date(2026, 3, 1), last_on=date(2026, 3, 2), capacity=0,
            why="", by=person("school"), at=at,
        )  # fmt: skip


def test_capacity_is_changed_on_its_page(visit) -> None:
    browser = visit("school", "en")
    given = {"first_on": "2026-03-01", "last_on": "2026-03-14", "capacity": 5, "why": "", "version": 1}

    assert browser.post("/training/pools/ip-med/", given).status_code == 302
    refused = browser.post("/training/pools/ip-med/", {**given, "version": 2}).content.decode()
    assert "Another capacity stands on some of these days already" in refused


def test_competency_tells_who_needs_it_of_those_a_person_may_see(visit) -> None:
    own = visit("director").get("/training/competencies/c-brd/").context["tasks"]
    other = visit("cooperation").get("/training/competencies/c-brd/").context["tasks"]
    joint = visit("planner").get("/training/competencies/c-brd/").context["tasks"]

    assert {it.task.unit.owner for it in own} == {"ly"}
    assert {it.task.unit.owner for it in other} == {"dz"}
    assert len(joint) == Task.objects.filter(competency__code="c-brd").count()


def test_search_finds_what_a_person_sees(person) -> None:
    Course.objects.filter(code="crs-ct-202").update(released_to="")

    assert "crs-ct-202" in {it.code for it in queries.courses_matching(person("school"), "crs-ct")}
    assert "crs-ct-202" not in {it.code for it in queries.courses_matching(person("director"), "crs-ct")}
    assert {it.code for it in queries.units_matching(person("director"), "u-ly-ct")} == {
        "u-ly-ct-1",
        "u-ly-ct-2",
    }
    assert {it.code for it in queries.requests_matching(person("director"), "rq-001")} == {"rq-001"}


@pytest.mark.parametrize(("kind", "code"), [("venues", "v-dz-med"), ("pools", "ip-med")])
def test_base_capacity_is_changed_by_whoever_publishes_offers(visit, kind: str, code: str) -> None:
    record = {"venues": Venue, "pools": Pool}[kind].objects.get(code=code)
    browser, path = visit("school", "en"), f"/training/{kind}/{code}/change"
    given = {"capacity": record.capacity + 1, "version": record.version}

    assert f"/training/{kind}/{code}/change" in browser.get(f"/training/{kind}/{code}/").text
    assert visit("director").post(path, given).status_code == 403
    assert browser.post(path, given).status_code == 302
    assert "It was changed meanwhile" in browser.post(path, given).text
    record.refresh_from_db()
    assert (record.capacity, record.version) == (given["capacity"], given["version"] + 1)
    assert browser.post(path, {"capacity": -1, "version": record.version}).status_code == 200


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_page_of_the_base_capacity_speaks_the_language(visit, language: str, direction: str) -> None:
    assert (
        f'dir="{direction}"' in visit("school", language).get("/training/venues/v-dz-med/change").text[:200]
    )


def test_capacity_that_leaves_a_course_no_room_or_exceeds_growth_is_refused(visit) -> None:
    venue, pool = Venue.objects.get(code="v-dz-med"), Pool.objects.exclude(grows_to=None).first()
    course = venue.courses.filter(is_offered=True).order_by("seats_min").last()
    course.venues.set([venue])
    school = visit("school", "en")

    page = school.post(
        "/training/venues/v-dz-med/change", {"capacity": course.seats_min - 1, "version": venue.version}
    )

    assert "no venue of it would have that room" in page.text
    assert Venue.objects.get(code="v-dz-med").capacity == venue.capacity
    Pool.objects.filter(pk=pool.pk).update(owner="dz")
    page = school.post(
        f"/training/pools/{pool.code}/change", {"capacity": pool.grows_to + 1, "version": pool.version}
    )
    assert "These instructors grow to fewer than that" in page.text
