"""Merges released parts into the one text of a programme: the same on every node, in whatever order the parts are given."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import create_model

from tansiq.core.errors import Refused
from tansiq.core.rules import JOINT
from tansiq.organisations.rules import PartyKind
from tansiq.planning.queries.programme_file.faulty import ProgrammeFaulty
from tansiq.planning.queries.programme_file.rows import LISTS, WHOLES, Rows, rows_of
from tansiq.planning.queries.shared.bearing import demand_bearable
from tansiq.planning.queries.shared.cutting import NEVER, part_owner, part_text
from tansiq.planning.queries.shared.parties import party_called
from tansiq_planner.errors import Fault, FaultyFileError
from tansiq_planner.files.json_text import read_json
from tansiq_planner.files.located import Document, placed, plain
from tansiq_planner.files.opening import document_of
from tansiq_planner.files.reading import programme_of
from tansiq_planner.files.schema import Programme as Schema
from tansiq_planner.files.schema.basics import Record
from tansiq_planner.files.shape import check_shape

MOST_TOLD = 10
SECTIONS_OF_PARTS = {"part", *WHOLES, *LISTS} - {NEVER}
"""What a part may hold at all; whose rows are in it is judged row by row."""

_SECTIONS: dict[str, Any] = {
    name: (Any if field.annotation is None else field.annotation | None, None)
    for name, field in Schema.model_fields.items()
}
PartShape: Any = create_model("PartShape", __base__=Record, **_SECTIONS)
"""A part alone: any of the sections of a programme, each in its own shape."""


class RowsOfOthers(Refused):
    """A part holds what is not its party's to say."""

    def __init__(self, party: str, rows: list[str]) -> None:
        self.party, self.rows = party, tuple(rows)
        text = _(
            "The part of %(party)s holds records that are not its own: %(rows)s. Nothing was taken from it. Have them "
            "release their part anew, without these."
        )
        super().__init__(text % {"party": party_called(party), "rows": ", ".join(rows[:MOST_TOLD])})


def merged_text(contents: Collection[str]) -> str:
    """Give the one text of the programme that these parts make together.

    Raises
    ------
    ProgrammeFaulty
        With every fault of the parts and between them.
    RowsOfOthers
        Where a part holds records of another party, or of both.
    """
    return _merged(tuple(sorted(contents)))


def read_part(content: str, name: str) -> dict[str, Any]:
    """Give what a part says, whose text is read as strictly as any programme file.

    Raises
    ------
    ProgrammeFaulty, TooFaulty
    """
    demand_bearable(content, PartShape)
    document, faults = document_of(content, f"{name}.json", read_json)
    if document is None or faults:
        raise ProgrammeFaulty(faults)
    said = plain(document.root)
    assert isinstance(said, dict)  # noqa: S101 - `document_of` gives nothing else
    faults = check_shape(PartShape, said)[1]
    if faults:
        raise ProgrammeFaulty([placed(it, document.root) for it in faults])
    return said


@lru_cache(maxsize=4)
def part_to_show(content: str) -> Mapping[str, Any]:
    """Give what a part says, for pages that show it and change nothing of it: a large one takes seconds to read.

    Raises
    ------
    ProgrammeFaulty, TooFaulty
    """
    return read_part(content, "part")


@lru_cache(maxsize=4)
def _merged(contents: tuple[str, ...]) -> str:
    documents, faults = _read(contents)
    try:
        programme, _parts = programme_of(documents, faults)
    except FaultyFileError as error:
        raise ProgrammeFaulty(error.faults) from error
    merged = programme.model_dump(mode="json", by_alias=True, exclude_unset=True)
    _refuse_rows_of_others(documents, merged)
    return part_text(merged)


def _read(contents: Collection[str]) -> tuple[list[Document], list[Fault]]:
    documents, faults = [], []
    for number, content in enumerate(contents, 1):
        document, found = document_of(content, f"{number}.json", read_json)
        faults += found
        if document is not None:
            documents.append(document)
    return documents, faults


def _refuse_rows_of_others(documents: Collection[Document], merged: Mapping[str, Any]) -> None:
    rows = rows_of(merged)
    parties = {it["id"] for it in merged["parties"] if it["kind"] == PartyKind.PARTICIPANT}
    for document in documents:
        said = plain(document.root)
        assert isinstance(said, dict)  # noqa: S101 - it was merged
        party = party_of(said)
        foreign = list(foreign_rows(party, said, rows, parties))
        if foreign:
            raise RowsOfOthers(party, foreign)


def party_of(part: Mapping[str, Any]) -> str:
    """Give whose part a document says that it is."""
    header = part.get("part")
    party = header.get("party") if isinstance(header, Mapping) else JOINT
    return party if isinstance(party, str) else JOINT


def foreign_rows(
    party: str, part: Mapping[str, Any], around: Rows, parties: Collection[str]
) -> Iterator[str]:
    """Give the rows of a part that belong in another, by their codes; `around` tells whose they are."""
    yield from sorted(part.keys() - SECTIONS_OF_PARTS)
    for section, of in rows_of(part).items():
        for code, row in of.items():
            if part_owner(section, around[section].get(code, row), around, parties) != party:
                yield code or section
