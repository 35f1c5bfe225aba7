"""What taking in a partner's part would do to the records here: its own rows, and no others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from tansiq.planning.models import Programme, SharedPart
from tansiq.planning.queries.programme_file.authority import rated
from tansiq.planning.queries.programme_file.proposal import Proposal, proposal_by
from tansiq.planning.queries.programme_file.rows import Row, Rows, document_from, normal, rows_of
from tansiq.planning.queries.programme_file.seen import known_document
from tansiq.planning.queries.shared.cutting import part_owner
from tansiq.planning.queries.shared.merging import read_part
from tansiq.planning.queries.shared.parties import participants
from tansiq.planning.rules import Why
from tansiq.training.models import Rating


def _rated_here() -> frozenset[tuple[str, str]]:
    return frozenset(Rating.objects.values_list("task__unit__code", "task__competency__code"))


@dataclass
class OfParty:
    """A party changes the records that are its own, and `joint` what both sides share; what it withholds stays as it is."""

    party: str
    seen: Rows
    parties: Collection[str] = field(default_factory=participants)
    rated_here: Collection[tuple[str, str]] = field(default_factory=_rated_here)

    def completed(self, section: str, row: Row, now: Row | None) -> Row:
        """Give a unit with the points that its party withheld or that were given here as they are; the day stays ours."""
        if section == "meta" and now is not None:
            return {**row, "as_of": now["as_of"]}
        if section != "units":
            return row
        tasks = dict(now["metl"]) if now else {}
        for competency, task in row["metl"].items():
            held, start = tasks.get(competency, {}).get("start"), task.get("start")
            is_kept = start is None or (row["id"], competency) in self.rated_here
            tasks[competency] = rated(task, held if is_kept else start)
        return {**row, "metl": tasks}

    def is_foreign(self, section: str, row: Row, now: Row | None, around: Rows) -> bool:
        """Tell whether a row, as it is or as the part has it, belongs in another's part."""
        owners = {part_owner(section, it, around, self.parties) for it in (now or row, row)}
        return owners != {self.party}

    def why_not(self, section: str, row: Row, now: Row | None, around: Rows) -> Why | None:  # noqa: ARG002 - as every right has it
        """Give why not: who has which role is taken from no part."""
        return Why.STEPS if section == "user_roles" else None

    def steps_apart(self, going_on: Collection[str]) -> Collection[str]:  # noqa: ARG002 - as every right has it
        """Give none: what a partner asks for is for the partner to say, whatever a plan gave it."""
        return ()


def taking_in_of(programme: Programme, part: SharedPart) -> Proposal:
    """Hold a received part against the programme as its records have it."""
    known = known_document(programme)
    by = OfParty(part.party, rows_of(known))
    return proposal_by(by, programme, _whole(part, known), known)


def _whole(part: SharedPart, known: dict[str, object]) -> dict[str, object]:
    """Give a part in the form in which documents are compared: with what stands around it here, so that it is whole."""
    said, around = read_part(part.content, part.party), rows_of(known)
    given = rows_of(said)
    meta = {"meta": given["meta"] or around["meta"]}
    filled = rows_of(normal(document_from({**given, **meta})))
    for section in ("border", "calendar", "budget"):
        if not given[section]:
            filled[section] = {}
    return document_from(filled)
