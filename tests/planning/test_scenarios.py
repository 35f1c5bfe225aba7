"""Plans side by side, to choose between: what is marked best, what differs, who sees what; and planning several at once."""

from collections.abc import Callable

import pytest
from django.utils.translation import override

from tansiq.core.errors import NotAllowed
from tansiq.core.models import JournalLine
from tansiq.home.rehearsal import EXAMPLE_PLAN
from tansiq.organisations.models import Unit
from tansiq.planning import services, tasks
from tansiq.planning.models import PlanningRun, PlanVersion, Programme
from tansiq.planning.queries.choosing.comparison import _effects
from tansiq.planning.queries.choosing.scenarios import Cell, _marked, scenarios
from tansiq.planning.queries.plans.opened import opened
from tansiq.planning.queries.programme_file.faulty import ProgrammeFaulty
from tansiq.planning.rules import RunState
from tansiq.planning.services.runs import AlreadyPlanning
from tansiq.training.models import Task
from tansiq_desk.page.tongue import Tongue
from tansiq_planner.compare import compare
from tansiq_planner.solution import Plan

pytestmark = pytest.mark.django_db
PLAN_A = EXAMPLE_PLAN.with_name("example-plan-a.json")


def kept(document: str, option: str, person: Callable, at) -> PlanVersion:
    first = PlanVersion.objects.get(number=1)
    return services.keep_version(
        programme=first.programme, document=document, programme_document=first.programme_document, option=option,
        title="", parent=None, by=person("planner"), at=at,
    )  # fmt: skip


@pytest.fixture
def both(person, at) -> list[PlanVersion]:
    """Give the plan of the rehearsal, B, and the other one of the examples, A."""
    second = kept(PLAN_A.read_text(encoding="utf-8"), "A", person, at)
    return [PlanVersion.objects.get(number=1), second]


@pytest.mark.parametrize(
    ("better", "values", "best"),
    [
        ("more", [1, 3, 2], [False, True, False]),
        ("less", [1, 3, 1], [True, False, True]),
        ("more", [2, 2], [False, False]),
        ("less", [None, 4, 5], [False, True, False]),
        ("", [1, 3], [False, False]),
        ("more", [7], [False]),
    ],
)
def test_best_of_a_row_is_every_plan_that_shares_it(better: str, values: list, best: list[bool]) -> None:
    assert [it.is_best for it in _marked(better, [Cell(value) for value in values])] == best


def test_columns_hold_what_the_checker_counted(both) -> None:
    with override("en"):
        found = scenarios(both, both[0], frozenset())
    scores = [opened(it).result.score for it in both]
    rows = {row.label: [it.value for it in row.cells] for group in found.groups for row in group.rows}

    assert [it.version.option for it in found.columns] == ["B", "A"]
    for priority in (1, 2, 3):
        assert rows[f"Seats of priority {priority}"] == [it.seats[priority] for it in scores]
    assert rows["Exercises held"] == [sum(it.held.values()) for it in scores]
    assert rows["Weighted task-months at standard"] == [it.task_months for it in scores]
    assert rows["Untrained essential tasks at half-year days"] == [it.untrained for it in scores]
    assert rows["Course weeks led by national instructors alone"] == [it.national_weeks for it in scores]
    assert rows["Cost in all (XTS)"] == [it.cost for it in scores]
    payers = [figures for label, figures in rows.items() if label.startswith("Cost to")]
    assert [sum(column) for column in zip(*payers, strict=True)] == [it.cost for it in scores]


def test_difference_is_that_of_the_planner_from_the_base(both) -> None:
    (difference,) = scenarios(both, both[1], frozenset()).differences
    whole = opened(both[0])
    found = compare(whole.problem, opened(both[1]).plan, whole.plan)

    assert (difference.version, len(difference.told.added)) == (
        both[0],
        len(found.added) + len(found.added_exercises),
    )
    assert len(difference.told.moved) == len(found.moved) + len(found.moved_exercises)
    assert len(difference.told.units) == sum(it.is_change for it in found.units)


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
@pytest.mark.parametrize("asked", ["", "?plan=1", "?plan=1&plan=2&base=2", "?before=1&after=2"])
def test_page_speaks_the_language(visit, both, language: str, direction: str, asked: str) -> None:
    page = visit("planner", language).get(f"/plan/compare{asked}")

    assert (page.status_code, f'dir="{direction}"' in page.text[:200]) == (200, True)


@pytest.mark.parametrize(
    ("asked", "numbers", "base"),
    [
        ("plan=2&plan=1", [2, 1], 1),
        ("plan=1&plan=2&base=2", [2, 1], 2),
        ("plan=1&base=2", [2, 1], 2),
        ("before=2&after=1", [2, 1], 2),
        ("plan=1&plan=1&plan=x", [1], 1),
    ],
)
def test_what_was_ticked_is_laid_side_by_side(visit, both, asked: str, numbers: list[int], base: int) -> None:
    context = visit("planner").get(f"/plan/compare?{asked}").context

    assert (context["chosen"], context["side_by_side"].base.number) == (numbers, base)


def test_more_than_six_are_refused_in_words(visit) -> None:
    ticked = "&".join(f"plan={number}" for number in range(1, 8))
    page = visit("planner", "en").get(f"/plan/compare?{ticked}")

    assert (page.status_code, "At most 6 plans fit side by side" in page.text) == (200, True)
    assert "side_by_side" not in page.context


def test_best_is_told_by_a_word_and_the_direction_too(visit, both) -> None:
    page = visit("planner", "en").get("/plan/compare?plan=1&plan=2").text

    assert page.count("✓ best") > 3
    assert [page.count(it) > 0 for it in ("more is better", "less is better", "for you to judge")] == [
        True
    ] * 3


def judged(client, unit: str) -> list:
    told = client.get("/plan/compare?plan=1&plan=2").context["side_by_side"].differences[0].told
    return [(it.task_months, it.untrained) for it in told.units if it.unit.id == unit]


@pytest.mark.parametrize(("username", "owner"), [("director", "dz"), ("cooperation", "ly"), ("school", "ly")])
def test_difference_tells_nothing_of_a_rating_that_was_not_released(
    visit, both, username: str, owner: str
) -> None:
    Unit.objects.filter(code="u-ly-bg-n").update(owner=owner)
    Task.objects.filter(unit__code="u-ly-bg-n").update(released_to="")
    units = [it.code for it in Unit.objects.filter(owner=owner)]
    everything = {unit: judged(visit("planner"), unit) for unit in units}
    assert any(rows and rows[0] != (None, None) for rows in everything.values())  # there is something to tell

    seen = {unit: judged(visit(username), unit) for unit in units}

    assert {unit: rows for unit, rows in seen.items() if rows not in ([], [(None, None)])} == {}


def test_unit_for_which_only_a_hidden_rating_changes_is_not_named() -> None:
    whole = opened(PlanVersion.objects.get(number=1))
    found = compare(whole.problem, whole.plan, Plan(whole.plan.editions, ()))
    changed = frozenset(it.unit for it in found.units if it.is_change)
    tongue = Tongue("en", whole.problem.names)

    assert len(changed) > 1
    assert [it.unit.id for it in _effects(found, tongue, frozenset())] == [
        it.unit for it in found.units if it.unit in changed
    ]
    assert list(_effects(found, tongue, changed)) == []


@pytest.mark.parametrize("count", [2, 30])
def test_side_by_side_takes_the_same_queries_for_any_number_of_versions(
    visit, both, count: int, django_assert_num_queries
) -> None:
    first = both[0]
    for number in range(3, count + 1):
        PlanVersion.objects.create(
            code=f"copy-{number}", owner="joint", programme=first.programme, number=number, option="B",
            document=first.document, programme_document=first.programme_document, plan_sha256=first.plan_sha256,
            problem_sha256=first.problem_sha256, made_by="node", made_at=first.made_at,
        )  # fmt: skip
    client = visit("director")
    with django_assert_num_queries(12):
        assert client.get("/plan/compare?plan=1&plan=2").status_code == 200


# ------------------------------------------------------------------------------------------- several searches in one step
@pytest.fixture
def ask(person, at):
    def asked(**given):
        wanted = {
            "options": ["A", "B", "C-cost"],
            "work": 1,
            "title": "",
            "baseline": None,
            "by": person("planner"),
        }
        return services.start_scenarios(programme=Programme.objects.get(), at=at, **wanted | given)

    return asked


def test_one_search_for_each_option_and_one_line_of_the_journal(ask) -> None:
    before = JournalLine.objects.count()

    runs = ask(title="خيارات")

    assert [(it.option, it.state, it.title, it.asked_with) for it in runs] == [
        ("A", RunState.WAITING, "خيارات (A)", None),
        ("B", RunState.WAITING, "خيارات (B)", runs[0]),
        ("C-cost", RunState.WAITING, "خيارات (C-cost)", runs[0]),
    ]
    assert JournalLine.objects.count() == before + 1
    assert len({it.programme_document for it in runs}) == 1


def test_several_wait_as_one_for_what_is_under_way(ask, person, at) -> None:
    runs = ask()
    for run in runs[:2]:
        services.cancel_run(run_id=run.pk, by=person("planner"), at=at)

    with pytest.raises(AlreadyPlanning):
        ask()
    services.cancel_run(run_id=runs[2].pk, by=person("planner"), at=at)

    assert len(ask(options=["A", "B"])) == 2


def test_only_who_approves_or_the_working_group_has_several_made(ask, person) -> None:
    with pytest.raises(NotAllowed):
        ask(by=person("unit"))
    assert PlanningRun.objects.count() == 0


def test_faulty_programme_starts_none_of_them(ask) -> None:
    Unit.objects.filter(code="u-ly-med").update(training_headcount=2)

    with pytest.raises(ProgrammeFaulty):
        ask()
    assert PlanningRun.objects.count() == 0


def test_worker_takes_them_in_their_order(person, at) -> None:
    from django_tasks_db.models import DBTaskResult

    runs = tasks.ask_for_scenarios(
        programme=Programme.objects.get(), options=["B", "A"], work=1, title="", baseline=None,
        by=person("planner"), at=at,
    )  # fmt: skip

    assert [it.args_kwargs["args"] for it in DBTaskResult.objects.ready()] == [[it.pk] for it in runs]


def test_page_follows_them_all_and_leads_to_them_side_by_side(visit, both) -> None:
    client = visit("planner", "en")
    answer = client.post("/plan/scenarios", {"options": ["A", "B"], "work": "20"})
    first, second = PlanningRun.objects.order_by("pk")
    assert answer.headers["Location"] == f"/plan/runs/{first.pk}"
    page = client.get(f"/plan/runs/{first.pk}").text
    assert ('data-open="yes"' in page, "data-found" in page, "One after the other" in page) == (
        True,
        False,
        True,
    )

    PlanningRun.objects.filter(pk=first.pk).update(state=RunState.DONE, result=both[0])
    assert client.get(f"/plan/runs/{first.pk}").context["run"] == second
    PlanningRun.objects.filter(pk=second.pk).update(state=RunState.DONE, result=both[1])

    for run in (first, second):
        assert client.get(f"/plan/runs/{run.pk}").headers["Location"] == "/plan/compare?plan=1&plan=2"


def test_one_of_several_that_found_nothing_leaves_the_other_alone(visit, both) -> None:
    client = visit("planner", "en")
    client.post("/plan/scenarios", {"options": ["A", "B"], "work": "20"})
    first, second = PlanningRun.objects.order_by("pk")
    PlanningRun.objects.filter(pk=first.pk).update(state=RunState.FAILED, fault="no_plan_in_time")
    PlanningRun.objects.filter(pk=second.pk).update(state=RunState.DONE, result=both[1])

    assert client.get(f"/plan/runs/{first.pk}").headers["Location"] == "/plan/2"


@pytest.mark.parametrize(
    "sent",
    [{}, {"options": ["A"], "work": "20"}, {"options": ["A", "Z"], "work": "20"}, {"options": ["A", "B"], "work": "9" * 30},
     {"options": ["A", "B"], "work": "20", "baseline": "99"}],
)  # fmt: skip
def test_wrong_choice_starts_nothing_and_says_why(visit, sent: dict) -> None:
    answer = visit("planner", "en").post("/plan/scenarios", sent)

    assert (answer.status_code, PlanningRun.objects.count()) == (409, 0)


def test_whoever_makes_no_plans_starts_none(visit) -> None:
    for username, status in {"unit": 403, "school": 403, "border": 403}.items():
        answer = visit(username).post("/plan/scenarios", {"options": ["A", "B"], "work": "20"})
        assert (answer.status_code, PlanningRun.objects.count()) == (status, 0)


def test_option_sent_many_times_is_planned_once(visit) -> None:
    planner = visit("planner")

    planner.post("/plan/scenarios", {"options": ["A"] * 900, "work": "20"})
    assert PlanningRun.objects.count() == 0
    planner.post("/plan/scenarios", {"options": ["A"] * 450 + ["B"] * 450, "work": "20"})
    assert sorted(PlanningRun.objects.values_list("option", flat=True)) == ["A", "B"]
