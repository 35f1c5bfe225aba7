"""Requests: filed, changed, led on; what each person may do."""

import pytest

from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound, StepRefused
from tansiq.core.models import JournalLine
from tansiq.organisations.models import Unit
from tansiq.training import queries, services
from tansiq.training.models import Course, Request
from tansiq.training.rules import LIFE, NEEDS, OF_PLANNING, RequestState, RequestStep
from tansiq.training.services.requests import AnswerMissing, NotOffered
from tests.training.asked import GIVEN, in_state


def test_request_gets_the_next_code_of_its_party_and_a_line_in_the_journal(draft, person, at) -> None:
    Request.objects.filter(code="rq-001").update(code="rq-dz-007")
    Request.objects.filter(code="rq-002").update(code="rq-ly-of-old")

    assert draft.code == "rq-ly-001"
    assert services.file_request(**GIVEN, by=person("unit"), at=at).code == "rq-ly-002"
    draft.refresh_from_db()
    assert (draft.state, draft.owner, draft.released_to) == ("draft", "ly", "")
    line = JournalLine.objects.order_by("-number")[1]
    assert (line.verb, line.subject, line.by) == (
        "training.file_request",
        f"training.request/{draft.code}",
        "unit",
    )


@pytest.mark.parametrize(
    ("username", "changes", "error"),
    [
        ("school", {}, NotAllowed),
        ("planner", {}, NotAllowed),
        ("unit", {"unit": "u-dz-brd"}, NotAllowed),
        ("unit", {"unit": "u-none"}, NotFound),
        ("unit", {"course": "crs-none"}, NotFound),
    ],
)
def test_request_is_refused_to_who_may_not_file_it(person, at, username, changes, error) -> None:
    count = Request.objects.count()

    with pytest.raises(error):
        services.file_request(**{**GIVEN, **changes}, by=person(username), at=at)

    assert Request.objects.count() == count


@pytest.mark.parametrize(
    ("username", "unit", "may"),
    [
        ("unit", "u-ly-bg-n", True),
        ("unit", "u-ly-bg-c", True),
        ("unit", "u-ly-ct-1", False),
        ("unit", "u-ly-med", False),
        ("unit", "u-ly-trg", False),
        ("director", "u-ly-trg", True),
        ("director", "u-ly-ct-1", True),
        ("director", "u-dz-brd", False),
    ],
)
def test_request_is_filed_for_units_of_ones_own_command(visit, person, at, username, unit, may) -> None:
    asked = {**GIVEN, "unit": unit}
    offered = visit(username).get("/training/requests/new").context["form"].fields["unit"].queryset

    if may:
        filed = services.file_request(**asked, by=person(username), at=at)
        assert queries.request_seen(person(username), filed.code).unit.code == unit
    else:
        with pytest.raises(NotAllowed):
            services.file_request(**asked, by=person(username), at=at)
    assert offered.filter(code=unit).exists() is may


def test_draft_of_another_command_is_not_changed_nor_submitted(visit, person, at) -> None:
    draft = services.file_request(**{**GIVEN, "unit": "u-ly-ct-1"}, by=person("director"), at=at)
    page = visit("unit").get(f"/training/requests/{draft.code}/")

    assert (page.context["steps"], page.context["may_change"]) == ([], False)
    assert visit("unit").get(f"/training/requests/{draft.code}/change").status_code == 403
    with pytest.raises(NotAllowed):
        services.take_request_step(
            code=draft.code, version=1, step=RequestStep.SUBMIT, answer="", by=person("unit"), at=at
        )


def test_role_of_an_organisation_that_commands_no_unit_reaches_the_whole_party(person, at) -> None:
    Unit.objects.filter(command__code="org-ly-bg").update(command=Unit.objects.get(code="u-ly-ct-1").command)

    assert services.file_request(**{**GIVEN, "unit": "u-ly-med"}, by=person("unit"), at=at).owner == "ly"


def test_course_that_is_not_offered_is_not_asked_for(person, at) -> None:
    Course.objects.filter(code="crs-med-101").update(is_offered=False)

    with pytest.raises(NotOffered):
        services.file_request(**GIVEN, by=person("unit"), at=at)


@pytest.mark.parametrize("state", RequestState)
@pytest.mark.parametrize("step", [step for step in RequestStep if step not in OF_PLANNING])
def test_step_is_taken_where_the_table_has_it(draft, person, at, state, step) -> None:
    request = in_state(draft, state)
    lines = JournalLine.objects.count()
    taken = {"code": request.code, "version": request.version, "step": step, "answer": "why", "at": at}

    if (state, step) in LIFE:
        assert services.take_request_step(**taken, by=person("director")).state == LIFE[state, step]
        assert JournalLine.objects.count() == lines + 1
    else:
        with pytest.raises(StepRefused):
            services.take_request_step(**taken, by=person("director"))
        assert JournalLine.objects.count() == lines


@pytest.mark.parametrize("step", RequestStep)
@pytest.mark.parametrize(
    ("username", "may"), [("director", {"file_need", "approve_request"}), ("unit", {"file_need"})]
)
def test_step_asks_for_its_permission(draft, person, at, step, username, may) -> None:
    state = next(state for (state, taken) in LIFE if taken == step)
    request = in_state(draft, state)
    taken = {"code": request.code, "version": request.version, "step": step, "answer": "why", "at": at}

    if NEEDS[step] in may:
        services.take_request_step(**taken, by=person(username))
    else:
        with pytest.raises(NotAllowed):
            services.take_request_step(**taken, by=person(username))


@pytest.mark.parametrize("step", [RequestStep.RETURN, RequestStep.REFUSE])
def test_return_and_refusal_carry_an_answer(draft, person, at, step) -> None:
    request = in_state(draft, RequestState.SCREENED)

    with pytest.raises(AnswerMissing):
        services.take_request_step(
            code=request.code, version=request.version, step=step, answer="  ", by=person("director"), at=at
        )

    request.refresh_from_db()
    assert request.state == RequestState.SCREENED


def test_two_people_do_not_overwrite_each_other(draft, person, at) -> None:
    changed = {**GIVEN, "seats": 14}
    services.change_request(code=draft.code, version=1, **changed, by=person("unit"), at=at)

    with pytest.raises(ChangedMeanwhile):
        services.change_request(
            code=draft.code, version=1, **{**GIVEN, "seats": 20}, by=person("director"), at=at
        )

    assert Request.objects.get(code=draft.code).seats == 14


@pytest.mark.parametrize("state", [it for it in RequestState if it not in {"draft", "returned"}])
def test_only_drafts_and_returned_requests_change(draft, person, at, state) -> None:
    request = in_state(draft, state)

    with pytest.raises(StepRefused):
        services.change_request(code=request.code, version=request.version, **GIVEN, by=person("unit"), at=at)


def test_bulk_is_all_or_nothing(draft, person, at) -> None:
    screened = in_state(draft, RequestState.SCREENED)
    other = services.file_request(**GIVEN, by=person("unit"), at=at)

    with pytest.raises(Exception, match=other.code):
        services.take_step_with_each(
            chosen=[(screened.code, screened.version), (other.code, other.version)], step=RequestStep.ACCEPT,
            by=person("director"), at=at,
        )  # fmt: skip

    assert set(Request.objects.filter(code__in=[screened.code, other.code]).values_list("state", flat=True)) == {
        "screened", "draft",
    }  # fmt: skip


def test_bulk_accepts_what_is_chosen_in_the_list(visit, draft) -> None:
    request = in_state(draft, RequestState.SCREENED)

    answer = visit("director").post(
        "/training/requests/steps", {"step": "accept", "chosen": [f"{request.code}:{request.version}"]}
    )

    request.refresh_from_db()
    assert (answer.status_code, request.state) == (302, "accepted")
