"""Who pays what: rates that turn a plan into costs, and the lines that the costs are charged to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Rate:
    """How one kind of cost is counted and who pays it.

    Parameters
    ----------
    kind : str
        `instruction`, `language`, `lodging`, `travel`, `allowance`, `mtt_deploy`, `exercise`.
    payer : str
        `provider` (of the course), `host` (party of the venue), `sender` (party of the unit), or a payer's own id.
    per : str
        `course`: the course's own fixed cost and cost per seat; `person`: once for each seat; `person_week`;
        `team_week`: every week of an edition that has an instructor of another party than the venue's;
        `exercise`: the exercise's own cost.
    amount : int
        Per person, person-week or team-week; 0 for `course` and `exercise`.
    modes : frozenset of str
        Modes of course that it falls on.
    """

    kind: str
    payer: str
    per: str
    amount: int
    modes: frozenset[str]


@dataclass(frozen=True)
class BudgetLine:
    """Money of one payer for one kind of cost, by calendar year; what starts in a year is charged to it.

    `carry_over` is the share of a year's line that may pass unspent to the next year.
    """

    id: str
    payer: str
    kind: str
    by_year: Mapping[int, int]
    carry_over: Fraction
