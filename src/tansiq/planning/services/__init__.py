"""The verbs of planning."""

from tansiq.planning.services.changes import (
    keep_days_free,
    lock_code_of,
    lock_edition,
    move_edition,
    remark,
    settle_remark,
    unlock,
)
from tansiq.planning.services.loading import load_programme
from tansiq.planning.services.runs import break_off_silent_runs, cancel_run, start_run
from tansiq.planning.services.versions import approve, keep_version, take_step

__all__ = [
    "approve",
    "break_off_silent_runs",
    "cancel_run",
    "keep_days_free",
    "keep_version",
    "load_programme",
    "lock_code_of",
    "lock_edition",
    "move_edition",
    "remark",
    "settle_remark",
    "start_run",
    "take_step",
    "unlock",
]
