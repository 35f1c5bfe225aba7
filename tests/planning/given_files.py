"""Programme files as people give them, and what the node says that it would do with them."""

from __future__ import annotations

import json

from tansiq.core.models import Node
from tansiq.planning.models import Programme
from tansiq.planning.queries.programme_file.proposal import Proposal, proposal_of

READERS = {"director", "unit", "school", "cooperation", "planner", "exdirector"}
PLAN_READERS = READERS | {"idfad", "attache", "auditor"}
EVERYONE = PLAN_READERS | {"border", "administrator"}


def row(document: dict, section: str, code: str) -> dict:
    return next(it for it in document[section] if it["id"] == code)


def file_of(document: dict) -> bytes:
    return json.dumps(document).encode()


def judged(person, document: dict) -> Proposal:
    return proposal_of(Programme.objects.get(), document, person, Node.objects.get())


def done(proposal: Proposal) -> dict:
    """Give what a proposal adds and changes, by section."""
    return {
        it.name: ([row.code for row in it.added], [row.code for row in it.changed])
        for it in proposal.sections
        if it.added or it.changed
    }


def left(proposal: Proposal) -> dict:
    return {row.code: row.why for it in proposal.sections for row in it.left}
