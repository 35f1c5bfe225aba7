"""Reads about accords: the register with each one's standing, the tree, and the page of one accord."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet

from tansiq.accords.models import Accord, Meeting
from tansiq.accords.queries.decisions import decisions_listed
from tansiq.accords.queries.facts import facts_listed
from tansiq.accords.queries.history import history_of
from tansiq.accords.queries.meetings import meetings_listed
from tansiq.accords.queries.parties import LANGUAGES, party_names
from tansiq.accords.rules import AccordState
from tansiq.accords.rules.accords import is_dormant, last_activities, standing
from tansiq.core.errors import NotFound
from tansiq.core.queries import says
from tansiq.core.rules import JOINT
from tansiq.people.models import Person
from tansiq.people.queries import Told

SORTS = ("title", "type", "state", "valid_until")


@dataclass(slots=True)
class Listed:
    """An accord with its standing on a day, the party it belongs to, and the accords under it."""

    accord: Accord
    stands: AccordState
    is_dormant: bool
    party: Mapping[str, str]
    is_parent_seen: bool
    children: list[Listed] = field(default_factory=list)

    @property
    def renews_itself(self) -> bool:
        """Whether its last day is no end."""
        return bool(self.accord.tacit_renewal_months and self.accord.valid_until)


@dataclass(frozen=True, slots=True)
class AccordPage:
    """All that the page of an accord shows."""

    here: Listed
    above: list[Listed]
    meetings: list[Any]
    decisions: list[Any]
    facts: list[Any]
    history: list[Told]

    @property
    def root(self) -> Listed:
        """The top of the tree that the accord stands in."""
        return self.above[0] if self.above else self.here


def _seen(person: Person) -> QuerySet[Accord]:
    found: QuerySet[Accord] = Accord.objects.seen_by_parties(person.parties)
    return found


def seen_accord(person: Person, code: str) -> Accord:
    """Give an accord that someone may see.

    Raises
    ------
    NotFound
    """
    accord = _seen(person).filter(code=code).first()
    if accord is None:
        raise NotFound
    return accord


def accords_matching(person: Person, text: str) -> QuerySet[Accord]:
    """Give the accords whose code or title in any language holds a text."""
    return _seen(person).filter(says(text)).order_by("code")


def accords_for_choice(person: Person) -> QuerySet[Accord]:
    """Give the accords that something of both sides can stand under: those of both sides."""
    return _seen(person).filter(owner=JOINT).order_by("code")


def accords_registered(
    person: Person, on: date, *, type: str = "", state: str = "", text: str = "", is_dormant: bool = False,  # noqa: A002
    sort: str = "",
) -> list[Listed]:  # fmt: skip
    """Give the register as it stands on a day: all of it, or those of a kind, standing or text."""
    found = _seen(person).filter(says(text)) if text else _seen(person)
    if type:
        found = found.filter(type=type)
    wanted = set(found.values_list("pk", flat=True))
    rows = [
        row
        for row in _register(person, on).values()
        if row.accord.pk in wanted and state in {"", row.stands} and (row.is_dormant or not is_dormant)
    ]
    return _sorted(rows, sort)


def accords_expiring(person: Person, on: date) -> list[Listed]:
    """Give the accords whose end is near, or past without anyone having recorded it; the nearest first."""
    near = (AccordState.EXPIRING, AccordState.EXPIRED)
    rows = [
        row
        for row in _register(person, on).values()
        if row.stands in near and row.accord.state != AccordState.EXPIRED
    ]
    return sorted(rows, key=lambda row: row.accord.valid_until or on)


def accord_page(person: Person, code: str, on: date) -> AccordPage:
    """Give an accord with all that belongs to it."""
    accord = seen_accord(person, code)
    register = _register(person, on)
    row = here = register[accord.pk]
    above: list[Listed] = []
    while row.is_parent_seen and row.accord.parent_id and len(above) < len(register):
        row = register[row.accord.parent_id]
        above.insert(0, row)
    for child in register.values():
        if child.is_parent_seen and child.accord.parent_id:
            register[child.accord.parent_id].children.append(child)
    below = [it.accord.pk for it in _whole(here)]
    return AccordPage(
        here=here,
        above=above,
        meetings=list(meetings_listed(person, under=below)),
        decisions=list(decisions_listed(person, on, under=below)),
        facts=list(facts_listed(person, accord=accord)),
        history=history_of([accord]),
    )


def _whole(row: Listed) -> list[Listed]:
    """Give an accord and all under it."""
    return [row, *(below for child in row.children for below in _whole(child))]


def _register(person: Person, on: date) -> dict[int, Listed]:
    accords = list(_seen(person).select_related("parent").order_by("code"))
    met: QuerySet[Meeting] = Meeting.objects.seen_by_parties(person.parties)
    last_met = dict(
        met.filter(last_on__lte=on).exclude(accord=None).values_list("accord").annotate(last=Max("last_on"))
    )
    activities = {it.pk: _later(it.signed_on, last_met.get(it.pk)) for it in accords}
    last = last_activities({it.pk: it.parent_id for it in accords}, activities)
    names = party_names()
    rows = {}
    for accord in accords:
        stands = standing(accord.state, accord.dates, accord.tacit_renewal_months, on)
        party = names.get(accord.owner, dict.fromkeys(LANGUAGES, accord.owner))
        dormant = is_dormant(stands, last[accord.pk], on)
        rows[accord.pk] = Listed(accord, stands, dormant, party, accord.parent_id in activities)
    return rows


def _later(one: date | None, other: date | None) -> date | None:
    days = [day for day in (one, other) if day]
    return max(days, default=None)


def _sorted(rows: list[Listed], sort: str) -> list[Listed]:
    states, never = list(AccordState), date.max
    keys: dict[str, Any] = {
        "title": lambda row: next(iter(row.accord.names.values()), row.accord.code),
        "type": lambda row: (row.accord.type, row.accord.code),
        "state": lambda row: (states.index(row.stands), row.accord.code),
        "valid_until": lambda row: (row.accord.valid_until or never, row.accord.code),
    }
    name = sort.removeprefix("-")
    return sorted(rows, key=keys[name], reverse=sort.startswith("-")) if name in keys else rows
