"""The form of a record in words, line by line, for whoever decides what becomes of it; and beside what is kept here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.translation import gettext as _

from tansiq.accords.models import Accord, AgendaItem, Decision, Delegation, Meeting
from tansiq.accords.queries.crossing import form_here
from tansiq.accords.queries.parties import party_names
from tansiq.accords.rules.accords import CLAUSES, CooperationArea
from tansiq.accords.rules.crossing import LANGUAGES, Columns, Form
from tansiq.accords.rules.reading import read_accord, read_decision, read_minutes
from tansiq.core.models import Record
from tansiq.core.verbs import entry_told, value_told
from tansiq.organisations.models import Organisation
from tansiq.ui.templatetags.tansiq import called_plainly
from tansiq.ui.tongue import day_text, listed, number

NOTHING = "—"
PARTIES = {"owner_party", "done_by_party", "confirmed_by_party", "cancel_asked_by_party", "party", "provider"}
"""Columns that hold the code of a party, or of both."""
REFERS: dict[str, type[Record]] = {
    "parent": Accord,
    "accord": Accord,
    "meeting": Meeting,
    "owner_organisation": Organisation,
    "organisations": Organisation,
}
"""Columns that hold codes of records."""
WORDS: dict[str, Mapping[str, Any]] = {"clauses": CLAUSES, "areas": dict(CooperationArea.choices)}
"""Columns that hold words with blanks between them, and what each is called."""
BOOKKEEPING = {"from_article", "fictional_fields"}
"""Columns that say nothing to an officer."""


class Line(NamedTuple):
    """A line of a form: what it is called, and what it says."""

    label: str
    text: str


class Difference(NamedTuple):
    """A line that says something else here than with the partner."""

    label: str
    here: str
    theirs: str


Lines = dict[str, Line]


def form_told(kind: str, form: Form) -> list[Line]:
    """Give what a form says, without taking it in.

    Raises
    ------
    FormFaulty
    """
    return [line for line in _LINES[kind](form).values() if line.text != NOTHING]


def differences(kind: str, form: Form) -> list[Difference]:
    """Give what a form says otherwise than the record here, or all it says where this node has none.

    Raises
    ------
    FormFaulty
    """
    theirs = _LINES[kind](form)
    ours = form_here(kind, form)
    return differing(_LINES[kind](ours) if ours else {}, theirs)


def differing(here: Lines, theirs: Lines) -> list[Difference]:
    """Give the lines of two forms of a record that differ, in the order of theirs."""
    found = []
    for key in [*theirs, *(key for key in here if key not in theirs)]:
        ours_line, their_line = here.get(key), theirs.get(key)
        texts = [line.text if line else NOTHING for line in (ours_line, their_line)]
        label = (their_line or ours_line or Line(key, "")).label
        if texts[0] != texts[1]:
            found.append(Difference(label, texts[0], texts[1]))
    return found


class Names:
    """What parties and records are called on a page, each looked up once."""

    def __init__(self) -> None:
        self._found: dict[tuple[type[Record], str], str] = {}

    @cached_property
    def parties(self) -> dict[str, str]:
        """Names of the parties, and of both, by code."""
        return {code: called_plainly(names) for code, names in party_names().items()}

    def of(self, table: type[Record], codes: Iterable[str]) -> str:
        """Give what records are called, each with its code; one that this node has not is its code alone."""
        wanted = list(codes)
        new = [code for code in wanted if (table, code) not in self._found]
        known = (
            {it.code: called_plainly(it) for it in table._default_manager.filter(code__in=new)} if new else {}
        )
        for code in new:
            name = known.get(code, code)
            self._found[table, code] = name if name == code else f"{name} ({code})"
        return listed(self._found[table, code] for code in wanted)


def lines_of(
    table: type[Model], columns: Columns, names: Names, refers: Mapping[str, type[Record]] = REFERS
) -> Lines:
    """Give the columns of a table in words; `refers` tells which of them hold codes of which records."""
    subject = f"{table._meta.label_lower}/"
    return {
        name: Line(entry_told(subject, name), _text(subject, name, value, names, refers))
        for name, value in columns.items()
        if name not in BOOKKEEPING
    }


def under(what: str, lines: Lines) -> Lines:
    """Put lines under what they are about."""
    said = _("%(what)s: %(line)s")
    return {
        f"{what}/{key}": Line(said % {"what": what, "line": line.label}, line.text)
        for key, line in lines.items()
    }


def _text(subject: str, name: str, value: Any, names: Names, refers: Mapping[str, type[Record]]) -> str:
    match value:
        case None | "" | [] | ():
            return NOTHING
        case list() | tuple():
            return names.of(refers[name], value)
        case date():
            return day_text(value.date() if isinstance(value, datetime) else value)
        case time():
            return value.isoformat("minutes")
        case int() if not isinstance(value, bool):
            return number(value)
        case str() if name in PARTIES:
            return names.parties.get(value, value)
        case str() if name in refers:
            return names.of(refers[name], [value])
        case str() if name in WORDS:
            return listed(str(WORDS[name].get(word, word)) for word in value.split())
    return value_told(subject, name, value) or str(value)


# ------------------------------------------------------------------------------------------------------------ the kinds
def _accord_lines(form: Form) -> Lines:
    return lines_of(Accord, read_accord(form), Names())


def _decision_lines(form: Form) -> Lines:
    return lines_of(Decision, read_decision(form), Names())


def _minutes_lines(form: Form) -> Lines:
    said, names = read_minutes(form), Names()
    found = lines_of(Meeting, said.meeting, names)
    for position, came in enumerate(said.delegations, 1):
        own = {language: came[f"name_{language}"] for language in LANGUAGES}
        who = names.parties.get(came["party"], came["party"]) or called_plainly(own)
        rest = {name: it for name, it in came.items() if name != "party" and not name.startswith("name_")}
        lines = under(who, lines_of(Delegation, rest, names))
        found |= {f"{position}/{key}": line for key, line in lines.items()}
    for position, item in enumerate(said.agenda, 1):
        called = _("agenda, item %(number)s") % {"number": number(position)}
        found |= under(called, lines_of(AgendaItem, item, names))
    for decision in said.decisions:
        called = _("decision %(code)s") % {"code": decision["code"]}
        rest = {name: it for name, it in decision.items() if name != "code"}
        found |= under(called, lines_of(Decision, rest, names))
    return found


_LINES = {"accord": _accord_lines, "minutes": _minutes_lines, "decision": _decision_lines}
