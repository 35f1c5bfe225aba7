"""What the verbs of planning write, and what they refuse without writing anything."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound, Refused, StepRefused
from tansiq.core.models import JournalLine
from tansiq.people.models import Person
from tansiq.planning import services
from tansiq.planning.models import PlanVersion
from tansiq.planning.queries.plans.editions import weeks_of
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.rules import Decision, PlanState, PlanStep
from tansiq.planning.services.changes import NotADraft, RulesBroken, SeatsWouldGo
from tansiq.planning.services.decisions import ApprovedAlready, NoPersonForBoth, OtherBytes
from tansiq.planning.services.versions import PlanUnlawful, RemarksOpen
from tansiq.training.models import Request
from tansiq.training.services import plan_requests
from tansiq_planner.check import check
from tansiq_planner.errors import FaultyFileError
from tansiq_planner.files import plan_document
from tansiq_planner.solution import Plan

pytestmark = pytest.mark.django_db
TO_AGREED = (PlanStep.PROPOSE, PlanStep.REVIEW, PlanStep.AGREE)


@pytest.fixture
def plan(db: None) -> PlanVersion:
    return PlanVersion.objects.get(number=1)


@pytest.fixture
def agreed(plan: PlanVersion, person: Callable, at) -> PlanVersion:
    for step in TO_AGREED:
        plan = services.take_step(
            code=plan.code, version=plan.version, step=step, by=person("planner"), at=at
        )
    return plan


def lines() -> int:
    return JournalLine.objects.count()


def test_plan_of_the_rehearsal_is_lawful_and_a_draft(plan: PlanVersion) -> None:
    assert (plan.state, opened(plan).violations) == (PlanState.DRAFT, ())


def test_both_parties_approve_the_same_hash(agreed: PlanVersion, person: Callable, at) -> None:
    first = services.approve(code=agreed.code, plan_sha256=agreed.plan_sha256, by=person("director"), at=at)
    second = services.approve(
        code=agreed.code, plan_sha256=agreed.plan_sha256, by=person("cooperation"), at=at
    )

    assert (first.state, second.state) == (PlanState.AGREED, PlanState.APPROVED)
    assert sorted(second.approvals.values_list("party", "by", "plan_sha256")) == [
        ("dz", "cooperation", agreed.plan_sha256),
        ("ly", "director", agreed.plan_sha256),
    ]


def test_requests_of_an_approved_plan_are_planned(agreed, person, at) -> None:
    for username in ("director", "cooperation"):
        assert not Request.objects.filter(state="planned").exists()
        services.approve(code=agreed.code, plan_sha256=agreed.plan_sha256, by=person(username), at=at)

    seated = {name for edition in opened(agreed).plan.editions for name in edition.seats}
    assert set(Request.objects.filter(state="planned").values_list("code", flat=True)) == seated
    given = {code: opened(agreed).plan.seats_of(code) for code in seated}
    assert dict(Request.objects.filter(state="planned").values_list("code", "planned_seats")) == given


def test_next_approved_plan_changes_the_seats_of_what_was_planned(person, at) -> None:
    director = person("director")
    plan_requests(seats={"rq-014": 4, "rq-015": 2}, plan="first", by=director, at=at)

    plan_requests(seats={"rq-014": 10}, plan="second", by=director, at=at)

    found = Request.objects.filter(code__in=("rq-014", "rq-015")).order_by("code")
    assert list(found.values_list("state", "planned_seats")) == [("planned", 10), ("planned", 0)]


def test_request_shows_how_many_of_its_seats_are_planned(visit, person, at) -> None:
    plan_requests(seats={"rq-014": 4}, plan="x", by=person("director"), at=at)
    director, asked = visit("director", "en"), Request.objects.get(code="rq-014").seats

    page, listed = (
        director.get(address).text
        for address in ("/training/requests/rq-014/", "/training/requests/?text=rq-014")
    )

    assert ("fewer than asked for" in page, f"4 of {asked} seats" in page) == (True, True)
    assert f"4 of {asked} seats" in listed


@pytest.mark.parametrize(
    ("username", "sha256", "refusal"),
    [
        ("director", "0" * 64, OtherBytes),
        ("planner", "", NotAllowed),
        ("school", "", NotAllowed),
        ("auditor", "", NotAllowed),
        ("administrator", "", NotAllowed),
    ],
)
def test_approval_is_refused(agreed, person, at, username: str, sha256: str, refusal: type[Refused]) -> None:
    before = lines()

    with pytest.raises(refusal):
        services.approve(
            code=agreed.code, plan_sha256=sha256 or agreed.plan_sha256, by=person(username), at=at
        )
    assert (lines(), agreed.approvals.count()) == (before, 0)


def test_nobody_approves_twice_or_for_both(agreed, person, at) -> None:
    director = person("director")
    services.approve(code=agreed.code, plan_sha256=agreed.plan_sha256, by=director, at=at)
    director.roles.add(*person("cooperation").roles.all())

    with pytest.raises(NoPersonForBoth):
        services.approve(code=agreed.code, plan_sha256=agreed.plan_sha256, by=person("director"), at=at)


def test_second_person_of_the_same_party_does_not_stand_for_the_other(agreed, person, at) -> None:
    services.approve(code=agreed.code, plan_sha256=agreed.plan_sha256, by=person("director"), at=at)
    person("unit").roles.set(person("director").roles.all())

    with pytest.raises(ApprovedAlready):
        services.approve(code=agreed.code, plan_sha256=agreed.plan_sha256, by=person("unit"), at=at)


def test_draft_is_not_approved(plan, person, at) -> None:
    with pytest.raises(StepRefused):
        services.approve(code=plan.code, plan_sha256=plan.plan_sha256, by=person("director"), at=at)


def test_reopened_plan_is_approved_anew(agreed, person, at) -> None:
    kept = services.approve(code=agreed.code, plan_sha256=agreed.plan_sha256, by=person("director"), at=at)

    reopened = services.take_step(
        code=kept.code, version=kept.version, step=PlanStep.REOPEN, by=person("planner"), at=at
    )

    assert reopened.state == PlanState.DRAFT
    assert list(reopened.approvals.values_list("party", "decision")) == [("ly", Decision.WITHDRAW)]


def test_approval_is_no_step_among_others(agreed, person, at) -> None:
    with pytest.raises(NotFound):
        services.take_step(
            code=agreed.code, version=agreed.version, step=PlanStep.APPROVE, by=person("director"), at=at
        )


def test_stale_page_takes_no_step(plan, person, at) -> None:
    services.take_step(
        code=plan.code, version=plan.version, step=PlanStep.PROPOSE, by=person("planner"), at=at
    )

    with pytest.raises(ChangedMeanwhile):
        services.take_step(
            code=plan.code, version=plan.version, step=PlanStep.WITHDRAW, by=person("planner"), at=at
        )


def test_unlawful_plan_is_not_kept(plan, person, at) -> None:
    whole = opened(plan)
    _, (edition_id, start) = lawful_and_not(plan, person("planner"))
    edition = whole.edition(edition_id)
    broken = Plan.of(
        [replace(it, start=start) if it is edition else it for it in whole.plan.editions],
        list(whole.plan.exercises),
    )
    document = json.dumps(plan_document(whole.problem, replace(whole.result, plan=broken)))

    with pytest.raises(PlanUnlawful):
        keep(plan, document, person, at)
    assert PlanVersion.objects.count() == 1


def test_altered_bytes_are_not_kept(plan, person, at) -> None:
    first = opened(plan).plan.editions[0].start

    with pytest.raises(FaultyFileError):
        keep(
            plan,
            plan.document.replace(first.isoformat(), (first + timedelta(days=7)).isoformat()),
            person,
            at,
        )
    assert PlanVersion.objects.count() == 1


def keep(plan: PlanVersion, document: str, person, at) -> PlanVersion:
    return services.keep_version(
        programme=plan.programme, document=document, programme_document=plan.programme_document,
        option="B", title="", parent=None, by=person("planner"), at=at,
    )  # fmt: skip


def lawful_and_not(plan: PlanVersion, by: Person) -> tuple[tuple[str, date], tuple[str, date]]:
    good = bad = None
    for edition in opened(plan).plan.editions:
        for week in weeks_of(plan, edition, 4, by):
            if week.is_planned:
                continue
            if week.is_lawful and not week.given_up:
                good = good or (edition.id, week.start)
            if not week.is_lawful:
                bad = bad or (edition.id, week.start)
        if good and bad:
            return good, bad
    raise AssertionError


def test_edition_moves_into_a_new_lawful_draft(plan, person, at) -> None:
    (edition_id, start), _ = lawful_and_not(plan, person("planner"))

    moved = services.move_edition(
        code=plan.code, edition_id=edition_id, start=start, gives_up_seats=False, by=person("planner"), at=at
    )

    whole = opened(moved)
    course, venue, _ = edition_id.split("@")
    assert whole.edition(f"{course}@{venue}@{start.isoformat()}") is not None
    assert whole.edition(edition_id) is None
    assert check(whole.problem, whole.plan).violations == ()
    assert (moved.parent, moved.state, whole.result.stopped_by) == (plan, PlanState.DRAFT, "by_hand")
    assert opened(PlanVersion.objects.get(number=1)).edition(edition_id) is not None


def test_drop_that_breaks_a_rule_names_it_and_changes_nothing(plan, person, at) -> None:
    _, (edition_id, start) = lawful_and_not(plan, person("planner"))
    before = (lines(), PlanVersion.objects.count())

    with pytest.raises(RulesBroken, match=r"R\d\d"):
        services.move_edition(
            code=plan.code,
            edition_id=edition_id,
            start=start,
            gives_up_seats=True,
            by=person("planner"),
            at=at,
        )
    assert (lines(), PlanVersion.objects.count()) == before


def test_seats_are_given_up_only_when_said(plan, person, at) -> None:
    found = next(
        (edition.id, week.start)
        for edition in opened(plan).plan.editions
        for week in weeks_of(plan, edition, 4, person("planner"))
        if week.given_up
    )

    with pytest.raises(SeatsWouldGo):
        services.move_edition(
            code=plan.code,
            edition_id=found[0],
            start=found[1],
            gives_up_seats=False,
            by=person("planner"),
            at=at,
        )


@pytest.mark.parametrize("username", ["director", "school", "unit", "auditor", "administrator"])
def test_only_the_working_group_changes_a_draft(plan, person, at, username: str) -> None:
    edition = opened(plan).plan.editions[0]

    with pytest.raises(NotAllowed):
        services.move_edition(
            code=plan.code, edition_id=edition.id, start=edition.start + timedelta(days=7), gives_up_seats=True,
            by=person(username), at=at,
        )  # fmt: skip


def test_withdrawn_plan_is_not_changed(plan, person, at) -> None:
    edition = opened(plan).plan.editions[0]
    services.take_step(
        code=plan.code, version=plan.version, step=PlanStep.WITHDRAW, by=person("planner"), at=at
    )

    with pytest.raises(NotADraft):
        services.move_edition(
            code=plan.code,
            edition_id=edition.id,
            start=edition.start,
            gives_up_seats=False,
            by=person("planner"),
            at=at,
        )


def test_lock_is_kept_once_and_freed(plan, person, at) -> None:
    edition = opened(plan).plan.editions[0]
    planner = person("planner")

    first = services.lock_edition(code=plan.code, edition_id=edition.id, by=planner, at=at)
    second = services.lock_edition(code=plan.code, edition_id=edition.id, by=planner, at=at)
    assert first == second
    services.unlock(programme=plan.programme.code, lock_code=first.code, by=planner, at=at)
    assert plan.programme.locks.count() == 0
    with pytest.raises(NotFound):
        services.unlock(programme=plan.programme.code, lock_code=first.code, by=planner, at=at)


def test_nothing_is_agreed_over_an_open_remark(plan, person, at) -> None:
    for step in (PlanStep.PROPOSE, PlanStep.REVIEW):
        plan = services.take_step(
            code=plan.code, version=plan.version, step=step, by=person("planner"), at=at
        )
    said = services.remark(
        code=plan.code, line="", text="متى؟", proposed_start=None, by=person("school"), at=at
    )
    agree = {
        "code": plan.code,
        "version": plan.version,
        "step": PlanStep.AGREE,
        "by": person("planner"),
        "at": at,
    }
    before = lines()

    with pytest.raises(RemarksOpen):
        services.take_step(**agree)
    assert lines() == before
    services.settle_remark(code=plan.code, remark_id=said.pk, answer="في مايو", by=person("planner"), at=at)
    assert services.take_step(**agree).state == PlanState.AGREED


def test_remark_is_settled_by_the_working_group(plan, person, at) -> None:
    said = services.remark(
        code=plan.code, line="", text="نقترح أسبوعا آخر", proposed_start=None, by=person("school"), at=at
    )

    with pytest.raises(NotAllowed):
        services.settle_remark(
            code=said.plan.code, remark_id=said.pk, answer="نعم", by=person("school"), at=at
        )
    assert (
        services.settle_remark(
            code=said.plan.code, remark_id=said.pk, answer="نعم", by=person("planner"), at=at
        ).settled_by
        == "planner"
    )


def test_remark_is_settled_under_its_own_plan_only(plan, person, at) -> None:
    said = services.remark(
        code=plan.code, line="", text="متى؟", proposed_start=None, by=person("school"), at=at
    )

    with pytest.raises(NotFound):
        services.settle_remark(
            code="another-plan", remark_id=said.pk, answer="نعم", by=person("planner"), at=at
        )
