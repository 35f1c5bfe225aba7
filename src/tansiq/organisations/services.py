"""The verbs of parties, units and calendars."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tansiq.core.errors import NotFound, Refused
from tansiq.core.models import Node
from tansiq.core.queries import some_at_a_time
from tansiq.core.services import Actor, write_line
from tansiq.organisations.models import Holiday, Organisation, Party, Ramadan, Unit, UnitAbsence
from tansiq.organisations.rules import DayStatus

LANGUAGES = ("ar", "fr", "en")


class DayKnown(Refused):
    """The party already has this holiday on this day."""

    message = _("This holiday already stands on that day.")


def in_languages(noun: str, texts: Mapping[str, str | None] | None) -> dict[str, str]:
    """Spread a text in three languages over its columns: `name_ar`, `name_fr`, `name_en`."""
    return {f"{noun}_{language}": (texts or {}).get(language) or "" for language in LANGUAGES}


def put(kind: Any, code: str, fields: Mapping[str, Any], **at_first: Any) -> Any:
    """Keep a record of a programme file: a new one is added, a known one gets these fields.

    What is said `at_first` holds for a new record only; afterwards it is the officers' to change.
    """
    record, _is_new = kind.objects.update_or_create(
        code=code, defaults=fields, create_defaults={**fields, **at_first}
    )
    return record


@transaction.atomic
def take_in_parties(
    *, parties: Iterable[Mapping[str, Any]], organisations: Iterable[Mapping[str, Any]], source: str,
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Keep the parties and organisations of a programme file: new ones are added, known ones get its words."""
    counts = put_parties(parties=parties, organisations=organisations, source=source)
    write_line(verb="organisations.take_in_parties", subject=f"source/{source}", changes=counts, by=by, at=at)


def put_parties(
    *, parties: Iterable[Mapping[str, Any]], organisations: Iterable[Mapping[str, Any]], source: str
) -> dict[str, int]:
    """Keep parties and organisations, within a verb that tells of it; give how many."""
    counts = {"parties": 0, "organisations": 0}
    for given in parties:
        fields = {
            "owner": given["id"],
            "kind": given["kind"],
            "languages": " ".join(given["languages"]),
            "display_locale": given.get("ui_locale") or "",
            "node_code": given.get("node") or "",
            "from_article": given.get("from_article", False),
            "source": source,
            **in_languages("name", given["name"]),
            **in_languages("force", given.get("force")),
        }
        party = put(Party, given["id"], fields)
        Node.objects.filter(party=party.code).update(**in_languages("name", party.names))
        counts["parties"] += 1
    for given in organisations:
        fields = {
            "owner": given["party"],
            "role": given["role"],
            "from_article": given.get("from_article", False),
            "source": source,
            **in_languages("name", given["name"]),
        }
        put(Organisation, given["id"], fields)
        counts["organisations"] += 1
    return counts


@transaction.atomic
def take_in_units(
    *,
    units: Iterable[Mapping[str, Any]],
    released_to: Mapping[str, str],
    source: str,
    by: Actor,
    at: datetime,
) -> None:
    """Keep the units of a programme file with the days they can send nobody."""
    count = put_units(units=units, released_to=released_to, source=source)
    write_line(
        verb="organisations.take_in_units", subject=f"source/{source}", changes={"units": count}, by=by, at=at
    )


def put_units(*, units: Iterable[Mapping[str, Any]], released_to: Mapping[str, str], source: str) -> int:
    """Keep units, within a verb that tells of it; give how many."""
    commands = {it.code: it for it in Organisation.objects.all()}
    count = 0
    for given in units:
        fields = {
            "owner": given["party"],
            "command": commands[given["owner"]],
            "type": given["type"],
            "sector": given.get("sector") or "",
            "training_headcount": given.get("training_headcount"),
            "absent_share_at_most": _share(given.get("max_absent_share")),
            "turnover_share": _share(given.get("yearly_turnover", 0)),
            "source": source,
            **in_languages("name", given["name"]),
            **in_languages("region", given.get("home_region")),
        }
        unit = put(Unit, given["id"], fields, released_to=released_to.get(given["party"], ""))
        unit.absences.all().delete()
        UnitAbsence.objects.bulk_create(
            UnitAbsence(unit=unit, first_on=it["from"], last_on=it["to"], why=it.get("why") or "")
            for it in given.get("not_available", ())
        )
        count += 1
    return count


def remove_units(*, codes: Collection[str]) -> None:
    """Remove units that a file brought, within the verb that takes it back.

    Raises
    ------
    ProtectedError
        Something else stands on one of them.
    """
    for few in some_at_a_time(codes):
        Unit.objects.filter(code__in=few).delete()


def put_asked_by_exercises(*, asked: Mapping[str, int]) -> None:
    """Keep how many people exercises ask of each unit at most, within the verb that brings the exercises."""
    for unit in Unit.objects.all():
        if unit.asked_by_exercises != asked.get(unit.code, 0):
            Unit.objects.filter(pk=unit.pk).update(asked_by_exercises=asked.get(unit.code, 0))


@transaction.atomic
def take_in_calendars(
    *, calendars: Iterable[Mapping[str, Any]], source: str, by: Actor, at: datetime
) -> None:
    """Keep the weekend, holidays and Ramadan of each party that a programme file has a calendar of."""
    changes = {"calendars": put_calendars(calendars=calendars)}
    write_line(
        verb="organisations.take_in_calendars", subject=f"source/{source}", changes=changes, by=by, at=at
    )


def put_calendars(*, calendars: Iterable[Mapping[str, Any]]) -> int:
    """Keep calendars, within a verb that tells of it; give how many. A calendar keeps its place among the others."""
    count = 0
    for given in calendars:
        party = Party.objects.get(code=given["party"])
        party.weekend = " ".join(given["weekend"])
        if party.calendar_position is None:
            last = Party.objects.aggregate(last=Max("calendar_position"))["last"]
            party.calendar_position = 0 if last is None else last + 1
        party.save()
        party.holidays.all().delete()
        party.ramadans.all().delete()
        Holiday.objects.bulk_create(
            Holiday(party=party, first_on=it["date"], days=it["days"], key=it["key"], status=it["status"])
            for it in given.get("holidays", ())
        )
        Ramadan.objects.bulk_create(
            Ramadan(party=party, year=it["year"], first_on=it["from"], last_on=it["to"], status=it["status"])
            for it in given.get("ramadan", ())
        )
        count += 1
    return count


@transaction.atomic
def add_holiday(
    *, party: str, key: str, first_on: date, days: int, status: DayStatus, by: Actor, at: datetime
) -> Holiday:
    """Add a holiday to a party's calendar."""
    keeper = _party(party)
    if keeper.holidays.filter(first_on=first_on, key=key).exists():
        raise DayKnown
    holiday = Holiday.objects.create(party=keeper, key=key, first_on=first_on, days=days, status=status)
    changes = {"holiday": key, "first_on": first_on.isoformat(), "days": days, "status": status}
    write_line(
        verb="organisations.add_holiday",
        subject=f"organisations.party/{party}",
        changes=changes,
        by=by,
        at=at,
    )
    return holiday


@transaction.atomic
def move_holiday(
    *, party: str, holiday_id: int, first_on: date, days: int, status: DayStatus, by: Actor, at: datetime
) -> Holiday:
    """Move a holiday to the day that was announced, or confirm the day it has."""
    _party(party)  # nobody adds a holiday meanwhile
    holiday = Holiday.objects.filter(pk=holiday_id, party__code=party).first()
    if holiday is None:
        raise NotFound
    if (
        Holiday.objects.filter(party=holiday.party, first_on=first_on, key=holiday.key)
        .exclude(pk=holiday.pk)
        .exists()
    ):
        raise DayKnown
    changes = {
        "holiday": holiday.key,
        "first_on": [holiday.first_on.isoformat(), first_on.isoformat()],
        "days": [holiday.days, days],
        "status": [holiday.status, str(status)],
    }
    holiday.first_on, holiday.days, holiday.status = first_on, days, status
    holiday.save()
    write_line(
        verb="organisations.move_holiday",
        subject=f"organisations.party/{party}",
        changes=changes,
        by=by,
        at=at,
    )
    return holiday


@transaction.atomic
def remove_holiday(*, party: str, holiday_id: int, by: Actor, at: datetime) -> None:
    """Take a holiday out of a party's calendar."""
    holiday = Holiday.objects.filter(pk=holiday_id, party__code=party).first()
    if holiday is None:
        raise NotFound
    changes = {"holiday": holiday.key, "first_on": holiday.first_on.isoformat(), "days": holiday.days}
    holiday.delete()
    write_line(
        verb="organisations.remove_holiday",
        subject=f"organisations.party/{party}",
        changes=changes,
        by=by,
        at=at,
    )


@transaction.atomic
def set_ramadan(
    *, party: str, year: int, first_on: date, last_on: date, status: DayStatus, by: Actor, at: datetime
) -> Ramadan:
    """Set the first and last day of Ramadan of a year as a party keeps it."""
    if last_on < first_on:
        raise Refused(_("The last day lies before the first. Give the last day on or after it."))
    keeper = _party(party)
    ramadan = keeper.ramadans.select_for_update().filter(year=year).first() or Ramadan(
        party=keeper, year=year
    )
    before = (
        [ramadan.first_on.isoformat(), ramadan.last_on.isoformat(), ramadan.status] if ramadan.pk else None
    )
    ramadan.first_on, ramadan.last_on, ramadan.status = first_on, last_on, status
    ramadan.save()
    changes = {"year": year, "ramadan": [before, [first_on.isoformat(), last_on.isoformat(), str(status)]]}
    write_line(
        verb="organisations.set_ramadan",
        subject=f"organisations.party/{party}",
        changes=changes,
        by=by,
        at=at,
    )
    return ramadan


def _party(code: str) -> Party:
    party: Party | None = Party.objects.select_for_update(no_key=True).filter(code=code).first()
    if party is None:
        raise NotFound
    return party


def _share(share: float | None) -> Decimal | None:
    return None if share is None else Decimal(str(share))
