"""`tansiq schema`: the published form of the programme and plan files."""

from __future__ import annotations

from tansiq_desk.commands.arguments import Given, WrongUsageError
from tansiq_desk.commands.desk import Desk
from tansiq_planner.files.publish import schema_text

KINDS = ("programme", "plan")


def run(desk: Desk, given: Given) -> int:
    """Print the JSON Schema of a kind of file."""
    kind = given.words[0] if given.words else KINDS[0]
    if kind not in KINDS:
        raise WrongUsageError("not_a_choice", option="schema", given=kind, choices=KINDS)
    desk.hand_over(schema_text(f"{kind}.schema.json").rstrip("\n"))
    return 0
