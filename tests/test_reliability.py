"""The page on reliability counts the races as they are run."""

import re
from pathlib import Path

from planning.test_at_once import MAY_COME, ROUNDS

PAGE = (Path(__file__).parents[1] / "docs" / "reliability.md").read_text(encoding="utf-8")


def test_page_counts_the_races():
    assert re.findall(r"(\d+) races, (\d+) rounds each", PAGE) == [(str(len(MAY_COME)), str(ROUNDS))]
