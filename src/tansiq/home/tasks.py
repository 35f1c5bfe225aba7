"""What the worker does for reminders: each look at the clock asks for the next before it does anything else."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from tansiq.core.moment import moment_of_node
from tansiq.core.queries import this_node
from tansiq.core.services import NodeItself
from tansiq.home.services import begin_reminding, send_reminders, sends_reminders

FARTHEST = timedelta(hours=26)
"""No look is asked for further ahead; one that is was asked for under a wrong clock, and does not count."""


@task()
def remind() -> None:
    """Send the reminders that are due. The next look is asked for first, so that a worker killed here is followed by it."""
    at, by = moment_of_node(), NodeItself()
    with transaction.atomic():
        coming = begin_reminding(by=by, at=at)
        if coming is not None and not _is_asked(at):
            remind.using(run_after=coming.next_at).enqueue()
    if coming is not None and coming.on is not None:
        send_reminders(on=coming.on, by=by, at=at)


def ask_to_remind() -> None:
    """Have the worker look for reminders, where this node sends any and no look is asked for."""
    if sends_reminders(this_node()):
        at = moment_of_node()
        if not _is_asked(at):
            remind.using(run_after=at).enqueue()


def _is_asked(at: datetime) -> bool:
    """Tell whether a look waits already; two starts at once may ask for two, of which the second asks for no third."""
    waiting = DBTaskResult.objects.filter(task_path=remind.module_path, status=TaskResultStatus.READY)
    return bool(waiting.filter(run_after__lte=at + FARTHEST).exists())
