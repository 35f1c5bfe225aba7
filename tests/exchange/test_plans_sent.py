"""A plan and a decision on it: whether they left is said on the plan's page, and asked for on the first page until they did."""

from datetime import timedelta

import pytest
from conftest import AT
from exchange.browsing import bundled, shown, took, visiting
from exchange.carrying import release_record

from tansiq.exchange.models import Draft
from tansiq.exchange.queries.reading.waiting import decisions_to_send
from tansiq.home.queries import awaiting
from tansiq.planning.models import PlanVersion, Programme, SharedPart
from tansiq.planning.queries.plans.overtaking import plans_to_send
from tansiq.planning.queries.shared import crossing
from tansiq.planning.rules import PlanState

LATER = AT + timedelta(hours=1)


def parts_kept(box) -> None:
    """Keep what both sides release, as if it had crossed."""
    from tansiq.core.rules import JOINT
    from tansiq.planning.queries.shared import joint_part, part_of, part_text
    from tansiq.planning.services import keep_shared_part

    programme, by = Programme.objects.get(), box.person("director")
    for party in (JOINT, "ly", "dz"):
        part = joint_part(programme, AT.date()) if party == JOINT else part_of(programme, party, AT.date())
        keep_shared_part(
            programme=programme, party=party, content=part_text(part), is_own=party != "dz", by=by, at=AT
        )


@pytest.fixture(scope="module")
def planned_folder(offices_folder, tmp_path_factory, django_db_blocker):
    """Have Libya make a plan on what both released, once."""
    from exchange.conftest import copies

    from tansiq.planning import services
    from tansiq.planning.rules import Basis
    from tansiq.planning.services.runs import carry_out

    folder = tmp_path_factory.mktemp("planned")
    with django_db_blocker.unblock():
        ly, _dz = copies(offices_folder, folder)
        with ly:
            parts_kept(ly)
            run = services.start_run(
                programme=Programme.objects.get(), option="A", work=1, title="مقترح", basis=Basis.RELEASED,
                baseline=None, by=ly.person("planner"), at=AT,
            )  # fmt: skip
            carry_out(run.pk)
    return folder


@pytest.fixture
def planned(planned_folder, tmp_path, django_db_blocker):
    from exchange.conftest import copies

    with django_db_blocker.unblock():
        yield copies(planned_folder, tmp_path)


def the_plan(**how) -> PlanVersion:
    plan = PlanVersion.objects.get(parts__isnull=False)
    PlanVersion.objects.filter(pk=plan.pk).update(**how)
    plan.refresh_from_db()
    return plan


def asked(box, username: str = "director") -> set[str]:
    return {it.kind.value for it in awaiting(box.person(username), AT.date()).rows} & {
        "send_plan", "send_decision", "review", "reading", "approval",
    }  # fmt: skip


def test_proposed_plan_is_to_be_sent_until_it_was(planned):
    ly, _dz = planned
    with ly:
        assert asked(ly) == set()
        plan = the_plan(state=PlanState.PROPOSED)
        first = shown(visiting(ly).get("/"))
        assert (asked(ly), asked(ly, "planner")) == ({"reading", "send_plan"}, {"reading"})
        assert f'href="/exchange/release/plan/{plan.code}"' in first
    release_record(ly, "plan", plan.code, "dz", at=LATER)
    with ly:
        assert (asked(ly), asked(ly, "planner")) == ({"reading"}, {"review"})
        assert (the_plan().released_to, plans_to_send(Programme.objects.get())) == (" dz ", [])


def test_release_that_waits_for_a_second_person_is_not_asked_for_again(planned):
    ly, _dz = planned
    with ly:
        plan = the_plan(state=PlanState.PROPOSED)
        visiting(ly).post(
            f"/exchange/release/plan/{plan.code}", {"audience": ["dz"], "classification": "CONFIDENTIAL"}
        )
        Draft.objects.update(first_by="director")

        assert asked(ly) == {"reading"}


@pytest.mark.parametrize(
    ("language", "sent", "open_"),
    [("ar", "أُرسلت إلى الشريك:", "لم تُرسل بعد"), ("fr", "Envoyé au partenaire\u00a0:", "Pas encore envoyé"),
     ("en", "Sent to the partner:", "Not sent yet")],
)  # fmt: skip
def test_page_says_when_the_plan_left_and_whether_they_have_it(planned, language, sent, open_):
    ly, dz = planned
    with ly:
        plan = the_plan(state=PlanState.PROPOSED)
        path, button = f"/plan/{plan.number}", f"/exchange/release/plan/{plan.code}"
        before = shown(visiting(ly, language=language).get(path))
    release_record(ly, "plan", plan.code, "dz", at=LATER)
    with ly:
        left = shown(visiting(ly, language=language).get(path))
        reader = shown(visiting(ly, "planner", language).get(path))
        content = bundled(ly, "dz")
    with dz:
        took(dz, content)
        receipt = bundled(dz, "ly")
    with ly:
        took(ly, receipt)
        there = shown(visiting(ly, language=language).get(path))

    assert [(sent in it, open_ in it, button in it) for it in (before, left, there)] == [
        (False, True, True), (True, False, False), (True, False, False),
    ]  # fmt: skip
    sections = [it.split('id="crossing"')[1].split("</section>")[0] for it in (left, there)]
    assert [it.count("chip good") for it in sections] == [0, 1]
    assert ("/exchange/outbox/" in sections[0], "/exchange/outbox/" in reader) == (True, False)


def test_decision_is_to_be_sent_until_the_one_taken_last_was(planned):
    ly, _dz = planned
    with ly:
        plan = the_plan(state=PlanState.PROPOSED)
    release_record(ly, "plan", plan.code, "dz")
    told = []
    with ly:
        the_plan(state=PlanState.AGREED)
        assert asked(ly) == {"approval"}
        said = {"plan_sha256": plan.plan_sha256}
        visiting(ly).post(f"/plan/{plan.number}/reject", {**said, "reason": "too late"})
        the_plan(state=PlanState.AGREED)
        told.append(asked(ly))
    release_record(ly, "approval", plan.code, "dz", at=LATER)
    with ly:
        page = shown(visiting(ly).get(f"/plan/{plan.number}"))
        told.append(asked(ly))
        from tansiq.planning import services

        services.approve(code=plan.code, **said, by=ly.person("director"), at=LATER)
        again = shown(visiting(ly).get(f"/plan/{plan.number}"))
        told.append(asked(ly))
        assert decisions_to_send() == [plan]

    assert told == [{"approval", "send_decision"}, {"approval"}, {"send_decision"}]
    assert ("Our decision was sent:" in page, "/release/approval/" in page) == (True, False)
    assert ("Our decision is not sent yet." in again, "/release/approval/" in again) == (True, True)


def test_approval_taken_back_before_it_left_needs_no_sending(planned):
    ly, _dz = planned
    with ly:
        plan = the_plan(state=PlanState.AGREED, released_to=" dz ")
        plan.approvals.create(
            party="ly", plan_sha256=plan.plan_sha256, decision="withdraw", by="director", at=AT
        )

        assert decisions_to_send() == []


def test_plan_that_tries_a_change_is_not_to_be_sent(planned):
    ly, _dz = planned
    with ly:
        plan = the_plan(state=PlanState.PROPOSED)
        SharedPart.objects.filter(party="dz").delete()

        assert (crossing(plan).can_cross, asked(ly)) == (False, {"reading"})
