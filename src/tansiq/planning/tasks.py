"""What the worker does for planning, and how it is asked."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django_tasks import task

from tansiq.planning.models import PlanningRun
from tansiq.planning.rules import RunState
from tansiq.planning.services.runs import carry_out, start_run, start_scenarios


@task()
def plan(run_id: int) -> None:
    """Search for a plan."""
    carry_out(run_id)


@transaction.atomic
def ask(**asked: Any) -> PlanningRun:
    """Ask for a search and hand it to the worker: both or neither (`services.start_run` says what is asked)."""
    run = start_run(**asked)
    plan.enqueue(run.pk)
    return run


@transaction.atomic
def ask_for_scenarios(**asked: Any) -> list[PlanningRun]:
    """Ask for a search for each option and hand them to the worker in turn: all or none (`services.start_scenarios`)."""
    runs = start_scenarios(**asked)
    for run in runs:
        plan.enqueue(run.pk)
    return runs


def ask_again() -> None:
    """Hand the searches that wait to the worker once more: one that was killed may have had them in its hands.

    A search is begun once, however often the worker is handed it.
    """
    for run in PlanningRun.objects.filter(state=RunState.WAITING).order_by("pk"):
        plan.enqueue(run.pk)
