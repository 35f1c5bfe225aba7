"""Money by line and year, as the score card counts it."""

from __future__ import annotations

from dataclasses import dataclass

from tansiq_desk.page.tongue import Name, Tongue
from tansiq_planner.problem import Problem
from tansiq_planner.scorecard import ScoreCard


@dataclass(frozen=True, slots=True)
class Year:
    """What one year of a line costs; `share` of the allowed money is 0 to 1, None without a line."""

    year: int
    spent: int
    allowed: int | None
    share: float | None


@dataclass(frozen=True)
class Line:
    """A budget line, or a kind of cost that no line limits; two payers may be called the same."""

    name: Name
    payer_id: str
    payer: Name
    years: tuple[Year, ...]

    @property
    def spent(self) -> int:
        """All years together."""
        return sum(year.spent for year in self.years)


def money_lines(problem: Problem, score: ScoreCard, tongue: Tongue) -> list[Line]:
    """Give one line for each payer and kind of cost, with every year of the horizon that has an entry."""
    grouped: dict[tuple[str, str, str | None], list[Year]] = {}
    for entry in score.spending:
        share = min(1.0, entry.spent / entry.allowed) if entry.allowed else None
        year = Year(entry.year, entry.spent, entry.allowed, share)
        grouped.setdefault((entry.payer, entry.kind, entry.line), []).append(year)
    return [
        Line(
            tongue.name(line) if line in problem.names and line else tongue.term("cost_kind", kind),
            payer,
            tongue.name(payer) if payer in problem.names else tongue.term("payer", payer),
            tuple(sorted(years, key=lambda year: year.year)),
        )
        for (payer, kind, line), years in grouped.items()
    ]
