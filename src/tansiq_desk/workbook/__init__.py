"""The officers' workbooks: the programme as Excel, to and fro without loss, and the plan to print.

What reads and writes them is loaded when it is first asked for: it brings 20 MB that an idle node need not hold.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tansiq_desk.workbook.plan import write_plan_workbook
    from tansiq_desk.workbook.reading import (
        read_programme_file,
        read_programme_files,
        read_workbook_problem,
        workbook_to_plain,
    )
    from tansiq_desk.workbook.writing import programme_to_workbook

_MODULES = {
    "programme_to_workbook": "writing",
    "read_programme_file": "reading",
    "read_programme_files": "reading",
    "read_workbook_problem": "reading",
    "workbook_to_plain": "reading",
    "write_plan_workbook": "plan",
}

__all__ = [
    "programme_to_workbook",
    "read_programme_file",
    "read_programme_files",
    "read_workbook_problem",
    "workbook_to_plain",
    "write_plan_workbook",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
