"""A programme file in words: its faults, and what it would do section by section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from tansiq.planning.models import GivenFile
from tansiq.planning.queries.programme_file.proposal import ProposedRow, Section
from tansiq.ui.tongue import page_language
from tansiq_desk.commands.convert import converted
from tansiq_desk.words import Voice
from tansiq_desk.words.telling import fault_place, fault_remedy, fault_text
from tansiq_desk.workbook.wording import heading, sheet_title
from tansiq_planner.errors import Fault
from tansiq_planner.files.schema import Programme as Schema

FORMS: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "application/yaml",
    "json": "application/json",
}
"""Forms in which a programme is saved, each with its media type."""
SHOWN = 200
"""Rows of one kind in one section that a preview lists; the count tells of all."""


@dataclass(frozen=True, slots=True)
class ToldFault:
    """A fault: where it stands, what is wrong, and what would be right."""

    place: str
    text: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A row with its changed entries in words."""

    row: ProposedRow
    keys: str


@dataclass(frozen=True, slots=True)
class ToldSection:
    """A section with its title, and the rows of it that a page lists."""

    of: Section
    title: str
    added: tuple[ToldRow, ...]
    changed: tuple[ToldRow, ...]
    left: tuple[ToldRow, ...]
    gone: tuple[ToldRow, ...]


def given_by(username: str) -> GivenFile | None:
    """Give the file that someone gave to be read in."""
    return GivenFile.objects.filter(by=username).first()


def faults_told(faults: Iterable[Fault], *, is_merged: bool = False) -> list[ToldFault]:
    """Say what is wrong with a file; of a programme put together here, nothing nearby is named that a reader may not see."""
    voice = Voice(page_language())
    clean = (replace(it, figures={**it.figures, "nearest": ""}) if is_merged else it for it in faults)
    return [ToldFault(fault_place(voice, it), fault_text(voice, it), fault_remedy(voice, it)) for it in clean]


def sections_told(sections: Iterable[Section]) -> list[ToldSection]:
    """Give the sections in which something happens, is left or lacks, in words."""
    lang = page_language()
    return [
        ToldSection(
            it, title_of(lang, it.name), _rows(lang, it.name, it.added), _rows(lang, it.name, it.changed),
            _rows(lang, it.name, it.left), _rows(lang, it.name, it.gone),
        )
        for it in sections
        if it.added or it.changed or it.left or it.absent or it.gone
    ]  # fmt: skip


def _rows(lang: str, section: str, rows: Iterable[ProposedRow]) -> tuple[ToldRow, ...]:
    listed = list(rows)[:SHOWN]
    return tuple(ToldRow(it, " · ".join(key_told(lang, section, key) for key in it.keys)) for it in listed)


def title_of(lang: str, section: str) -> str:
    """Give what a section is called: as the workbook calls its sheet, else its name in the file."""
    try:
        return sheet_title(lang, section)
    except KeyError:
        return section


def key_told(lang: str, section: str, key: str) -> str:
    """Give what an entry of a row is called: as the workbook calls its sheet or column, else its name in the file."""
    with suppress(KeyError):
        return sheet_title(lang, f"{section}.{key}")
    for column in (key, f"{section}.{key}"):
        with suppress(KeyError):
            return heading(lang, section, column)
    return key


def written(document: Mapping[str, object], form: str) -> bytes:
    """Write a programme down as a file."""
    return converted(Schema.model_validate(document), form, page_language())
