"""What the worker does for planning, and how it is asked."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django_tasks import task

from tansiq.planning.models import PlanningRun
from tansiq.planning.services.runs import carry_out, start_run


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
