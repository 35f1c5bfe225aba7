"""Everything that the shape of a file cannot say: every id names something, and what it says can be meant."""

from tansiq_planner.files.references.checking import check_references
from tansiq_planner.files.references.facts import Facts, ids_of
from tansiq_planner.files.references.fixed import check_decisions

__all__ = ["Facts", "check_decisions", "check_references", "ids_of"]
