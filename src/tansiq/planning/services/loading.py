"""Loads a programme file into the areas: all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from tansiq.accords.models import Accord
from tansiq.accords.services import take_in_accords
from tansiq.core.rules import JOINT, party_list
from tansiq.core.services import Actor, write_line
from tansiq.organisations.services import (
    in_languages,
    put_asked_by_exercises,
    take_in_calendars,
    take_in_parties,
    take_in_units,
)
from tansiq.people.services import take_in_roles
from tansiq.planning.models import Programme
from tansiq.planning.queries.programme_file.faulty import ProgrammeFaulty
from tansiq.planning.rules import SAVED_SECTIONS
from tansiq.training.services import take_in_demand, take_in_skills, take_in_supply
from tansiq_planner.errors import FaultyFileError
from tansiq_planner.files import read_programme


@transaction.atomic
def load_programme(*, paths: Sequence[Path], source: str, by: Actor, at: datetime) -> Programme:
    """Take the parts of a programme into the areas; what is known gets the file's words and figures.

    Raises
    ------
    ProgrammeFaulty
        With every fault of every file; nothing was written.
    """
    try:
        whole, _parts = read_programme(paths)
    except FaultyFileError as error:
        raise ProgrammeFaulty(error.faults) from error
    given = whole.model_dump(mode="json", by_alias=True, exclude_none=True)
    said: dict[str, Any] = {"source": source, "by": by, "at": at}
    take_in_parties(parties=given["parties"], organisations=given["organisations"], **said)
    take_in_calendars(calendars=given["calendars"], **said)
    take_in_roles(roles=given["user_roles"], **said)
    take_in_accords(accords=given["accords"], **said)
    shared = _shared_between_participants(given["parties"])
    take_in_units(units=given["units"], released_to=shared, **said)
    take_in_skills(
        competencies=given["competencies"],
        units=given["units"],
        indicators=given["institution_indicators"],
        **said,
    )
    take_in_supply(
        venues=given["venues"],
        pools=given["instructor_pools"],
        courses=given["courses"],
        released_to=shared,
        **said,
    )
    take_in_demand(requests=given["requests"], units=given["units"], released_to=shared, **said)
    programme = put_programme(given, source)
    put_locks(programme, given["locks"], by=by, at=at)
    write_line(
        verb="planning.load_programme",
        subject=f"planning.programme/{programme.code}",
        changes={"source": source},
        by=by,
        at=at,
    )
    return programme


def _shared_between_participants(parties: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Give, for each party, the other participants: what stands in a common file both of them have seen."""
    participants = [it["id"] for it in parties if it["kind"] == "participant"]
    return {party: party_list([it for it in participants if it != party]) for party in participants}


def put_programme(given: Mapping[str, Any], source: str) -> Programme:
    """Keep the programme itself and the sections that no area keeps, within a verb that tells of it."""
    meta = given["meta"]
    fields = {
        "owner": JOINT,
        "source": source,
        "first_on": meta["horizon"]["start"],
        "last_on": meta["horizon"]["end"],
        "as_of": meta["as_of"],
        "currency": meta["currency"],
        "gate": Accord.objects.get(code=meta["gate"]["annual_plan"]),
        "nomination_lead_days": meta["gate"]["nomination_lead_days"],
        "counts_tacit_renewal": meta["assumptions"]["tacit_renewal"],
        "rating_scale": meta["rating_scale"],
        "marking_texts": meta.get("marking"),
        "sections": {name: given[name] for name in SAVED_SECTIONS if given.get(name)},
        **in_languages("name", meta["title"]),
    }
    programme, _created = Programme.objects.update_or_create(code=meta["id"], defaults=fields)
    programme.refresh_from_db()  # days as days, not as the file's texts
    put_asked_by_exercises(asked=_most_asked(given.get("exercises", ())))
    return programme


def _most_asked(exercises: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Give how many people one exercise asks of each unit at most."""
    asked: dict[str, int] = {}
    for exercise in exercises:
        for row in exercise["participants"]:
            asked[row["unit"]] = max(asked.get(row["unit"], 0), row["headcount"])
    return asked


def put_locks(programme: Programme, locks: Iterable[Mapping[str, Any]], *, by: Actor, at: datetime) -> None:
    """Keep the locks of a file, within a verb that tells of them."""
    for lock in locks:
        programme.locks.update_or_create(
            code=lock["id"], defaults={"content": lock, "is_of_the_file": True, "by": by.username, "at": at}
        )
