"""The programme file and the plan file: reading, checking, merging, writing."""

from tansiq_planner.files.atomic import write_atomically
from tansiq_planner.files.parts import split_programme
from tansiq_planner.files.plan_file import plan_document, read_plan, write_plan
from tansiq_planner.files.reading import read_problem, read_programme

__all__ = [
    "plan_document",
    "read_plan",
    "read_problem",
    "read_programme",
    "split_programme",
    "write_atomically",
    "write_plan",
]
