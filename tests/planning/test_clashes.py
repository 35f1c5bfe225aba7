"""Things fixed that cannot hold together: told in words with the search that met them, each freed beside it."""

import pytest

from tansiq.planning import services
from tansiq.planning.models import PlanningRun, PlanVersion, Programme
from tansiq.planning.queries.plans.clashes import MOST_TOLD, clashes_of
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.rules import RunState
from tansiq.planning.services.runs import carry_out

pytestmark = pytest.mark.django_db


def closed(code: str) -> dict:
    return {"id": code, "closed": {"from": "2026-01-01", "to": "2026-01-02"}}


def failed(at, conflicts: list) -> PlanningRun:
    plan = PlanVersion.objects.get(number=1)
    return PlanningRun.objects.create(
        programme=plan.programme, option="B", work=60, programme_document=plan.programme_document, baseline=plan,
        state=RunState.FAILED, fault="locks_conflict", conflicts=conflicts, by="planner", at=at,
    )  # fmt: skip


def test_search_keeps_which_fixed_things_clash(person, at) -> None:
    plan, planner = PlanVersion.objects.get(number=1), person("planner")
    edition = opened(plan).plan.editions[0]
    services.lock_edition(code=plan.code, edition_id=edition.id, by=planner, at=at)
    services.keep_days_free(
        programme=plan.programme.code, first_on=edition.start, last_on=edition.start, by=planner, at=at
    )
    run = services.start_run(
        programme=Programme.objects.get(), option="A", work=1, title="", baseline=None, by=planner, at=at
    )

    carry_out(run.pk)

    run.refresh_from_db()
    (clash,) = clashes_of(run, planner).told
    assert (run.state, run.fault) == (RunState.FAILED, "locks_conflict")
    assert {it.code for it in clash.locks} == set(plan.programme.locks.values_list("code", flat=True))
    assert [it.is_kept for it in clash.locks] == [True, True]
    assert clash.rules


def test_page_tells_each_in_words_and_frees_it(visit, at) -> None:
    programme = Programme.objects.get()
    for code in ("one", "two"):
        programme.locks.create(code=code, content=closed(code), by="planner", at=at)
    row = {"locks": [closed("one"), closed("two")], "rules": [], "confirmed": True}
    address = f"/plan/runs/{failed(at, [row]).pk}"
    planner = visit("planner", "en")

    page = planner.get(address).text
    answer = planner.post("/plan/locks/one/unlock", {"back": f"{address}?stay"}, follow=True)

    assert page.count("no courses from") == 2
    assert page.count('/unlock"') == 2
    assert "/plan/new?option=B&amp;work=60&amp;baseline=1" in page
    assert answer.redirect_chain == [(f"{address}?stay", 302)]
    assert (answer.text.count('/unlock"'), "✓ freed" in answer.text) == (1, True)


def test_what_the_programme_file_fixes_is_changed_there(visit, at) -> None:
    Programme.objects.get().locks.create(
        code="one", content=closed("one"), is_of_the_file=True, by="planner", at=at
    )
    run = failed(at, [{"locks": [closed("one")], "rules": [], "confirmed": True}])

    page = visit("planner", "en").get(f"/plan/runs/{run.pk}").text

    assert ("/locks/one/unlock" in page, "change it there" in page) == (False, True)


def test_at_most_five_are_told(person, at) -> None:
    rule = {"rule": "R15", "code": "locks_need", "place": {}, "figures": {"exercise": "ex-25-ttx"}}
    rows = [
        {"locks": [closed(f"{number}-{it}") for it in range(4)], "rules": [rule] * 4, "confirmed": True}
        for number in range(3)
    ]

    found = clashes_of(failed(at, rows), person("planner"))

    assert sum(len(it.locks) for it in found.told) == MOST_TOLD
    assert sum(len(it.rules) for it in found.told) == MOST_TOLD
    assert found.left_out == 12 - MOST_TOLD


def test_figures_of_the_other_side_stay_unsaid(person, at) -> None:
    rule = {
        "rule": "R06", "code": "over_ceiling", "place": {"unit": "u-dz-brd"}, "figures": {"allowed": 4711},
    }  # fmt: skip
    run = failed(at, [{"locks": [closed("one")], "rules": [rule], "confirmed": True}])

    told = {name: clashes_of(run, person(name)).told[0].rules[0][1] for name in ("planner", "director")}

    assert (bool(told["planner"]), told["director"]) == (True, "")


def test_whoever_makes_no_plans_reads_it_and_frees_nothing(visit, at) -> None:
    Programme.objects.get().locks.create(code="one", content=closed("one"), by="planner", at=at)
    run = failed(at, [{"locks": [closed("one")], "rules": [], "confirmed": True}])

    page = visit("school", "en").get(f"/plan/runs/{run.pk}").text

    assert ("no courses from" in page, "/unlock" in page, "/plan/new" in page) == (True, False, False)
