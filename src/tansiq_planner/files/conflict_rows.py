"""Conflicts between locks as plain values, to be kept until someone frees one of the locks."""

from __future__ import annotations

from collections.abc import Mapping

from tansiq_planner.conflict import Conflict
from tansiq_planner.files.building import build_lock
from tansiq_planner.files.plan_file import plain_values
from tansiq_planner.files.plan_locks import written_lock
from tansiq_planner.files.plan_result import reason_of
from tansiq_planner.files.schema.plan import ReasonRow
from tansiq_planner.files.schema.training import Lock as LockRow


def conflict_row(conflict: Conflict) -> dict[str, object]:
    """Write a conflict down: its locks in the form of the programme file, its rules in that of the plan file."""
    return {
        "locks": [written_lock(lock) for lock in conflict.locks],
        "rules": plain_values(conflict.rules),
        "confirmed": conflict.confirmed,
    }


def conflict_of(row: Mapping[str, list[object]]) -> Conflict:
    """Give the conflict that was written down."""
    return Conflict(
        tuple(build_lock(LockRow.model_validate(lock)) for lock in row["locks"]),
        tuple(reason_of(ReasonRow.model_validate(rule)) for rule in row["rules"]),
        confirmed=bool(row["confirmed"]),
    )
