"""The verbs of sheets: give one, say how it is read, take in its list, take that back, forget how a sender's are read."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import DataError, transaction
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import ChangedMeanwhile, NotAllowed, NotFound, Refused
from tansiq.core.models import Node
from tansiq.core.rules import folded
from tansiq.core.services import hold_journal, write_line
from tansiq.documents.access.sheets import may_give_sheets, may_take_back, sections_to_take_in, seen_imports
from tansiq.documents.models import GivenSheet, SheetImport, SheetMapping
from tansiq.documents.queries.sheets.imports import brought_of, latest_of, spoken_of
from tansiq.documents.queries.sheets.judging import Judged, judged
from tansiq.documents.queries.sheets.knowing import known_to
from tansiq.documents.queries.sheets.preview import kept, left_over
from tansiq.documents.queries.sheets.reading import (
    best_sheet,
    first_rows,
    head_guessed,
    headings_sha256,
    remembered,
)
from tansiq.documents.rules.sheets import LONGEST_SENDER, MOST_SHEET_BYTES, LineKind
from tansiq.people.models import Person
from tansiq.planning.models import Programme
from tansiq.planning.queries.programme_file.faulty import ProgrammeFaulty
from tansiq.planning.queries.programme_file.rows import Rows, owner_of, rows_of
from tansiq.planning.queries.programme_file.seen import known_document, seen_document
from tansiq.planning.services.putting import CannotBeKept, PreviewOutOfDate, hold, put_taken, told_by_code
from tansiq.planning.services.reading_in import (
    CannotBeRead,
    NothingGiven,
    NothingToTakeIn,
    OthersAreRead,
    short_name,
)
from tansiq.planning.services.taking_back import (
    CannotBeTakenBack,
    brought_by,
    hold_brought,
    latest,
    sources_of,
    take_back,
)
from tansiq_desk.apart import fault_of
from tansiq_desk.confined import BusyError, NoAnswerError, Reader
from tansiq_desk.sheets.finding import headings_key
from tansiq_desk.sheets.grid import ROWS

MOST_SECONDS = 40
READER = Reader("tansiq_desk.sheets.apart", MOST_SECONDS)


class SheetTooLarge(Refused):
    """The file has more bytes than a list can have."""

    message = _(
        "This file is larger than 10 million bytes, so it was not read. Take out pictures and sheets that are no lists, "
        "then give it again."
    )


class NothingInIt(Refused):
    """No sheet of the file says anything."""

    message = _("No sheet of this file says anything. Choose the right file.")


class NotMapped(Refused):
    """It is not said yet how the sheet is read."""

    message = _("Say first which list the sheet is, and which column is which field.")


class HeadingsTooFarDown(Refused):
    """The row of the headings lies below those that are kept to be looked at."""

    message = _(
        "The headings must stand in one of the first rows that say something, here down to row %(row)s. Take out what "
        "stands above them, then give the file again."
    )

    def __init__(self, row: int) -> None:
        super().__init__(str(self.message) % {"row": row})


class NoHeadingsThere(Refused):
    """The row that is said to hold the headings says nothing."""

    message = _("Row %(row)s of this sheet says nothing. Choose the row in which the headings stand.")

    def __init__(self, row: int) -> None:
        super().__init__(str(self.message) % {"row": row})


class RowsFaulty(Refused):
    """Some rows have faults, and nobody said that the others are taken in without them."""

    message = _(
        "Some rows have faults, so nothing was taken in. Mend them, or take in the good rows and leave the faulty ones."
    )


class TakenBackAlready(Refused):
    """The list was taken back before."""

    message = _("This list was taken back already.")


# --------------------------------------------------------------------------------------------------------- give and read
def give_sheet(*, name: str, content: bytes, sender: str, by: Person, at: datetime) -> GivenSheet:
    """Read a file of sheets, in a process of its own within limits, and keep it until its list is taken in or left.

    Raises
    ------
    NotAllowed, SheetTooLarge, CannotBeRead, ProgrammeFaulty, NothingInIt
        Nothing was written.
    """
    if not may_give_sheets(by):
        raise NotAllowed
    if len(content) > MOST_SHEET_BYTES:
        raise SheetTooLarge
    short = short_name(name)
    sheets, rows = _read_apart(short, content)
    if not sheets:
        raise NothingInIt
    fields = {
        "name": short,
        "sender": " ".join(sender.split())[:LONGEST_SENDER],
        "sha256": hashlib.sha256(content).hexdigest(),
        "told": sheets,
        "rows": rows,
        "at": at,
    }
    given = GivenSheet(by=by.username, **fields)
    _guess(given, best_sheet(sheets), by)
    guessed = {it: getattr(given, it) for it in ("sheet", "section", "head", "as_last_time")}
    fresh = {"preview": None, "digest": ""}
    return GivenSheet.objects.update_or_create(by=by.username, defaults={**fields, **guessed, **fresh})[0]


def choose_sheet(*, shown: str, sheet: int, section: str, heading: int | None, by: Person) -> GivenSheet:
    """Say which sheet of the file is the list, which list it is, and where its headings stand; the rest is guessed anew.

    `shown` is what the form was about (`GivenSheet.shown_as`), here as in `map_columns`.
    """
    given = _given(by, shown=shown)
    if not 0 <= sheet < len(given.told):
        raise NotFound
    rows = {number for number, _cells in first_rows(given.told[sheet])}
    if heading is not None and heading > (last := max(rows, default=1)):
        raise HeadingsTooFarDown(last)
    if heading is not None and heading not in rows:
        raise NoHeadingsThere(heading)
    _guess(given, sheet, by, section, heading)
    given.preview, given.digest = None, ""
    return _keep(given, "sheet", "section", "as_last_time")


def _guess(given: GivenSheet, sheet: int, by: Person, section: str = "", heading: int | None = None) -> None:
    told = given.told[sheet]
    known = None if section or heading else remembered(by, given.sender, told)
    given.sheet, given.as_last_time = sheet, known is not None
    if known is not None:
        mapping, first, last = known
        given.section, given.head = mapping.section, {**mapping.head, "first": first, "last": last}
        return
    seen = _seen(by)
    head = head_guessed(told, known_to(seen), section, heading)
    given.section = head.section
    given.head = {
        "first": head.first, "last": head.last, "headings": head.headings, "fields": head.fields,
        "scores": [round(it, 2) for it in head.scores], "fixed": {}, "order": "",
    }  # fmt: skip


def _seen(by: Person) -> Rows:
    programme = _programme()
    return rows_of(seen_document(programme, by, known_document(programme)))


def map_columns(
    *, shown: str, fields: list[str], fixed: Mapping[str, str], order: str, node: Node, by: Person
) -> GivenSheet:
    """Say which column is which field, and see what taking in the list would do."""
    given = _given(by, shown=shown)
    if given.section not in sections_to_take_in(by):
        raise NotAllowed
    given.head = {**given.head, "fields": fields, "fixed": dict(fixed), "order": order}
    return _look(given, node, by)


def look_again(*, node: Node, by: Person) -> GivenSheet:
    """See anew what taking in the list would do."""
    return _look(_given(by), node, by)


def _look(given: GivenSheet, node: Node, by: Person) -> GivenSheet:
    found = judged(given, _programme(), by, node)
    given.preview, given.digest = zlib.compress(kept(found)), found.digest
    return _keep(given, sheet=given.sheet, section=given.section)


def _keep(given: GivenSheet, *names: str, **as_read: Any) -> GivenSheet:
    """Keep what was decided of a file, in one statement: only where nobody took it in, left it or gave another meanwhile."""
    decided = {name: getattr(given, name) for name in (*names, "head", "preview", "digest")}
    there = GivenSheet.objects.filter(by=given.by)
    if not there.filter(pk=given.pk, at=given.at, sha256=given.sha256, **as_read).update(**decided):
        raise ChangedMeanwhile if there.exists() else NothingGiven
    return given


def leave_sheet(*, by: Person) -> None:
    """Forget a file that was given and not taken in."""
    GivenSheet.objects.filter(by=by.username).delete()


def _given(by: Person, *, shown: str | None = None, is_held: bool = False) -> GivenSheet:
    if not may_give_sheets(by):
        raise NotAllowed
    found = GivenSheet.objects.select_for_update() if is_held else GivenSheet.objects.all()
    given: GivenSheet | None = found.filter(by=by.username).first()
    if given is None:
        raise NothingGiven
    if shown not in {None, given.shown_as}:
        raise ChangedMeanwhile
    return given


def _programme() -> Programme:
    programme: Programme | None = Programme.objects.order_by("pk").first()
    if programme is None:
        raise NotFound
    return programme


def _held(code: str) -> Programme:
    """Give the programme, held with all of its records until the transaction ends."""
    programme: Programme | None = Programme.objects.select_for_update(no_key=True).filter(code=code).first()
    if programme is None:
        raise NotFound
    hold(rows_of(known_document(programme)))
    return programme


# ------------------------------------------------------------------------------------------------ take in and take back
@transaction.atomic
def take_in_sheet(*, digest: str, without_faulty: bool, node: Node, by: Person, at: datetime) -> SheetImport:
    """Do what the preview of one's sheet showed, all of it or nothing; faulty rows are left where that is said.

    Raises
    ------
    NotAllowed, NothingGiven, NotMapped, PreviewOutOfDate, RowsFaulty, ProgrammeFaulty, NothingToTakeIn, CannotBeKept
        Nothing was written.
    """
    given = _given(by, is_held=True)
    if not given.digest:
        raise NotMapped
    programme = _held(_programme().code)
    found = judged(given, programme, by, node)
    if found.digest != digest:
        raise PreviewOutOfDate
    _refuse(found, without_faulty=without_faulty)
    sources = sources_of(found.proposal)
    try:
        put_taken(programme, found.proposal, released_to={}, source=given.name, by=by, at=at)
    except DataError as error:  # PostgreSQL; SQLite keeps whatever it gets
        raise CannotBeKept from error
    if rows_of(known_document(Programme.objects.get(pk=programme.pk))) != rows_of(found.proposal.document):
        raise PreviewOutOfDate  # what was kept is not what was shown: someone wrote in between
    kept_as = _kept_import(given, found, sources, by, at)
    _remember(given, by, at)
    changes = {
        "file": given.name, "sender": given.sender, "left": kept_as.left, **told_by_code(found.proposal),
    }  # fmt: skip
    write_line(verb="documents.take_in_sheet", subject=_subject(kept_as), changes=changes, by=by, at=at)
    given.delete()
    return kept_as


def _refuse(found: Judged, *, without_faulty: bool) -> None:
    if found.counts[LineKind.FAULTY] and not without_faulty:
        raise RowsFaulty
    if found.proposal.faults or found.proposal.has_unseen_faults:
        raise ProgrammeFaulty(found.faults)
    if not found.proposal.changes_something:
        raise NothingToTakeIn


def _kept_import(
    given: GivenSheet, found: Judged, sources: Mapping[str, Mapping[str, str]], by: Person, at: datetime
) -> SheetImport:
    brought, counts = brought_by(found.proposal, found.known, sources), found.counts
    left = counts[LineKind.FAULTY] + counts[LineKind.REFUSED]
    content = {"brought": brought, "latest": latest(), "left": left_over(given, found) if left else {}}
    return SheetImport.objects.create(
        owner=by.party, by=by.username, at=at, name=given.name, sender=given.sender, sha256=given.sha256,
        programme=found.proposal.document["meta"]["id"], section=given.section, added=counts[LineKind.ADDED],
        changed=counts[LineKind.CHANGED], left=left, content=zlib.compress(json.dumps(content).encode()),
    )  # fmt: skip


def _subject(taken: SheetImport) -> str:
    return f"documents.sheetimport/{taken.pk}"


def _remember(given: GivenSheet, by: Person, at: datetime) -> None:
    """Keep how the columns of this sender are read, for the next time."""
    SheetMapping.objects.update_or_create(
        owner=by.party,
        sender_folded=folded(given.sender)[:200],
        headings_sha256=headings_sha256(given.head["headings"]),
        defaults={
            "sender": given.sender, "section": given.section, "headings": headings_key(given.head["headings"])[:2_000],
            "head": {**given.head, "scores": []}, "by": by.username, "at": at,
        },
    )  # fmt: skip


@transaction.atomic
def take_back_sheet(*, number: int, node: Node, by: Person, at: datetime) -> SheetImport:
    """Take back a list that was taken in, the whole of it or nothing.

    Raises
    ------
    NotFound, NotAllowed, TakenBackAlready, CannotBeTakenBack
        Nothing was written.
    """
    taken = SheetImport.objects.select_for_update().filter(seen_imports(by), pk=number).first()
    if taken is None:
        raise NotFound
    if taken.taken_back_at is not None:
        raise TakenBackAlready
    programme = _held(taken.programme)
    brought = brought_of(taken)
    around = rows_of(known_document(programme))
    owners = {
        owner_of(section, it.after, around) for section, rows in brought.items() for it in rows.values()
    }
    if not may_take_back(by, node, taken.section, frozenset(owners)):
        raise NotAllowed
    hold_brought(brought)
    hold_journal()  # so that nothing is attached meanwhile to what goes away
    obstacles = list(spoken_of(brought))
    if obstacles:
        raise CannotBeTakenBack(obstacles)
    take_back(programme=programme, brought=brought, since=latest_of(taken), by=by, at=at)
    taken.taken_back_by, taken.taken_back_at = by.username, at
    taken.save(update_fields=["taken_back_by", "taken_back_at"])
    changes = {"file": taken.name, "sender": taken.sender, "rows": taken.added + taken.changed}
    write_line(verb="documents.take_back_sheet", subject=_subject(taken), changes=changes, by=by, at=at)
    return taken


@transaction.atomic
def forget_mapping(*, number: int, by: Person, at: datetime) -> None:
    """Forget how the columns of a sender are read."""
    if not may_give_sheets(by):
        raise NotAllowed
    mapping = SheetMapping.objects.filter(owner=by.party, pk=number).first()
    if mapping is None:
        raise NotFound
    changes = {"sender": mapping.sender, "section": mapping.section, "headings": mapping.headings}
    subject = f"documents.sheetmapping/{mapping.pk}"
    write_line(verb="documents.forget_mapping", subject=subject, changes=changes, by=by, at=at)
    mapping.delete()


# ------------------------------------------------------------------------------------------------------ a process apart
def _read_apart(name: str, content: bytes) -> tuple[list[dict[str, Any]], bytes]:
    try:
        told, rows = _answer_of_another_process(name, content)
    except BusyError as error:
        raise OthersAreRead from error
    except NoAnswerError as error:
        raise CannotBeRead from error
    if "faults" in told:
        raise ProgrammeFaulty([fault_of(it) for it in told["faults"]])
    return told["sheets"], rows


def _answer_of_another_process(name: str, content: bytes) -> tuple[dict[str, Any], bytes]:
    with READER.reading(name, content) as (answer, folder):
        rows = folder / ROWS
        return json.loads(answer), rows.read_bytes() if rows.exists() else b""
