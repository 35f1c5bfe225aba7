"""Reads an officer's sheets in a process of its own: `python -m tansiq_desk.sheets.apart FILE`.

What a page needs goes to the standard output; the rows of all sheets go beside the file, as few bytes, so that whoever
asked holds none of them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tansiq_desk.apart import MOST_MEMORY_BYTES, MOST_SECONDS, written
from tansiq_desk.confined import bind
from tansiq_desk.sheets.grid import MOST_HEAD_SIGNS, ROWS, packed
from tansiq_desk.sheets.reading import read_sheets
from tansiq_planner.errors import FaultyFileError


def main() -> int:
    """Read the file named and write down what it says, or what is wrong with it."""
    bind(MOST_MEMORY_BYTES, MOST_SECONDS)
    json.dump(read(Path(sys.argv[1])), sys.stdout, ensure_ascii=True)
    return 0


def read(path: Path) -> dict[str, Any]:
    """Give `sheets`, each with its place among the rows, or `faults`."""
    try:
        grids = read_sheets(path)
    except FaultyFileError as error:
        return {"faults": [written(it) for it in error.faults]}
    sheets, start = [], 0
    with (path.parent / ROWS).open("wb") as rows:
        for grid in grids:
            content = packed(grid.rows)
            rows.write(content)
            told = grid.told(MOST_HEAD_SIGNS // len(grids))
            sheets.append({**told, "start": start, "end": start + len(content)})
            start += len(content)
    return {"sheets": sheets}


if __name__ == "__main__":
    sys.exit(main())
