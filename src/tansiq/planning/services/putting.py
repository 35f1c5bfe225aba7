"""Puts the rows of a document into the records of all areas, within the verb that brings them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tansiq.accords.services import put_accords
from tansiq.core.errors import ChangedMeanwhile, Refused
from tansiq.core.queries import some_at_a_time
from tansiq.core.services import Actor
from tansiq.organisations.services import put_calendars, put_parties, put_units
from tansiq.planning.models import Programme
from tansiq.planning.queries.programme_file.proposal import Proposal
from tansiq.planning.queries.programme_file.rows import Rows
from tansiq.planning.queries.programme_file.seen import TABLES
from tansiq.planning.services.loading import put_locks, put_programme
from tansiq.training.services import put_demand, put_skills, put_supply

_OF_THE_PROGRAMME = ("meta", "exercises", "lessons", "border", "calendar", "budget", "budget.lines")


class CannotBeKept(Refused):
    """The database takes no text so long, or no number so large."""

    message = _(
        "Nothing was taken in: a text in this file is longer than the node keeps (300 signs, a region 200), or a number "
        "larger than it keeps there (32,767). Make it shorter or smaller, then choose the file once more."
    )


class PreviewOutOfDate(ChangedMeanwhile):
    """The records are no longer those that the preview was made from."""

    message = _(
        "Records were changed since you saw what the file would do. Nothing was taken in: look at what it would do now, "
        "then confirm once more."
    )


def hold(rows: Rows) -> None:
    """Hold the records that a document names until the transaction ends."""
    for section, kind in TABLES.items():
        for codes in some_at_a_time(rows[section]):
            held = kind.objects.select_for_update(no_key=True).filter(code__in=codes)
            list(held.order_by("pk").values_list("pk"))


def put_taken(
    programme: Programme, proposal: Proposal, *, released_to: Mapping[str, str], source: str, by: Actor, at: datetime
) -> None:  # fmt: skip
    """Put what a proposal takes in into the records; new ones are released to those named by their party.

    Raises
    ------
    PreviewOutOfDate
        Someone added a record under the same code since it was looked for; the verb is given up.
    """
    try:
        put_rows(programme, proposal.taken, released_to=released_to, source=source, by=by, at=at)
    except IntegrityError as error:
        raise PreviewOutOfDate from error
    if any(proposal.taken[section] for section in _OF_THE_PROGRAMME):
        put_programme(proposal.document, source)
        Programme.objects.filter(pk=programme.pk).update(version=F("version") + 1)


def put_rows(
    programme: Programme, taken: Rows, *, released_to: Mapping[str, str], source: str, by: Actor, at: datetime
) -> None:
    """Put rows into the records of all areas; a known record counts its version up."""
    rows = {section: list(of.values()) for section, of in taken.items()}
    known = _known_among(taken)
    put_parties(parties=rows["parties"], organisations=rows["organisations"], source=source)
    put_calendars(calendars=rows["calendars"])
    put_accords(accords=rows["accords"], source=source)
    put_units(units=rows["units"], released_to=released_to, source=source)
    put_skills(
        competencies=rows["competencies"],
        units=rows["units"],
        indicators=rows["institution_indicators"],
        source=source,
    )
    put_supply(
        venues=rows["venues"],
        pools=rows["instructor_pools"],
        courses=rows["courses"],
        released_to=released_to,
        source=source,
    )
    put_demand(requests=rows["requests"], units=rows["units"], released_to=released_to, source=source)
    put_locks(programme, rows["locks"], by=by, at=at)
    for section, codes in known.items():  # whoever has the record open on a page is told that it changed
        for few in some_at_a_time(codes):
            TABLES[section].objects.filter(code__in=few).update(version=F("version") + 1)


def told_by_code(proposal: Proposal) -> dict[str, dict[str, list[str]]]:
    """Name every record that is added or changed, by its section."""
    added = {it.name: [row.code for row in it.added] for it in proposal.sections if it.added}
    changed = {it.name: [row.code for row in it.changed] for it in proposal.sections if it.changed}
    return {"added": added, "changed": changed}


def _known_among(taken: Rows) -> Mapping[str, list[str]]:
    return {
        section: [
            code
            for codes in some_at_a_time(taken[section])
            for code in kind.objects.filter(code__in=codes).values_list("code", flat=True)
        ]
        for section, kind in TABLES.items()
        if taken.get(section)
    }
