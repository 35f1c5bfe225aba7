"""Reads a programme file that anybody may have sent, in a process of its own: `python -m tansiq_desk.apart FILE`.

The process has a ceiling of memory and of computing time; whatever the file does to it, whoever asked goes on.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from tansiq_desk.confined import bind
from tansiq_planner.errors import Fault, FaultyFileError, Figure

MOST_MEMORY_BYTES = 2_000_000_000
MOST_SECONDS = 20
MOST_FAULTS = 500
"""Faults handed on; a file that has more is no programme, and nobody reads them all."""


def main() -> int:
    """Read the file named and write down what it says, or what is wrong with it."""
    bind(MOST_MEMORY_BYTES, MOST_SECONDS)
    json.dump(read(Path(sys.argv[1])), sys.stdout, ensure_ascii=True)
    return 0


def read(path: Path) -> dict[str, Any]:
    """Give `programme`, every key as the file has it and what it leaves out filled in, or `faults`."""
    try:
        from tansiq_desk.workbook import read_programme_files  # noqa: PLC0415 - whoever asks for this need not hold it

        programme, _parts = read_programme_files([path])
    except FaultyFileError as error:
        return {
            "faults": [written(it) for it in error.faults[:MOST_FAULTS]],
            "found": len(error.faults),
        }
    return {"programme": programme.model_dump(mode="json", by_alias=True, exclude_none=True)}


def fault_of(written: Mapping[str, Any]) -> Fault:
    """Give a fault that was written down by `read`."""
    figures = {key: _figure(value) for key, value in written["figures"].items()}
    return Fault(**{**written, "path": tuple(written["path"]), "figures": figures})


def written(fault: Fault) -> dict[str, Any]:
    """Write a fault down, for `fault_of`."""
    figures = {key: _plain(value) for key, value in fault.figures.items()}
    return {
        "code": fault.code, "path": list(fault.path), "figures": figures, "file": fault.file, "line": fault.line,
        "column": fault.column, "sheet": fault.sheet, "cell": fault.cell,
    }  # fmt: skip


def _plain(figure: Figure) -> Any:
    match figure:
        case date():
            return {"day": figure.isoformat()}
        case Fraction():
            return {"fraction": str(figure)}
        case _:
            return figure


def _figure(value: Any) -> Figure:
    match value:
        case {"day": str(text)}:
            return date.fromisoformat(text)
        case {"fraction": str(text)}:
            return Fraction(text)
        case list():
            return tuple(value)
        case _:
            figure: Figure = value
            return figure


if __name__ == "__main__":
    sys.exit(main())
