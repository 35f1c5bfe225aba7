"""Lists that were taken in and what they brought, and how the columns of senders are read."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tansiq.core.errors import NotFound
from tansiq.core.queries import some_at_a_time
from tansiq.documents.access.sheets import may_give_sheets, seen_imports
from tansiq.documents.models import Attachment, GivenSheet, SheetImport, SheetMapping, Summary, Tagging
from tansiq.documents.queries.sheets.knowing import labels_of
from tansiq.documents.queries.sheets.preview import Preview, preview_left, value_told
from tansiq.organisations.models import Unit
from tansiq.people.models import Person
from tansiq.planning.queries.programme_file.taken import Brought, Latest, Obstacle, Taken
from tansiq.planning.rules import Hindrance
from tansiq.training.models import Course
from tansiq.ui.tongue import page_language
from tansiq_desk.sheets.fields import fields_of
from tansiq_desk.sheets.rows import at

PAGES = {
    "requests": "training:request", "courses": "training:course", "units": "training:unit", "venues": "training:venue",
    "instructor_pools": "training:pool",
}  # fmt: skip
"""Where the record of each list has its page."""
LIST_PAGES = {
    "requests": "training:requests", "courses": "training:courses", "units": "training:units", "venues": "training:venues",
    "instructor_pools": "training:pools",
}  # fmt: skip
"""Where each list has its page."""
SUBJECTS = {"units": "unit", "courses": "course", "venues": "venue"}
"""What attachments, tags and summaries are about, by the list that it comes in."""


def given_by(person: Person) -> GivenSheet | None:
    """Give the file that someone gave, without its rows."""
    return GivenSheet.objects.defer("rows").filter(by=person.username).first()


def imports_seen(person: Person) -> QuerySet[SheetImport]:
    """Give the lists taken in that someone sees, the latest first, without what they brought."""
    return SheetImport.objects.filter(seen_imports(person)).defer("content").order_by("-pk")


def import_seen(person: Person, number: int) -> SheetImport:
    """Give a list taken in that someone sees.

    Raises
    ------
    NotFound
    """
    found: SheetImport | None = SheetImport.objects.filter(seen_imports(person), pk=number).first()
    if found is None:
        raise NotFound
    return found


def taken_in_before(person: Person, given: GivenSheet) -> SheetImport | None:
    """Give the time when the very same file was taken in and not taken back."""
    same = SheetImport.objects.filter(seen_imports(person), sha256=given.sha256, taken_back_at=None)
    return same.defer("content").order_by("-pk").first()


def mappings_of(person: Person) -> QuerySet[SheetMapping]:
    """Give how the columns of each sender are read in this person's office."""
    if not may_give_sheets(person):
        return SheetMapping.objects.none()
    return SheetMapping.objects.filter(owner=person.party).order_by("sender", "-at", "-pk")


def brought_of(taken: SheetImport) -> dict[str, dict[str, Taken]]:
    """Give what a list brought."""
    brought = _content(taken)["brought"]
    return {section: {code: Taken(*it) for code, it in rows.items()} for section, rows in brought.items()}


def latest_of(taken: SheetImport) -> Latest:
    """Give the latest plan, search, released part and line of the journal at the moment when a list was taken in."""
    return Latest(*_content(taken)["latest"])


def has_rows_left(person: Person, taken: SheetImport) -> bool:
    """Tell whether someone can have the rows that were left: who gave the list, since the reasons name what they saw."""
    return taken.by == person.username and bool(_content(taken).get("left"))


def rows_left(person: Person, number: int) -> Preview:
    """Give the rows that were left when someone took in a list.

    Raises
    ------
    NotFound
    """
    taken = import_seen(person, number)
    if not has_rows_left(person, taken):
        raise NotFound
    return preview_left(taken.section, _content(taken)["left"])


def _content(taken: SheetImport) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(zlib.decompress(bytes(taken.content)))
    return content


def spoken_of(brought: Brought) -> Iterator[Obstacle]:
    """Name the added records that something of this area is about: attachments, tags, summaries."""
    for section, kind in SUBJECTS.items():
        codes = [code for code, it in brought.get(section, {}).items() if it.before is None]
        tables: tuple[Any, ...] = (Attachment, Tagging, Summary)
        for few in some_at_a_time(codes):
            for table in tables:
                about = table.objects.filter(subject_kind=kind, subject_code__in=few)
                for code in about.values_list("subject_code", flat=True).distinct():
                    yield Obstacle(section, code, Hindrance.USED)


@dataclass(frozen=True)
class ToldRecord:
    """A record that a list brought: what it is called, its page where it is still there, and what became other."""

    code: str
    names: Mapping[str, str]
    page: str
    is_new: bool
    cells: Sequence[tuple[str, ...]]


def records_told(taken: SheetImport, rows: Sequence[tuple[str, str, Taken]]) -> list[ToldRecord]:
    """Say what a list did to some records."""
    labels, lang = labels_of(taken.section), page_language()
    courses = {
        it.code: it.names
        for it in Course.objects.filter(code__in=[str(it.after.get("course")) for *_of, it in rows])
    }
    units = {
        it.code: it.names
        for it in Unit.objects.filter(code__in=[str(it.after.get("unit")) for *_of, it in rows])
    }
    found = []
    for section, code, it in rows:
        names = it.after.get("name") or courses.get(str(it.after.get("course")), {})
        cells = [
            (
                field.heading(lang),
                *(value_told(section, key, it, labels.get(key, {}), {**courses, **units}) for it in pair),
            )
            for key, field in fields_of(section).items()
            if key != "id" and (it.before or section == "requests")
            for pair in [(at(it.before, key, section), at(it.after, key, section))]
            if pair[0] != pair[1]
        ]
        page = "" if it.before is None and taken.taken_back_at else PAGES[section]
        found.append(ToldRecord(code, names, page, it.before is None, cells))
    return found
