"""Requests on their pages: lists, forms, warnings, history, and what nobody sees by mistake."""

from datetime import date

import pytest
from django.db.models import F
from django.utils.translation import override

from tansiq.core.errors import NotAllowed, NotFound
from tansiq.organisations.models import Unit
from tansiq.training import queries, services
from tansiq.training.models import Course, Request
from tansiq.training.rules import RequestState, RequestStep
from tests.training.asked import FORM, GIVEN, in_state


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("page", ["", "new", "rq-001/"])
def test_page_opens_in_every_language(visit, language, page) -> None:
    answer = visit("director", language).get(f"/training/requests/{page}")

    assert answer.status_code == 200
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in answer.content.decode()


def test_request_is_filed_and_led_on_through_its_pages(visit) -> None:
    browser = visit("unit", "en")
    page = browser.post("/training/requests/new", FORM)
    code = page["Location"].split("/")[-2]

    browser.post(f"/training/requests/{code}/", {"version": 1, "step": "submit", "answer": ""})

    assert Request.objects.get(code=code).state == "submitted"
    assert "What happened so far" in browser.get(f"/training/requests/{code}/").content.decode()


def test_check_warns_and_writes_nothing(visit) -> None:
    count = Request.objects.count()

    page = visit("unit", "en").post(
        "/training/requests/new",
        {**FORM, "course": "crs-ct-101", "seats": 200, "by_on": "2025-06-01", "check": "yes"},
    )

    assert len(page.context["warnings"]) == 5  # headcount, class, two prerequisites, by-date
    assert Request.objects.count() == count
    assert page.context["form"]["seats"].value() == "200"


@pytest.mark.parametrize(
    ("unit", "course", "seats", "by_on", "said"),
    [
        ("u-ly-bg-n", "crs-ds-101", 12, date(2027, 1, 1), []),
        ("u-ly-bg-n", "crs-ds-101", 91, date(2027, 1, 1), ["90", "24"]),
        ("u-ly-bg-n", "crs-ds-101", 9, date(2027, 1, 1), ["10"]),
        ("u-ly-sig", "crs-stf-201", 2, date(2027, 12, 1), []),
        ("u-ly-sig", "crs-stf-201", 3, date(2027, 12, 1), ["2 of 3"]),
        ("u-ly-bg-n", "crs-sig-201", 6, date(2027, 12, 1), ["another language"]),
        ("u-ly-bg-n", "crs-ds-101", 12, date(2025, 8, 1), ["13 November 2025"]),
    ],
)
def test_warning_is_given_where_it_applies(person, unit, course, seats, by_on, said) -> None:
    from django.utils.translation import override

    with override("en"):
        warnings = queries.request_warnings(
            person("unit"), unit=Unit.objects.get(code=unit), course=Course.objects.get(code=course), seats=seats, by_on=by_on,
            day=date(2025, 5, 18),
        )  # fmt: skip

    assert [words in warning for words, warning in zip(said, warnings, strict=True)] == [True] * len(said)


def test_stale_form_is_told_and_keeps_what_was_typed(visit, draft) -> None:
    Request.objects.filter(pk=draft.pk).update(version=F("version") + 1)

    page = visit("unit", "en").post(
        f"/training/requests/{draft.code}/change", {**FORM, "seats": 19, "version": 1}
    )

    assert page.status_code == 200
    assert "It was changed meanwhile" in page.content.decode()
    assert page.context["form"]["seats"].value() == "19"
    assert "Kept now" in page.text
    assert [tuple(it) for it in page.context["form"].kept_now] == [("Seats", "12", "19")]
    draft.refresh_from_db()
    assert draft.seats == 12


def test_stale_form_that_is_saved_again_is_kept(visit, draft) -> None:
    Request.objects.filter(pk=draft.pk).update(version=F("version") + 1)
    browser, path = visit("unit"), f"/training/requests/{draft.code}/change"
    given = {**FORM, "seats": "١٩", "version": 1}

    form = browser.post(path, given).context["form"]
    browser.post(path, {**given, "version": form["version"].value()})

    draft.refresh_from_db()
    assert draft.seats == 19


def count_of_drafts() -> int:
    return Request.objects.filter(
        unit__code=GIVEN["unit"], course__code=GIVEN["course"], state="draft"
    ).count()


def test_like_request_is_asked_about_once(visit, draft) -> None:
    browser = visit("unit", "en")

    page = browser.post("/training/requests/new", FORM)

    assert "ثم احفظ من جديد" in visit("unit").post("/training/requests/new", FORM).text
    assert f"The request {draft.code} asks for the same" in page.text
    assert '<input type="checkbox" name="all_the_same"' in page.text
    assert count_of_drafts() == 1
    browser.post("/training/requests/new", {**FORM, "all_the_same": "on"})
    assert count_of_drafts() == 2


@pytest.mark.parametrize(
    ("state", "given", "count"),
    [
        (RequestState.WITHDRAWN, {}, 1),
        (RequestState.FULFILLED, {}, 1),
        (RequestState.DRAFT, {"seats": 13}, 2),
        (RequestState.DRAFT, {"by_on": "2026-07-01"}, 2),
    ],
)
def test_other_request_is_filed_at_once(visit, draft, state, given, count) -> None:
    in_state(draft, state)

    visit("unit").post("/training/requests/new", {**FORM, **given})

    assert count_of_drafts() == count


def test_box_is_not_there_before_it_is_needed_nor_where_a_request_is_changed(visit, draft) -> None:
    browser = visit("unit")

    assert 'type="checkbox" name="all_the_same"' not in browser.get("/training/requests/new").text
    assert "all_the_same" not in browser.get(f"/training/requests/{draft.code}/change").text


def test_other_party_sees_a_request_once_it_is_released(visit, draft, person, at) -> None:
    school = visit("school")
    listed = school.get("/training/requests/?text=" + draft.code).content.decode()
    hidden = school.get(f"/training/requests/{draft.code}/").status_code

    services.release_record(
        kind="requests", code=draft.code, version=draft.version, to=["dz"], by=person("director"), at=at
    )

    assert (f"/requests/{draft.code}/" in listed, hidden) == (False, 404)
    assert school.get(f"/training/requests/{draft.code}/").status_code == 200


def test_history_names_each_step(visit, draft, person, at) -> None:
    services.take_request_step(
        code=draft.code, version=draft.version, step=RequestStep.SUBMIT, answer="", by=person("unit"), at=at
    )

    history = visit("unit", "en").get(f"/training/requests/{draft.code}/").context["history"]

    assert [it.verb for it in history] == ["submitted a request", "drafted a request"]


def test_other_party_never_reads_the_history_of_a_request(visit, draft, person, at) -> None:
    services.release_record(
        kind="requests", code=draft.code, version=draft.version, to=["dz"], by=person("director"), at=at
    )

    page = visit("school", "en").get(f"/training/requests/{draft.code}/")

    assert page.context["history"] == ()
    assert page.context["warnings"] == ()


@pytest.mark.parametrize("username", ["unit", "school", "planner", "cooperation"])
def test_only_its_owner_releases_a_request(draft, person, at, username) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        services.release_record(
            kind="requests", code=draft.code, version=draft.version, to=["dz"], by=person(username), at=at
        )


def test_administrator_reads_no_register(visit) -> None:
    assert visit("administrator").get("/training/requests/").status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_list_takes_the_same_queries_for_any_length(visit, django_assert_num_queries, rows) -> None:
    first = Request.objects.order_by("pk").values_list("pk", flat=True)[:rows]
    Request.objects.exclude(pk__in=list(first)).update(owner="tn", released_to="")
    browser = visit("director")

    with django_assert_num_queries(14):
        page = browser.get("/training/requests/")

    assert len(page.context["page"].object_list) == rows


@pytest.mark.parametrize("query", ["?text=nothing-like-this", "?state=draft", "?party=tn"])
def test_empty_list_says_what_to_do(visit, query) -> None:
    page = visit("director", "en").get("/training/requests/" + query).content.decode()

    assert "Take a filter away" in page


def test_list_is_filtered_sorted_and_summed(visit) -> None:
    page = visit("director").get("/training/requests/?unit=u-ly-trg&sort=-seats")

    assert [it.seats for it in page.context["page"]] == sorted(
        Request.objects.filter(unit__code="u-ly-trg").values_list("seats", flat=True), reverse=True
    )
    assert page.context["seats"] == sum(it.seats for it in page.context["page"])


def test_forged_filter_and_step_are_answered(visit) -> None:
    browser = visit("director")

    assert browser.get("/training/requests/?priority=x&sort=;--").status_code == 200
    assert (
        browser.post("/training/requests/steps", {"step": "plan", "chosen": ["rq-001:1"]}).status_code == 400
    )
    assert (
        browser.post("/training/requests/steps", {"step": "accept", "chosen": ["rq-999"]}).status_code == 404
    )


def test_what_waits_to_be_screened(draft, person) -> None:
    in_state(draft, RequestState.SUBMITTED)

    assert list(queries.requests_to_screen(person("director"))) == [draft]
    assert list(queries.requests_to_screen(person("unit"))) == []
    assert list(queries.requests_to_screen(person("school"))) == []


def test_history_calls_entries_by_their_names_and_states_in_words(visit, person, at) -> None:
    request = Request.objects.filter(owner="ly").first()
    Request.objects.filter(pk=request.pk).update(state="screened")
    accept = {"step": RequestStep.ACCEPT, "answer": "", "by": person("director"), "at": at}
    services.take_request_step(code=request.code, version=request.version, **accept)

    page = visit("director", "fr").get(f"/training/requests/{request.code}/").text

    with override("fr"):
        screened, accepted = RequestState.SCREENED.label, RequestState.ACCEPTED.label
    assert "<bdi>état</bdi>" in page
    assert f'de <bdi dir="auto">{screened}</bdi> à <bdi dir="auto">{accepted}</bdi>' in page
    assert "<bdi>state</bdi>" not in page
