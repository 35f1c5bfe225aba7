"""What a part or a plan holds that is attached to a record, row by row, and under which name it is saved."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from tansiq.core.errors import Refused
from tansiq.exchange.rules import PLANS
from tansiq.planning.queries.programme_file.faulty import ProgrammeFaulty
from tansiq.planning.queries.shared import NamesHere, Table, part_tables, plan_tables
from tansiq_protocol.record import Kind, Record

Attached = Callable[[str], bytes | None]
TELLERS: Mapping[str, tuple[str, Callable[[str, NamesHere], list[Table]]]] = {
    Kind.PLAN_INPUT: ("part", part_tables),
    **dict.fromkeys(PLANS, ("plan", plan_tables)),
}
"""By kind, which entry of its body names the attachment, and who tells what that holds."""
OUTSIDE_A_NAME = re.compile(r"[^A-Za-z0-9._-]+")
LONGEST_NAME = 120


def tables_of(record: Record | None, attached: Attached, names: NamesHere) -> list[Table]:
    """Give all that is attached to a record of a part or a plan; nothing for other kinds, or where it cannot be read."""
    if record is None or record.kind not in TELLERS:
        return []
    entry, tables = TELLERS[record.kind]
    body: Any = record.body
    content = attached(str(body.get(entry, "")))
    if content is None:
        return []
    try:
        return tables(content.decode(), names)
    except (Refused, ProgrammeFaulty, AttributeError, LookupError, TypeError, ValueError):
        return []  # why not is told with the record's words


def name_of_file(record: Record | None, digest: str) -> str:
    """Give the name under which an attachment is saved: a part's and a plan's own, whatever its sender calls it."""
    body: Any = record.body if record else {}
    if record is None or record.kind not in TELLERS or body.get(TELLERS[record.kind][0]) != digest:
        return f"{digest[:16]}.bin"
    what = f"{body.get('party')}-part" if record.kind == Kind.PLAN_INPUT else f"plan-{body.get('number')}"
    name = OUTSIDE_A_NAME.sub("-", f"{body.get('programme')}-{what}").strip(".-")[:LONGEST_NAME]
    return f"{name}.json"
