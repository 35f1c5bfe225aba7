"""Money in the model: what starts in a year is charged to its lines, with what may be carried over (R14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from math import floor
from typing import TYPE_CHECKING

from tansiq_planner.methods.model.spending import charges_of_exercise, charges_of_slot
from tansiq_planner.problem import BudgetLine
from tansiq_planner.rules import Rule

if TYPE_CHECKING:
    from tansiq_planner.methods.model.master import Master

Term = tuple[int, int]


def charge_lines(master: Master) -> dict[tuple[str, str, int], list[Term]]:
    """Charge what starts in a year to its lines, with what may be carried over (R14).

    Returns
    -------
    dict
        Costs on the model's variables by (payer, kind, year).
    """
    spent: dict[tuple[str, str, int], list[Term]] = defaultdict(list)
    for index, slot in enumerate(master.slots):
        seats = {request: master.seats[request, index] for request in slot.seats}
        for payer, kind, variable, amount in charges_of_slot(
            master.problem, slot, master.edition[index], master.staffing[index], seats
        ):
            spent[payer, kind, slot.start.year].append((variable, amount))
    for name, days in master.days.items():
        charge = charges_of_exercise(master.problem, name)
        for variable, day in zip(master.start[name], days, strict=True):
            spent[charge.payer, charge.kind, day.start.year].append((variable, charge.amount))
    for line in master.problem.lines.values():
        _line(
            master,
            line,
            {year: spent.get((line.payer, line.kind, year), []) for year in master.problem.horizon.years},
        )
    return spent


def _line(master: Master, line: BudgetLine, spent: dict[int, list[Term]]) -> None:
    carried: list[Term] = []
    for year, terms in spent.items():
        money = line.by_year.get(year, 0)
        master.capped(
            [*terms, *((variable, -1) for variable, _ in carried)], money, Rule.BUDGET, line.id, str(year)
        )
        kept = master.model.variable(0, floor(line.carry_over * money), continuous=True)
        master.capped(
            [(kept, 1), *terms, *((variable, -1) for variable, _ in carried)],
            money,
            Rule.BUDGET,
            line.id,
            str(year),
        )
        master.follow(_carry(money, terms, carried, kept, master.model.upper[kept]))
        carried = [(kept, 1)]


def _carry(
    money: int, spent: list[Term], carried: list[Term], kept: int, most: int
) -> Callable[[list[int]], None]:
    def fill(values: list[int]) -> None:
        rest = money - sum(values[v] * c for v, c in spent) + sum(values[v] for v, _ in carried)
        values[kept] = max(0, min(most, rest))

    return fill
