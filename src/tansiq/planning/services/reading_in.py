"""The verbs of a programme file that someone reads in: give it, take in what it would do, leave it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DataError, transaction
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import NotAllowed, NotFound, Refused
from tansiq.core.models import Node
from tansiq.core.services import write_line
from tansiq.people.models import Person
from tansiq.planning.access import may_read_in
from tansiq.planning.models import GivenFile, Programme
from tansiq.planning.queries.programme_file.faulty import FaultyUnseen, ProgrammeFaulty
from tansiq.planning.queries.programme_file.proposal import proposal_of
from tansiq.planning.queries.programme_file.rows import rows_of
from tansiq.planning.queries.programme_file.seen import known_document
from tansiq.planning.services.putting import (
    CannotBeKept,
    PreviewOutOfDate,
    hold,
    put_taken,
    told_by_code,
)
from tansiq_desk import apart
from tansiq_desk.confined import BusyError, NoAnswerError, Reader

MOST_BYTES = 5_000_000
"""Of a file to read in; the example has 80 thousand."""
MOST_SECONDS = 30
LONGEST_NAME = 150
"""Bytes of a file's name that are kept, besides its ending: no disk takes more than 255."""
READER = Reader(apart.__name__, MOST_SECONDS)


class TooLarge(Refused):
    """The file has more bytes than a programme can have."""

    message = _(
        "This file is larger than 5 million bytes, so it was not read. A programme is far smaller: take out pictures, "
        "or choose the right file."
    )


class CannotBeRead(Refused):
    """Reading the file took too long or too much memory."""

    message = _(
        "This file takes too long to read, so reading was stopped and nothing was taken in. A programme is read in "
        "seconds: choose the right file, or save it anew as YAML, JSON or Excel."
    )


class OthersAreRead(Refused):
    """Files of others were being read for as long as one would wait."""

    message = _("Files of other people are being read, so this one was not. Give it again in a minute.")


class OtherProgramme(Refused):
    """The file is of another programme than that of this node."""

    message = _(
        "This file is of another programme than that of this node. Choose a file of this programme: its id must be the same."
    )


class NothingGiven(Refused):
    """There is no file to take in any more."""

    message = _("The file is no longer here: it was taken in or left already. Choose it once more.")


class NothingToTakeIn(Refused):
    """The file changes nothing."""

    message = _("There is nothing in this file that would be added or changed.")


def give_file(*, name: str, content: bytes, by: Person, at: datetime) -> GivenFile:
    """Read a file, in a process of its own within limits, and keep it until its giver confirms or leaves it.

    Raises
    ------
    NotAllowed, TooLarge, CannotBeRead, ProgrammeFaulty, OtherProgramme
        Nothing was written.
    """
    if not may_read_in(by):
        raise NotAllowed
    if len(content) > MOST_BYTES:
        raise TooLarge
    short = short_name(name)
    programme = _read_apart(short, content)
    if not Programme.objects.filter(code=programme["meta"]["id"]).exists():
        raise OtherProgramme
    fields = {"name": short, "content": programme, "at": at}
    return GivenFile.objects.update_or_create(by=by.username, defaults=fields)[0]


def leave_file(*, by: Person) -> None:
    """Forget a file that was given and not taken in."""
    GivenFile.objects.filter(by=by.username).delete()


@transaction.atomic
def take_in_file(*, digest: str, node: Node, by: Person, at: datetime) -> dict[str, dict[str, int]]:
    """Do what the preview of one's file showed, all of it or nothing; give how many rows of each section.

    Raises
    ------
    NotAllowed, NothingGiven, NothingToTakeIn, PreviewOutOfDate, ProgrammeFaulty, FaultyUnseen, CannotBeKept
        Nothing was written.
    """
    if not may_read_in(by):
        raise NotAllowed
    given = GivenFile.objects.select_for_update().filter(by=by.username).first()
    if given is None:
        raise NothingGiven
    programme = (
        Programme.objects.select_for_update(no_key=True).filter(code=given.content["meta"]["id"]).first()
    )
    if programme is None:
        raise NotFound
    hold(rows_of(given.content))
    proposal = proposal_of(programme, given.content, by, node)
    if proposal.digest != digest:
        raise PreviewOutOfDate
    if proposal.faults:
        raise ProgrammeFaulty(proposal.faults)
    if proposal.has_unseen_faults:
        raise FaultyUnseen
    if not proposal.changes_something:
        raise NothingToTakeIn
    try:
        put_taken(programme, proposal, released_to={}, source=given.name, by=by, at=at)
    except DataError as error:  # PostgreSQL; SQLite keeps whatever it gets
        raise CannotBeKept from error
    if rows_of(known_document(Programme.objects.get(pk=programme.pk))) != rows_of(proposal.document):
        raise PreviewOutOfDate  # what was kept is not what was shown: someone wrote in between
    subject, changes = f"planning.programme/{programme.code}", {"file": given.name, **told_by_code(proposal)}
    write_line(verb="planning.read_in_file", subject=subject, changes=changes, by=by, at=at)
    given.delete()
    return proposal.counts


def short_name(name: str) -> str:
    """Give a file's name as it can be kept and shown: its last part, not endless, with its ending."""
    last = name.replace("\0", "").replace("\\", "/").rpartition("/")[2]
    path = Path(last.strip(". ").encode(errors="ignore").decode() or "-")
    return f"{path.stem.encode()[:LONGEST_NAME].decode(errors='ignore')}{path.suffix[:20]}"


def _read_apart(name: str, content: bytes) -> dict[str, Any]:
    try:
        with READER.reading(name, content) as (answer, _folder):
            read = json.loads(answer)
    except BusyError as error:
        raise OthersAreRead from error
    except NoAnswerError as error:
        raise CannotBeRead from error
    if "faults" in read:
        raise ProgrammeFaulty([apart.fault_of(it) for it in read["faults"]], read["found"])
    programme: dict[str, Any] = read["programme"]
    return programme
