"""One row of a programme file by itself: whether it has the shape of its section, and everything filled in that it leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tansiq.planning.queries.programme_file.rows import Row
from tansiq_planner.errors import Fault
from tansiq_planner.files.schema.training import Course, Pool, Request, Unit, Venue
from tansiq_planner.files.shape import check_shape

SHAPES: Mapping[str, Any] = {
    "requests": Request,
    "courses": Course,
    "units": Unit,
    "venues": Venue,
    "instructor_pools": Pool,
}
"""Sections whose rows come as lists of their own."""

__all__ = ["SHAPES", "Fault", "shaped"]


def shaped(section: str, row: Mapping[str, Any]) -> tuple[Row | None, list[Fault]]:
    """Give a row with everything filled in that it may leave out, or what is wrong with it."""
    checked, faults = check_shape(SHAPES[section], row)
    whole: Row | None = (
        None if checked is None else checked.model_dump(mode="json", by_alias=True, exclude_none=True)
    )
    return whole, faults
