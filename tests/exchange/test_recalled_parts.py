"""A part of the programme that is asked back: emptied for planning too; plans that rest on it stay, and it is said."""

import re

import pytest
from conftest import AT
from exchange.browsing import shown, visiting
from exchange.carrying import carry, release_record

from tansiq.core.models import JournalLine
from tansiq.core.rules import JOINT
from tansiq.exchange.models import InBlob, Received, Release
from tansiq.exchange.services.recalls import answer_recall
from tansiq.exchange.services.releasing import ReleasedAlready
from tansiq.planning.models import PlanningRun, PlanVersion, Programme, SharedPart
from tansiq.planning.queries.shared import crossing, released_basis
from tansiq.planning.queries.shared.basis import ASKED_BACK
from tansiq.planning.rules import Basis, PlanState, RunState
from tansiq.planning.services import approve, start_run
from tansiq.planning.services.decisions import CannotCross
from tansiq.planning.services.runs import NotReleasedYet


def release_part(box, to: str) -> list[Release]:
    with box:
        code = Programme.objects.get().code
    return release_record(box, "plan.input", code, to)


def asked_back(giver, taker, release: Release) -> None:
    """Ask something back, and let the recall cross."""
    release_record(giver, "recall", release.record_id, taker.party, reason="wrong budget")
    carry(giver, taker)


def answered(box, *, executes: bool) -> Received:
    with box:
        asked = Received.objects.filter(kind="recall").latest("pk")
        said = {"node": box.node, "by": box.person("director"), "at": AT}
        return answer_recall(received_id=asked.pk, executes=executes, reason="no", **said)


def a_plan(state: str = PlanState.APPROVED) -> PlanVersion:
    """Keep a plan that was made on the parts that are here; what it decides makes no difference."""
    programme = Programme.objects.get()
    parts = [{"party": it.party, "sha256": it.sha256} for it in released_basis(programme).parts]
    return PlanVersion.objects.create(
        code=f"{programme.code}-v9", owner=JOINT, programme=programme, number=9, state=state, option="A", title="on parts",
        document="{}", programme_document="{}", plan_sha256="a" * 64, problem_sha256="b" * 64, parts=parts, made_by="x",
        made_at=AT,
    )  # fmt: skip


@pytest.fixture
def both(offices):
    """Both offices have released their parts, and have each other's; give Libya, Algeria, and what Algeria released."""
    ly, dz = offices
    release_part(ly, "dz")
    released = release_part(dz, "ly")
    carry(ly, dz)
    carry(dz, ly)
    return ly, dz, next(it for it in released if it.subject.endswith("#dz"))


def test_executed_recall_of_a_part_empties_it_for_planning_too(both):
    ly, dz, released = both
    asked_back(dz, ly, released)
    with ly:
        digest = SharedPart.objects.get(party="dz").sha256
        before = shown(visiting(ly).get("/plan/"))
        lines = JournalLine.objects.count()
    answered(ly, executes=True)
    with ly:
        programme, part = Programme.objects.get(), SharedPart.objects.get(party="dz")
        page = shown(visiting(ly).get("/plan/"))
        asked = {"programme": programme, "option": "A", "work": 1, "title": "", "baseline": None, "at": AT}
        with pytest.raises(NotReleasedYet):
            start_run(**asked, basis=Basis.RELEASED, by=ly.person("planner"))
        verbs = list(JournalLine.objects.order_by("pk").values_list("verb", flat=True)[lines:])

        left = [it.party for it in released_basis(programme).parts], InBlob.objects.filter(pk=digest).exists()

    assert (part.content, part.sha256, left) == ("", digest, ([JOINT, "ly"], False))
    assert ["asked back by them" in it for it in (before, page)] == [False, True]
    assert (f"/plan/parts/{part.pk}" in before, f"/plan/parts/{part.pk}" in page) == (True, False)
    assert (verbs.count("planning.empty_shared_part"), verbs.count("exchange.answer_recall")) == (1, 1)


def test_hash_of_what_was_emptied_is_the_one_it_came_under(both):
    ly, dz, released = both
    asked_back(dz, ly, released)
    answered(ly, executes=True)
    with ly:
        row = Received.objects.get(record_id=released.record_id)
        page = shown(visiting(ly).get(f"/exchange/inbox/{row.pk}/"))

    assert re.findall(r'class="hash">(\w+)<', page) == [released.sha256]


@pytest.mark.parametrize("executes", [False, True])
def test_page_of_the_recall_names_the_plans_that_rest_on_it_before_and_after(both, executes):
    ly, dz, released = both
    with ly:
        plan = a_plan()
        other = PlanVersion.objects.create(
            code="other", owner=JOINT, programme=plan.programme, number=8, option="A", document="{}",
            programme_document="{}", plan_sha256="c" * 64, problem_sha256="b" * 64, parts=None, made_by="x", made_at=AT,
        )  # fmt: skip
    asked_back(dz, ly, released)
    with ly:
        path = f"/exchange/inbox/{Received.objects.get(kind='recall').pk}/"
        before = shown(visiting(ly).get(path))
    answered(ly, executes=executes)
    with ly:
        after = shown(visiting(ly).get(path))
        kept = PlanVersion.objects.get(pk=plan.pk).state

    for page, is_told in ((before, True), (after, executes)):
        told = page.partition("These plans rest on it.")[2].partition("</div>")[0]
        assert (f'"/plan/{plan.number}"' in told, f'"/plan/{other.number}"' in told) == (is_told, False)
        assert ("Algeria" in page.partition("It asks back:")[2].partition("</a>")[0]) is True
    assert kept == PlanState.APPROVED


def test_plan_on_a_part_that_was_asked_back_stays_and_cannot_cross(both):
    ly, dz, released = both
    with ly:
        plan = a_plan(PlanState.AGREED)
    asked_back(dz, ly, released)
    answered(ly, executes=True)
    with ly:
        said = {"code": plan.code, "plan_sha256": plan.plan_sha256, "by": ly.person("director"), "at": AT}
        with pytest.raises(CannotCross):
            approve(**said)
        plan.refresh_from_db()
        found = crossing(plan)

    assert (plan.state, found.can_cross) == (PlanState.AGREED, False)
    assert found.why_not == ASKED_BACK
    assert [(it.party, it.is_asked_back) for it in found.parts] == [
        (JOINT, False),
        ("dz", True),
        ("ly", False),
    ]


def test_search_on_a_part_that_is_emptied_ends_without_a_plan(both):
    ly, dz, released = both
    asked_back(dz, ly, released)
    with ly:
        asked = {
            "programme": Programme.objects.get(),
            "option": "A",
            "work": 1,
            "title": "",
            "baseline": None,
            "at": AT,
        }
        run = start_run(**asked, basis=Basis.RELEASED, by=ly.person("planner"))
        PlanningRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING)
    answered(ly, executes=True)
    with ly:
        run.refresh_from_db()

    assert (run.state, run.cancel_is_asked) == (RunState.CANCELLED, True)


def test_refused_recall_leaves_the_part(both):
    ly, dz, released = both
    asked_back(dz, ly, released)
    answered(ly, executes=False)
    with ly:
        assert released_basis(Programme.objects.get()).is_whole


def test_what_both_share_stays_where_this_node_released_it_too(offices):
    ly, dz = offices
    release_part(ly, "dz")
    joint, _own = release_part(dz, "ly")
    carry(dz, ly)
    asked_back(dz, ly, joint)
    answered(ly, executes=True)
    with ly:
        part = SharedPart.objects.get(party=JOINT)

    assert (part.is_own, bool(part.content)) == (True, True)


def test_part_that_was_asked_back_can_be_released_again_with_the_same_words(both):
    ly, dz, released = both
    with pytest.raises(ReleasedAlready):
        release_part(dz, "ly")
    asked_back(dz, ly, released)
    answered(ly, executes=True)

    (again,) = release_part(dz, "ly")
    carry(dz, ly)

    with ly:
        part, whole = SharedPart.objects.get(party="dz"), released_basis(Programme.objects.get()).is_whole
    with dz:
        page = shown(visiting(dz).get(f"/exchange/outbox/{again.pk}/"))
    assert (again.rev, bool(part.content), whole) == (2, True, True)
    assert "Ask it back" in page


def test_emptied_part_has_no_page(both):
    ly, dz, released = both
    asked_back(dz, ly, released)
    with ly:
        path = f"/plan/parts/{SharedPart.objects.get(party='dz').pk}"
        before = visiting(ly).get(path).status_code
    answered(ly, executes=True)
    with ly:
        client = visiting(ly)
        codes = (
            before,
            client.get(path).status_code,
            client.post(f"{path}/take-in", {"digest": ""}).status_code,
        )

    assert codes == (200, 404, 404)


def test_both_sides_name_what_is_asked_back_in_words(both):
    ly, dz, released = both
    with dz:
        client = visiting(dz)
        form = shown(client.get(f"/exchange/release/recall/{released.record_id}"))
    asked_back(dz, ly, released)
    with dz:
        sent = shown(client.get(f"/exchange/outbox/{Release.objects.get(kind='recall').pk}/"))
    with ly:
        came = shown(visiting(ly).get(f"/exchange/inbox/{Received.objects.get(kind='recall').pk}/"))

    heads = [re.search(r"<h1.*?>(.*?)</h1>", it, re.DOTALL)[1] for it in (form, sent, came)]
    assert (heads[0], "What is asked back:" in form) == ("Ask back", True)
    assert ["art of the programme" in it and "Algeria" in it for it in (form, *heads[1:])] == [
        True,
        True,
        True,
    ]
    assert [released.record_id in it for it in heads] == [False, False, False]
