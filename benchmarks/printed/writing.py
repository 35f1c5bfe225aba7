"""Writes the booklet of the example's plan as setters take it: `python -m benchmarks.printed.writing FOLDER LANGUAGE…`.

What was put in stands beside it, to be looked for on the pages; the seconds that the writing took are printed.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from tansiq_desk.paper.booklet import booklet_of
from tansiq_desk.paper.laying import laid_out
from tests.desk.example_plan import planned_example
from tests.desk.pdf_text import put_in


def main() -> None:
    folder, langs = Path(sys.argv[1]), sys.argv[2:]
    began = time.perf_counter()
    problem, result = planned_example("B")
    papers = [booklet_of(problem, result, lang) for lang in langs]
    told = {"paper": laid_out(papers), "made_at": int(papers[0].made_at.timestamp())}
    (folder / "told.json").write_text(json.dumps(told))
    seconds = time.perf_counter() - began
    (folder / "said.txt").write_text(put_in(*papers), encoding="utf-8")
    print(seconds)


if __name__ == "__main__":
    main()
