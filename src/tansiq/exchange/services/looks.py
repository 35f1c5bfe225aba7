"""Looks at the line that are over are forgotten: the book of passages and the journal have what counts."""

from __future__ import annotations

from datetime import datetime

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult


def forget_looks(*, of: str, before: datetime) -> None:
    """Forget the looks that ended before a moment, by the task that they were."""
    over = [TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED]
    DBTaskResult.objects.filter(task_path=of, status__in=over, finished_at__lt=before).delete()
