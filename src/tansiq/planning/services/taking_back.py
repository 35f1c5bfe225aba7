"""Takes back what a file brought, whole or not at all: what it added goes, what it changed gets back what it had."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, cast

from django.db.models import Max, ProtectedError
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import Refused
from tansiq.core.queries import last_line, some_at_a_time, told_since
from tansiq.core.services import Actor
from tansiq.organisations.services import remove_units
from tansiq.planning.models import PlanningRun, PlanVersion, Programme, SharedPart
from tansiq.planning.queries.programme_file.proposal import Proposal
from tansiq.planning.queries.programme_file.rows import (
    Rows,
    document_from,
    faults_in,
    new_faults,
    row_at,
    rows_of,
)
from tansiq.planning.queries.programme_file.seen import TABLES, known_document
from tansiq.planning.queries.programme_file.taken import Brought, Latest, Obstacle, Taken
from tansiq.planning.rules import OPEN_RUNS, Hindrance
from tansiq.planning.services.putting import hold, put_rows
from tansiq.training.models import Rating
from tansiq.training.services import remove_taken_in

TAKEN_BACK = ("requests", "courses", "instructor_pools", "venues", "units")
"""Sections whose records can be taken back; those of other sections go on by their own steps."""
RELEASE = "exchange.release"
"""Verb of the journal by which a record left for partners, who keep it."""


def latest() -> Latest:
    """Give the latest plan, search, released part and line of the journal."""
    kinds: tuple[Any, ...] = (PlanVersion, PlanningRun, SharedPart)
    plan, search, part = (kind.objects.aggregate(last=Max("pk"))["last"] or 0 for kind in kinds)
    return Latest(plan, search, part, last_line())


class CannotBeTakenBack(Refused):
    """Something that the file brought was changed or used since; nothing was taken back."""

    message = _(
        "This cannot be taken back any more, because of what was done since. Nothing was changed: see below what it is."
    )

    def __init__(self, obstacles: Iterable[Obstacle]) -> None:
        super().__init__()
        self.obstacles = tuple(dict.fromkeys(obstacles))


def sources_of(proposal: Proposal) -> dict[str, dict[str, str]]:
    """Give where each known record that a file changes came from, before it does."""
    return {
        section: {code: source for code, _version, source in _kept(section, proposal.taken[section])}
        for section in TAKEN_BACK
    }


def brought_by(
    proposal: Proposal, known: Rows, sources: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, Taken]]:
    """Give what a file brought, right after it was put into the records."""
    versions = {
        section: {code: version for code, version, _source in _kept(section, proposal.taken[section])}
        for section in TAKEN_BACK
    }
    return {
        section: {
            code: Taken(
                known[section].get(code), row, versions[section][code], sources[section].get(code, "")
            )
            for code, row in proposal.taken[section].items()
        }
        for section in TAKEN_BACK
        if proposal.taken[section]
    }


def _kept(section: str, codes: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    for few in some_at_a_time(codes):
        found = TABLES[section].objects.filter(code__in=few)
        yield from found.values_list("code", "version", "source")


def hold_brought(brought: Brought) -> None:
    """Hold what was brought until the transaction ends: before the journal, as everywhere; again is no harm."""
    hold({section: {code: {} for code in brought.get(section, ())} for section in TABLES})


def take_back(*, programme: Programme, brought: Brought, since: Latest, by: Actor, at: datetime) -> None:
    """Take back what a file brought, within the verb that tells of it.

    Raises
    ------
    CannotBeTakenBack
        With all that was changed or used since; what was written so far is given up with the verb.
    """
    hold_brought(brought)
    known = rows_of(known_document(programme))
    obstacles = [*_changed(brought, known), *_planned_on(brought, since), *_released(brought, since)]
    if obstacles:
        raise CannotBeTakenBack(obstacles)
    wanted = _as_before(known, brought)
    faults = new_faults(faults_in(document_from(known)), faults_in(document_from(wanted)))
    if faults:
        raise CannotBeTakenBack(_standing_on(faults, brought))
    _write(programme, brought, by, at)
    now = rows_of(known_document(programme))
    if now != wanted:
        raise CannotBeTakenBack(_beside(now, wanted))


def _changed(brought: Brought, known: Rows) -> Iterator[Obstacle]:
    for section, rows in brought.items():
        versions = {code: version for code, version, _source in _kept(section, rows)}
        for code, it in rows.items():
            if code not in versions:
                yield Obstacle(section, code, Hindrance.GONE)
            elif versions[code] != it.version or known[section].get(code) != it.after:
                yield Obstacle(section, code, Hindrance.CHANGED)
    rated = Rating.objects.filter(
        task__unit__code__in=[code for code, it in brought.get("units", {}).items() if it.before is None]
    )
    for code in rated.values_list("task__unit__code", flat=True).distinct():
        yield Obstacle("units", code, Hindrance.RATED)


def _planned_on(brought: Brought, since: Latest) -> Iterator[Obstacle]:
    """Find plans made since, searches going on, and released parts that know of what was brought."""
    texts = [
        *(
            (Hindrance.PLANNED, str(it.number), it.programme_document)
            for it in PlanVersion.objects.filter(pk__gt=since.plan).order_by("number")
        ),
        *(
            (Hindrance.SEARCHED, "", it.programme_document)
            for it in PlanningRun.objects.filter(pk__gt=since.search, state__in=OPEN_RUNS)
        ),
        *(
            (Hindrance.RELEASED, it.party, it.content)
            for it in SharedPart.objects.filter(pk__gt=since.part, is_own=True)
        ),
    ]
    for why, by, text in texts:
        for section, rows in brought.items():
            for code in rows:
                if f'"{code}"' in text:
                    yield Obstacle(section, code, why, by)


def _released(brought: Brought, since: Latest) -> Iterator[Obstacle]:
    """Find records that were released to partners by themselves: what left stays there, whatever is taken back here."""
    named = {
        f"{TABLES[section]._meta.label_lower}/{code}": (section, code)
        for section, rows in brought.items()
        for code in rows
    }
    for subject, changes in told_since(since.line, RELEASE, named):
        yield Obstacle(*named[subject], Hindrance.RELEASED, " ".join(changes.get("audience", ())))


def _as_before(known: Rows, brought: Brought) -> Rows:
    wanted = {section: dict(rows) for section, rows in known.items()}
    for section, rows in brought.items():
        for code, it in rows.items():
            if it.before is None:
                del wanted[section][code]
            else:
                wanted[section][code] = it.before
    return wanted


def _standing_on(faults: Iterable[Any], brought: Brought) -> Iterator[Obstacle]:
    """Name what would stand on nothing: the record that was brought where a fault names it, and what needs it."""
    codes = {code: section for section, rows in brought.items() for code in rows}
    for fault in faults:
        section, code = row_at(fault.path)
        given = str(fault.figures.get("given", ""))
        if given in codes:
            yield Obstacle(codes[given], given, Hindrance.USED, code)
        else:
            yield Obstacle(section, code, Hindrance.USED)


def _write(programme: Programme, brought: Brought, by: Actor, at: datetime) -> None:
    before = {
        section: {code: it.before for code, it in rows.items() if it.before}
        for section, rows in brought.items()
    }
    changed: Rows = {section: dict(before.get(section, {})) for section in rows_of({})}
    put_rows(programme, changed, released_to={}, source="", by=by, at=at)
    by_source: dict[tuple[str, str], list[str]] = defaultdict(list)
    for section, rows in changed.items():
        for code in rows:
            by_source[section, brought[section][code].source].append(code)
    for (section, source), codes in by_source.items():
        for few in some_at_a_time(codes):
            TABLES[section].objects.filter(code__in=few).update(source=source)
    added = {
        section: [code for code, it in rows.items() if it.before is None] for section, rows in brought.items()
    }
    try:
        remove_taken_in(codes=added)
        remove_units(codes=added.get("units", ()))
    except ProtectedError as error:
        raise CannotBeTakenBack(_protected(error, brought)) from error


def _protected(error: ProtectedError, brought: Brought) -> Iterator[Obstacle]:
    """Name the records that others stand on, and those others."""
    codes = {code: section for section, rows in brought.items() for code in rows}
    for it in cast("Iterable[Any]", error.protected_objects):
        for field in it._meta.get_fields():
            target = getattr(it, field.name, None) if field.many_to_one else None
            code = getattr(target, "code", "")
            if code in codes:
                yield Obstacle(codes[code], code, Hindrance.USED, str(getattr(it, "code", "")))


def _beside(now: Rows, wanted: Rows) -> Iterator[Obstacle]:
    """Name what would change besides: something stands on what was brought in a way that no fault tells."""
    for section in now:
        for code in {**now[section], **wanted[section]}:
            if now[section].get(code) != wanted[section].get(code):
                yield Obstacle(section, code, Hindrance.USED)
