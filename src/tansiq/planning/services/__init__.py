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
from tansiq.planning.services.reading_in import MOST_BYTES, give_file, leave_file, take_in_file
from tansiq.planning.services.runs import break_off_silent_runs, cancel_run, start_run, start_scenarios
from tansiq.planning.services.versions import approve, keep_version, take_step

__all__ = [
    "MOST_BYTES",
    "approve",
    "break_off_silent_runs",
    "cancel_run",
    "give_file",
    "keep_days_free",
    "keep_version",
    "leave_file",
    "load_programme",
    "lock_code_of",
    "lock_edition",
    "move_edition",
    "remark",
    "settle_remark",
    "start_run",
    "start_scenarios",
    "take_in_file",
    "take_step",
    "unlock",
]
