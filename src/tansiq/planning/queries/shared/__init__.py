"""What both sides plan on: each party's released part, the merge of them, and what such a plan needs in order to cross."""

from tansiq.planning.queries.shared.basis import (
    Basis,
    Crossing,
    crossing,
    newest_parts,
    partners,
    plan_body_facts,
    released_basis,
)
from tansiq.planning.queries.shared.cutting import joint_part, kept_back, part_of, part_sha256, part_text
from tansiq.planning.queries.shared.merging import RowsOfOthers, merged_text
from tansiq.planning.queries.shared.tables import NamesHere, Table, part_tables, plan_tables
from tansiq.planning.queries.shared.taking import taking_in_of
from tansiq.planning.queries.shared.told import kept_back_told, part_told, parts_compared

__all__ = [
    "Basis",
    "Crossing",
    "NamesHere",
    "RowsOfOthers",
    "Table",
    "crossing",
    "joint_part",
    "kept_back",
    "kept_back_told",
    "merged_text",
    "newest_parts",
    "part_of",
    "part_sha256",
    "part_tables",
    "part_text",
    "part_told",
    "partners",
    "parts_compared",
    "plan_body_facts",
    "plan_tables",
    "released_basis",
    "taking_in_of",
]
