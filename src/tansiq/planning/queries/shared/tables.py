"""Parts and plans as tables, every row in words: what an officer reads before one leaves, and once one came.

Sheets and headings are those of the workbook, so that a key of the programme file that is new is told the day it is added.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, overload

from django.utils.translation import gettext as _

from tansiq.core.models import Named
from tansiq.core.rules import JOINT
from tansiq.planning.models import Programme
from tansiq.planning.queries.programme_file.faulty import ProgrammeFaulty
from tansiq.planning.queries.programme_file.seen import TABLES
from tansiq.planning.queries.shared.bearing import demand_bearable
from tansiq.planning.queries.shared.merging import PartShape, part_to_show
from tansiq.planning.queries.shared.parties import party_called
from tansiq.training.models import Request
from tansiq.training.queries.catalogue import month_day
from tansiq.ui.tongue import day_text, number, page_language, spoken
from tansiq_desk.words import Voice
from tansiq_desk.words.languages import base
from tansiq_desk.workbook.kinds import Kind
from tansiq_desk.workbook.layout import SINGLES, Column, Sheet, layout
from tansiq_desk.workbook.rows import rows_of as sheet_rows
from tansiq_desk.workbook.wording import TONGUES, choice_label, heading, sheet_title, word
from tansiq_planner.errors import FaultyFileError
from tansiq_planner.files import read_plan_text
from tansiq_planner.files.schema.plan import PlanDocument

OWN_CODE = {"id", "of"}
"""Columns that name their own row, or the row that theirs belongs to."""
KNOWN_TO_BOTH = {"parties", "organisations"}
"""Sections that both sides know, whoever owns a row."""
YEAR = "year"
Cell = tuple[str, ...]
"""What stands in a cell, line by line."""


TableRow = tuple[Cell, ...]


class TableRows(Sequence[TableRow]):
    """Rows that are put in words when they are shown: of a large part no page shows them all."""

    def __init__(self, rows: Sequence[Any], told: Callable[[Any], TableRow]) -> None:
        self._rows, self._told = rows, told

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> TableRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[TableRow]: ...
    def __getitem__(self, place: int | slice) -> TableRow | list[TableRow]:
        if isinstance(place, slice):
            return [self._told(it) for it in self._rows[place]]
        return self._told(self._rows[place])


@dataclass(frozen=True, slots=True)
class Table:
    """A section of a part or of a plan: its title, what its columns are called, and every row."""

    name: str
    title: str
    headings: tuple[str, ...]
    rows: Sequence[TableRow]


class NamesHere:
    """What codes are called, as far as a party may know: by the records here, and by the text that is told itself."""

    def __init__(self, party: str) -> None:
        self.party = party
        self._said: dict[str, str] = {}

    @cached_property
    def _known(self) -> dict[str, str]:
        seen: dict[str, str] = {}
        for section, kind in TABLES.items():
            if not issubclass(kind, Named):
                continue
            rows = kind.objects.all()
            if section not in KNOWN_TO_BOTH:
                rows = rows.seen_by_parties(frozenset({self.party}))
            for code, ar, fr, en in rows.values_list("code", "name_ar", "name_fr", "name_en"):
                seen[code] = spoken({"ar": ar, "fr": fr, "en": en}, code).text
        for programme in Programme.objects.all():
            seen |= _names_in(programme.sections)
        return seen

    def learn(self, document: Mapping[str, Any]) -> None:
        """Learn what a text itself calls its rows."""
        self._said |= _names_in(document)

    def called(self, code: str) -> str:
        """Give what a code is called, with the code; the code alone where it is not known by a name."""
        if code == JOINT:
            return party_called(code)
        name = self._plainly(code)
        return name if name == code else f"{name} ({code})"

    @cached_property
    def _askers(self) -> dict[str, str]:
        seen = Request.objects.seen_by_parties(frozenset({self.party}))
        return dict(seen.values_list("code", "unit__code"))

    def asked_by(self, request: str) -> str:
        """Give which unit asked, with the code of its request; the code alone where the request is not known here."""
        unit = self._askers.get(request)
        return f"{self._plainly(unit)} ({request})" if unit else request

    def _plainly(self, code: str) -> str:
        return self._said.get(code) or self._known.get(code) or code


def _names_in(document: Any) -> dict[str, str]:
    """Give what the rows of a document are called, by code, however deep they lie."""
    found: dict[str, str] = {}
    if isinstance(document, Mapping):
        named = document.get("name") or document.get("title")
        if isinstance(document.get("id"), str) and isinstance(named, Mapping):
            found[document["id"]] = spoken({str(it): str(text) for it, text in named.items()}).text
        document = list(document.values())
    if isinstance(document, list):
        for it in document:
            found |= _names_in(it)
    return found


# -------------------------------------------------------------------------------------------------------------- a part
def part_tables(content: str, names: NamesHere) -> list[Table]:
    """Give all that a part holds, sheet by sheet; what its file leaves out is left out.

    Raises
    ------
    ProgrammeFaulty, TooFaulty
    """
    said = part_to_show(content)
    names.learn(said)
    shaped: Any = PartShape.model_validate(said)
    rows = sheet_rows(shaped)
    tables = (_sheet_table(sheet, rows[sheet.name], names) for sheet in layout())
    return [it for it in tables if it.rows]


def _sheet_table(sheet: Sheet, rows: list[dict[str, Any]], names: NamesHere) -> Table:
    lang = page_language()
    if sheet.name == SINGLES:
        return _singles(sheet, rows[0] if rows else {}, names)
    columns = [it for it in sheet.columns if any(_says_something(it, row) for row in rows)]
    groups = list(_grouped(columns).items())
    filled = [row for row in rows if any(row.get(it.key) is not None for it in columns)]
    titles = tuple(heading(lang, sheet.name, stem) for stem, _group in groups)
    told = TableRows(filled, lambda row: tuple(_cell_of(group, row, names) for _stem, group in groups))
    return Table(sheet.name, sheet_title(lang, sheet.name), titles, told)


def _singles(sheet: Sheet, row: Mapping[str, Any], names: NamesHere) -> Table:
    """Give what a programme has once, each as a row of its own."""
    lang = page_language()
    groups = _grouped(it for it in sheet.columns if _says_something(it, row))
    told = [
        ((heading(lang, sheet.name, stem),), _cell_of(group, row, names)) for stem, group in groups.items()
    ]
    titles = word(lang, "plan_headings", "figure"), word(lang, "plan_headings", "value")
    return Table(sheet.name, sheet_title(lang, sheet.name), titles, told)


def _says_something(column: Column, row: Mapping[str, Any]) -> bool:
    value = row.get(column.key)
    return value is not None and value != {} and (column.required or value != column.default)


def _grouped(columns: Iterable[Column]) -> dict[str, list[Column]]:
    """Put the columns of one text in several languages together."""
    groups: dict[str, list[Column]] = {}
    for it in columns:
        stem, _dot, last = it.key.rpartition(".")
        groups.setdefault(stem if stem and last in TONGUES else it.key, []).append(it)
    return groups


def _cell_of(group: list[Column], row: Mapping[str, Any], names: NamesHere) -> Cell:
    """Give what the columns of a cell say; of a text in several languages that of the page comes first."""
    own = base(page_language())
    ordered = sorted(group, key=lambda it: it.key.rpartition(".")[2] != own)
    return tuple(line for column in ordered for line in _lines(column, row.get(column.key), names))


def _lines(column: Column, value: Any, names: NamesHere) -> Iterator[str]:
    """Give what a value says, line by line; codes of other rows with what those are called."""
    if value is None:
        return
    item = column.kind.item or column.kind
    is_own = column.key in OWN_CODE
    if isinstance(value, Mapping):
        yield from (_pair(names.called(str(key)), _text(item, it, names)) for key, it in value.items())
    elif isinstance(value, list):
        yield from (_text(item, it, names) for it in value)
    elif column.key in {"id", YEAR}:
        yield str(value)
    else:
        yield names.called(str(value)) if is_own else _text(column.kind, value, names)


def _pair(what: str, text: str) -> str:
    return _("%(what)s: %(line)s") % {"what": what, "line": text}


def _text(kind: Kind, value: Any, names: NamesHere) -> str:
    match value:
        case bool():
            return choice_label(page_language(), "yes" if value else "no")
        case date() if kind.name == "day":
            return day_text(value)
        case int() | float():
            return number(value)
        case str() if kind.name == "code":
            return names.called(value)
        case str() if kind.name == "choice":
            return choice_label(page_language(), value)
        case str() if kind.name == "month_day":
            return month_day(value)
        case str() if kind.name == "yearly_span":
            return " – ".join(month_day(it) for it in value.split("/"))
    return str(value)


# -------------------------------------------------------------------------------------------------------------- a plan
def plan_tables(content: str, names: NamesHere) -> list[Table]:
    """Give what a plan decides: its editions, its exercises, what it leaves out, and what it costs.

    Raises
    ------
    ProgrammeFaulty, TooFaulty
    """
    demand_bearable(content, PlanDocument)
    try:
        plan = read_plan_text(content)
    except FaultyFileError as error:
        raise ProgrammeFaulty(error.faults) from error
    names.learn(json.loads(content))
    tables = (
        _plan_table(
            "editions", "course venue first_day weeks people seats_here instructors", _editions(plan, names)
        ),
        _plan_table("exercises", "exercise first_day last_day conference", _exercises(plan, names)),
        _plan_table("unplanned", "what missing", _unplanned(plan, names)),
        _plan_table("money", "line payer kind year spent allowed", _money(plan, names)),
    )
    return [it for it in tables if it.rows]


def _plan_table(name: str, headings: str, rows: Iterable[tuple[Cell, ...]]) -> Table:
    lang = page_language()
    titles = tuple(word(lang, "plan_headings", it) for it in headings.split())
    return Table(name, word(lang, "plan_sheets", name), titles, list(rows))


def _editions(plan: PlanDocument, names: NamesHere) -> Iterator[tuple[Cell, ...]]:
    for it in plan.editions:
        yield (
            (names.called(it.course),), (names.called(it.venue),), (day_text(date.fromisoformat(str(it.start))),),
            (number(it.weeks),), (number(sum(it.seats.values())),),
            tuple(_pair(names.asked_by(request), number(seats)) for request, seats in it.seats.items()),
            tuple(_pair(names.called(pool), number(count)) for pool, count in it.instructors.items()),
        )  # fmt: skip


def _exercises(plan: PlanDocument, names: NamesHere) -> Iterator[tuple[Cell, ...]]:
    voice = Voice(page_language())
    for it in plan.exercises:
        first = date.fromisoformat(str(it.start))
        conferences = (
            _pair(voice.term("conference", kind), day_text(date.fromisoformat(str(day))))
            for kind, day in it.conferences.items()
        )
        last = first + timedelta(days=it.days - 1)
        yield (names.called(it.exercise),), (day_text(first),), (day_text(last),), tuple(conferences)


def _unplanned(plan: PlanDocument, names: NamesHere) -> Iterator[tuple[Cell, ...]]:
    for it in plan.unplanned:
        asked = names.asked_by(it.id)
        yield (asked if asked != it.id else names.called(it.id),), ((number(it.seats),) if it.seats else ())


def _money(plan: PlanDocument, names: NamesHere) -> Iterator[tuple[Cell, ...]]:
    voice = Voice(page_language())
    for it in plan.score.spending:
        payer = names.called(it.payer)
        yield (
            (names.called(it.line),) if it.line else (), (voice.term("payer", it.payer) if payer == it.payer else payer,),
            (voice.term("cost_kind", it.kind),), (str(it.year),), (number(it.spent),),
            () if it.allowed is None else (number(it.allowed),),
        )  # fmt: skip
