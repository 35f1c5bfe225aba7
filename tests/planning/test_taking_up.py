"""What becomes of a search whose worker was killed before, while, or after it searched."""

import json
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from tansiq.planning import services, tasks
from tansiq.planning.models import PlanningRun, PlanVersion, Programme
from tansiq.planning.rules import RunState
from tansiq.planning.services import runs

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(person, at) -> PlanningRun:
    """Give a search on the programme that the plan of the rehearsal was made for."""
    return tasks.ask(
        programme=Programme.objects.get(), option="A", work=1, title="", baseline=None, by=person("planner"), at=at,
        document=PlanVersion.objects.get().programme_document,
    )  # fmt: skip


def test_search_that_waits_is_handed_over_again_and_begun_once(asked, monkeypatch) -> None:
    document = json.loads(PlanVersion.objects.get().document)
    monkeypatch.setattr(runs, "_found", lambda *_given: document)

    tasks.ask_again()

    handed_over = [it.args_kwargs["args"][0] for it in DBTaskResult.objects.all()]
    assert handed_over == [asked.pk, asked.pk]
    for run_id in handed_over:
        runs.carry_out(run_id)
    asked.refresh_from_db()
    assert (asked.state, PlanVersion.objects.count()) == (RunState.DONE, 2)


def test_search_that_began_or_ended_is_not_handed_over_again(asked) -> None:
    for state in set(RunState) - {RunState.WAITING}:
        PlanningRun.objects.update(state=state)
        tasks.ask_again()

    assert DBTaskResult.objects.count() == 1


def test_silent_search_does_not_stand_in_the_way_of_another(asked, person, at) -> None:
    silent_since = at - runs.SILENT_AFTER - timedelta(seconds=1)
    PlanningRun.objects.update(state=RunState.RUNNING, beat_at=silent_since)

    services.start_run(
        programme=Programme.objects.get(),
        option="A",
        work=1,
        title="",
        baseline=None,
        by=person("planner"),
        at=at,
    )

    assert list(PlanningRun.objects.order_by("pk").values_list("state", flat=True)) == [
        "broken_off",
        "waiting",
    ]


def test_plan_that_cannot_be_kept_ends_the_search_with_its_reason(asked, monkeypatch) -> None:
    monkeypatch.setattr(runs, "_found", lambda *_given: {})

    runs.carry_out(asked.pk)

    asked.refresh_from_db()
    assert (asked.state, bool(asked.fault), PlanVersion.objects.count()) == (RunState.FAILED, True, 1)
