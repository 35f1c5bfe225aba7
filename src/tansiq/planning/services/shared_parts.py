"""The verbs of released parts: keep one that was released here or received, take a received one into the records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import DataError, transaction
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import NotFound, Refused
from tansiq.core.models import Node
from tansiq.core.rules import JOINT, party_list
from tansiq.core.services import Actor, write_line
from tansiq.organisations.models import Organisation, Unit
from tansiq.people.access import demand
from tansiq.people.models import Person
from tansiq.people.rules import Permission
from tansiq.planning.models import Programme, SharedPart
from tansiq.planning.queries.programme_file.faulty import ProgrammeFaulty
from tansiq.planning.queries.programme_file.proposal import Proposal
from tansiq.planning.queries.programme_file.rows import Rows, rows_of
from tansiq.planning.queries.programme_file.seen import KINDS, known_document
from tansiq.planning.queries.shared.basis import partners
from tansiq.planning.queries.shared.cutting import part_sha256
from tansiq.planning.queries.shared.merging import RowsOfOthers, foreign_rows, party_of, read_part
from tansiq.planning.queries.shared.parties import participants
from tansiq.planning.queries.shared.taking import taking_in_of
from tansiq.planning.rules import MOST_PART_BYTES, OPEN_RUNS, RunState, Why
from tansiq.planning.services.putting import CannotBeKept, PreviewOutOfDate, hold, put_taken, told_by_code
from tansiq.training.models import Task


class NotAPart(Refused):
    """The text is no part of this party and programme."""

    message = _(
        "This is no part of the problem that this node plans: its party, its programme or its size is another. Nothing "
        "was kept. Ask the partner which programme they released."
    )


class NotTheirs(Refused):
    """A part is kept as what it is: one's own part is released here, a partner's is received."""

    message = _(
        "A party's part is released by its own node alone. Nothing was kept: what this node releases is its own part, "
        "what it receives is a partner's."
    )


class NothingToTakeIn(Refused):
    """The part changes nothing."""

    message = _("There is nothing in this part that would be added or changed.")


@transaction.atomic
def keep_shared_part(
    *, programme: Programme, party: str, content: str, is_own: bool, by: Actor, at: datetime, is_late: bool = False,
) -> SharedPart:  # fmt: skip
    """Keep a part that was released here or received; what is known already is kept once, and counts as given last.

    One that comes late, after what followed it, counts as given first: a plan may have been made on it, none will be.

    Raises
    ------
    NotTheirs, NotAPart, TooFaulty, ProgrammeFaulty, RowsOfOthers
        Nothing was written.
    """
    held = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    _refuse_what_is_no_part(held, party, content, is_own=is_own)
    sha256 = part_sha256(content)
    known: SharedPart | None = held.shared_parts.filter(party=party, sha256=sha256).first()
    is_here = known is not None and bool(known.content)
    if known is not None and is_here and (known.is_own or not is_own) and (is_late or known.at >= at):
        return known
    fields = {"content": content, "by": by.username, "at": _before_all(held, party, at) if is_late else at}
    fields["is_own"] = is_own or (known is not None and known.is_own)
    kept, _is_new = SharedPart.objects.update_or_create(
        programme=held, party=party, sha256=sha256, defaults=fields
    )
    write_line(
        verb="planning.keep_shared_part",
        subject=f"planning.sharedpart/{party}",
        changes={"part": party, "sha256": sha256},
        by=by,
        at=at,
    )
    return kept


@transaction.atomic
def empty_shared_part(*, programme: Programme, party: str, sha256: str, by: Actor, at: datetime) -> bool:
    """Empty a received part that its party asked back; tell whether there was one.

    Its hash stays, for the plans that were made on it; they stay as they are, and none is made on it any more. A part that
    this node released too is its own to keep.
    """
    held = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    rows = held.shared_parts.filter(party=party, sha256=sha256, is_own=False).exclude(content="")
    if not rows.update(content=""):
        return False
    _end_searches(held, sha256)
    write_line(
        verb="planning.empty_shared_part",
        subject=f"planning.sharedpart/{party}",
        changes={"part": party, "sha256": sha256},
        by=by,
        at=at,
    )
    return True


def _end_searches(programme: Programme, sha256: str) -> None:
    """End the searches that go on over a part that was emptied."""
    going_on = programme.runs.select_for_update().filter(state__in=OPEN_RUNS, parts__isnull=False)
    on_it = [it.pk for it in going_on if any(part["sha256"] == sha256 for part in it.parts)]
    programme.runs.filter(pk__in=on_it).update(state=RunState.CANCELLED, cancel_is_asked=True)


def _before_all(programme: Programme, party: str, at: datetime) -> datetime:
    """Give a moment before any part of this party was given."""
    first: SharedPart | None = programme.shared_parts.filter(party=party).order_by("at").first()
    return at if first is None else min(at, first.at - timedelta(microseconds=1))


def _refuse_what_is_no_part(programme: Programme, party: str, content: str, *, is_own: bool) -> None:
    node = Node.objects.get()
    theirs = partners(node)
    if not theirs or party not in ({node.party, JOINT} if is_own else {*theirs, JOINT}):
        raise NotTheirs
    if len(content.encode()) > MOST_PART_BYTES:
        raise NotAPart
    said = read_part(content, party)
    if party_of(said) != party or _programme_of(said) != programme.code:
        raise NotAPart
    foreign = sorted(
        {*foreign_rows(party, said, _around(said), participants()), *_known_as_others(party, said)}
    )
    if foreign:
        raise RowsOfOthers(party, foreign)


def _programme_of(said: dict[str, Any]) -> str:
    """Give the programme that a part says it belongs to."""
    return str(said["part"]["programme"] if said.get("part") else (said.get("meta") or {}).get("id", ""))


def _around(said: dict[str, Any]) -> Rows:
    """Give what tells whose a row is: the part's own rows, and every unit and organisation that is known here."""
    rows = rows_of(said)
    for section, kind in (("units", Unit), ("organisations", Organisation)):
        owners = kind.objects.values_list("code", "owner")
        rows[section] = {**rows[section], **{code: {"party": owner} for code, owner in owners}}
    return rows


def _known_as_others(party: str, said: dict[str, Any]) -> Iterator[str]:
    """Give the codes in a part under which the node knows records that belong in another's part."""
    rows, parties = rows_of(said), participants()
    for section, kind in KINDS.items():
        owners = kind.objects.filter(code__in=list(rows[section])).values_list("code", "owner")
        yield from (code for code, owner in owners if (owner if owner in parties else JOINT) != party)


@transaction.atomic
def take_in_part(
    *, sha256: str, digest: str, node: Node, by: Person, at: datetime
) -> dict[str, dict[str, int]]:
    """Do what the preview of a received part showed, all of it or nothing; give how many rows of each section.

    Raises
    ------
    NotAllowed, NotFound, RowsOfOthers, PreviewOutOfDate, ProgrammeFaulty, NothingToTakeIn, CannotBeKept
        Nothing was written.
    """
    demand(by, Permission.RECEIVE)
    rows = SharedPart.objects.select_related("programme").exclude(content="")
    part = rows.filter(sha256=sha256, is_own=False).first()
    if part is None or not partners(node):
        raise NotFound
    programme = Programme.objects.select_for_update(no_key=True).get(pk=part.programme_id)
    hold(rows_of(read_part(part.content, part.party)))
    proposal = taking_in_of(programme, part)
    _refuse(part, proposal, digest)
    released_to = {part.party: party_list([node.party])}
    source = f"{part.party} {part.sha256[:12]}"
    try:
        put_taken(programme, proposal, released_to=released_to, source=source, by=by, at=at)
        _put_ratings(part, proposal, released_to.get(part.party, ""))
    except DataError as error:  # PostgreSQL; SQLite keeps whatever it gets
        raise CannotBeKept from error
    if rows_of(known_document(Programme.objects.get(pk=programme.pk))) != rows_of(proposal.document):
        raise PreviewOutOfDate  # what was kept is not what was shown: someone wrote in between
    changes = {"part": part.party, "sha256": part.sha256, **told_by_code(proposal)}
    write_line(
        verb="planning.take_in_part",
        subject=f"planning.programme/{programme.code}",
        changes=changes,
        by=by,
        at=at,
    )
    return proposal.counts


def _refuse(part: SharedPart, proposal: Proposal, digest: str) -> None:
    foreign = [row.code for it in proposal.sections for row in it.left if row.why == Why.FOREIGN]
    if foreign:
        raise RowsOfOthers(part.party, foreign)
    if proposal.digest != digest:
        raise PreviewOutOfDate
    if proposal.faults:
        raise ProgrammeFaulty(proposal.faults)
    if not proposal.changes_something:
        raise NothingToTakeIn


def _put_ratings(part: SharedPart, proposal: Proposal, released_to: str) -> None:
    """Keep the points that a party released of its units; whoever works for this office sees those."""
    given = rows_of(read_part(part.content, part.party))["units"]
    for code, unit in proposal.taken["units"].items():
        for competency, task in given[code].get("metl", {}).items():
            if task.get("start") is not None:
                known = Task.objects.filter(unit__code=code, competency__code=competency)
                known.update(start_points=unit["metl"][competency].get("start"), released_to=released_to)
