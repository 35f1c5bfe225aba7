"""All checks of references and sense in their order."""

from __future__ import annotations

from tansiq_planner.errors import Fault
from tansiq_planner.files.located import Node, placed
from tansiq_planner.files.references.agreed import check_agreed
from tansiq_planner.files.references.around import check_around
from tansiq_planner.files.references.exercises import check_exercises
from tansiq_planner.files.references.facts import Facts
from tansiq_planner.files.references.fixed import check_fixed
from tansiq_planner.files.references.ids import repeated_ids
from tansiq_planner.files.references.money import check_money
from tansiq_planner.files.references.training import check_training

_CHECKS = (check_agreed, check_training, check_exercises, check_money, check_fixed, check_around)


def check_references(facts: Facts, root: Node) -> list[Fault]:
    """Find every id that names nothing, every id given twice, and every value that cannot be meant.

    Parameters
    ----------
    facts : Facts
        What could be read.
    root : Node
        The merged programme, for the places.

    Returns
    -------
    list of Fault
        With their places.
    """
    found = [placed(fault, root) for check in _CHECKS for fault in check(facts)]
    return [*repeated_ids(root), *found]
