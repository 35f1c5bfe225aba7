"""The programme file and the plan file: reading, checking, merging, writing."""

from tansiq_planner.files.atomic import write_atomically
from tansiq_planner.files.parts import split_programme
from tansiq_planner.files.plan_file import plan_document, plan_of, read_plan, read_plan_text, write_plan
from tansiq_planner.files.reading import read_problem, read_problem_text, read_programme

__all__ = [
    "plan_document",
    "plan_of",
    "read_plan",
    "read_plan_text",
    "read_problem",
    "read_problem_text",
    "read_programme",
    "split_programme",
    "write_atomically",
    "write_plan",
]
