"""The officers' workbooks: the programme as Excel, to and fro without loss, and the plan to print."""

from tansiq_desk.workbook.plan import write_plan_workbook
from tansiq_desk.workbook.reading import (
    read_programme_file,
    read_programme_files,
    read_workbook_problem,
    workbook_to_plain,
)
from tansiq_desk.workbook.writing import programme_to_workbook

__all__ = [
    "programme_to_workbook",
    "read_programme_file",
    "read_programme_files",
    "read_workbook_problem",
    "workbook_to_plain",
    "write_plan_workbook",
]
