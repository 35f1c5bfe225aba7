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
from tansiq.planning.services.decisions import NoReason, approve, reject, take_in_decision
from tansiq.planning.services.loading import load_programme
from tansiq.planning.services.partner_plans import take_in_plan
from tansiq.planning.services.reading_in import MOST_BYTES, give_file, leave_file, take_in_file
from tansiq.planning.services.runs import break_off_silent_runs, cancel_run, start_run, start_scenarios
from tansiq.planning.services.shared_parts import empty_shared_part, keep_shared_part, take_in_part
from tansiq.planning.services.versions import keep_version, mark_released, take_step

__all__ = [
    "MOST_BYTES",
    "NoReason",
    "approve",
    "break_off_silent_runs",
    "cancel_run",
    "empty_shared_part",
    "give_file",
    "keep_days_free",
    "keep_shared_part",
    "keep_version",
    "leave_file",
    "load_programme",
    "lock_code_of",
    "lock_edition",
    "mark_released",
    "move_edition",
    "reject",
    "remark",
    "settle_remark",
    "start_run",
    "start_scenarios",
    "take_in_decision",
    "take_in_file",
    "take_in_part",
    "take_in_plan",
    "take_step",
    "unlock",
]
