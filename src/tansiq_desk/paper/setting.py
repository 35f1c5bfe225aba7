"""Sets one paper as PDF/A, in a process of its own: `python -m tansiq_desk.paper.setting < DATA > PDF`.

It has a ceiling of memory and of computing time, reads no file but the template and the letters, and no network.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tansiq_desk.confined import bind

MOST_MEMORY_BYTES = 2_000_000_000
MOST_SECONDS = 100
HERE = Path(__file__).parent
TEMPLATE, FONTS = HERE / "template", HERE / "fonts"
STANDARD: Any = "a-2a"
"""PDF/A-2, level A: to be archived, searchable, and with the order of reading in it."""


def main() -> int:
    """Set what comes in on standard input; 1 and the reason on standard error where it cannot be set."""
    bind(MOST_MEMORY_BYTES, MOST_SECONDS)
    told = json.load(sys.stdin.buffer)
    try:
        made = pdf_of(told["paper"], told["made_at"])
    except RuntimeError as error:  # typst's own, which says where in `diagnostic`
        sys.stderr.write(str(getattr(error, "diagnostic", error)))
        return 1
    sys.stdout.buffer.write(made)
    return 0


def pdf_of(paper: dict[str, Any], made_at: int) -> bytes:
    """Give the PDF of a paper that was laid out."""
    import typst  # noqa: PLC0415 - after the ceilings are set

    made = typst.compile(
        TEMPLATE / "paper.typ", root=TEMPLATE, font_paths=[FONTS], ignore_system_fonts=True, format="pdf",
        sys_inputs={"paper": json.dumps(paper)}, pdf_standards=STANDARD, timestamp=made_at,
    )  # fmt: skip
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    return made


if __name__ == "__main__":
    sys.exit(main())
