"""Parts in words: how many rows of each section, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tansiq.planning.queries.programme_file.file_told import ToldSection, sections_told, title_of
from tansiq.planning.queries.programme_file.proposal import ProposedRow, Section, differing
from tansiq.planning.queries.programme_file.rows import SECTIONS, Rows, names_of, rows_of
from tansiq.planning.queries.shared.cutting import kept_back, ratings_kept_back
from tansiq.planning.queries.shared.merging import part_to_show, read_part
from tansiq.ui.tongue import page_language


@dataclass(frozen=True, slots=True)
class CountedSection:
    """A section of a part: its name in the file, its title, and how many rows it has there."""

    name: str
    title: str
    rows: int


def part_told(content: str) -> list[CountedSection]:
    """Say how many rows of each section a part holds."""
    lang, rows = page_language(), rows_of(part_to_show(content))
    return [CountedSection(it, title_of(lang, it), len(rows[it])) for it in SECTIONS if rows[it]]


@dataclass(frozen=True, slots=True)
class KeptSection:
    """What a part leaves out of a section: its title, and the codes."""

    title: str
    codes: list[str]


def kept_back_told(party: str) -> list[KeptSection]:
    """Say which of a party's own records and ratings its part leaves out, as they were not released to everyone."""
    lang = page_language()
    kept = [KeptSection(title_of(lang, section), codes) for section, codes in kept_back(party).items()]
    ratings = ratings_kept_back(party)
    return [*kept, KeptSection(_("Ratings"), ratings)] if ratings else kept


def parts_compared(old_content: str | None, new_content: str) -> list[ToldSection]:
    """Say what a part adds, changes and no longer holds, section by section; without an older one, all is added."""
    old = rows_of(read_part(old_content, "old")) if old_content is not None else rows_of({})
    new = rows_of(read_part(new_content, "new"))
    return sections_told(_differences(old, new))


def _differences(old: Rows, new: Rows) -> Iterator[Section]:
    for name in SECTIONS:
        section = Section(name)
        for code, row in new[name].items():
            called = names_of(name, row, new)
            if code not in old[name]:
                section.added.append(ProposedRow(code, called))
            elif row != old[name][code]:
                section.changed.append(ProposedRow(code, called, differing(old[name][code], row)))
            else:
                section.same += 1
        section.gone = [
            ProposedRow(code, names_of(name, row, old))
            for code, row in old[name].items()
            if code not in new[name]
        ]
        yield section
