"""A count held against a limit, with the part that decisions have in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """People, instructors or money counted so far; `new` are those that no fact has brought."""

    found: int = 0
    new: int = 0

    def add(self, count: int, *, is_fact: bool) -> None:
        """Take in so many more."""
        self.found += count
        self.new += 0 if is_fact else count

    def breaks(self, allowed: int) -> bool:
        """Tell whether more is there than allowed and a decision, not a fact alone, has a part in it."""
        return self.found > allowed and self.new > 0
