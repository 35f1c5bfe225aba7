"""What stands beside the plan: border, institutions, lessons, roles. Its ids must exist as well."""

from __future__ import annotations

from collections.abc import Iterable

from tansiq_planner.errors import Fault
from tansiq_planner.files.references.facts import JOINT, Facts
from tansiq_planner.files.schema import around


def check_around(facts: Facts) -> Iterable[Fault]:
    """Give every fault of these sections, without places."""
    programme = facts.programme
    if programme.border is not None:
        yield from _points(facts, programme.border)
        yield from _stretches(facts, programme.border)
    for indicator in programme.institution_indicators:
        path = ("institution_indicators", indicator.id, "unit")
        yield from facts.absent(indicator.unit, "units organisations", *path)
    for lesson in programme.lessons:
        yield from facts.absent(lesson.source, "exercises courses accords", "lessons", lesson.id, "source")
        yield from facts.absent(lesson.owner, "organisations", "lessons", lesson.id, "owner")
    for role in programme.user_roles:
        yield from facts.absent(role.party, "parties", "user_roles", role.id, "party", also=[JOINT])
        yield from facts.absent(role.org, "organisations", "user_roles", role.id, "org")


def _points(facts: Facts, border: around.Border) -> Iterable[Fault]:
    for place in border.places:
        yield from facts.absent(place.country, "parties", "border", "places", place.id, "country")
    for crossing in border.crossings:
        here = ("border", "crossings", crossing.id)
        yield from facts.all_absent(crossing.places, "places", *here, "places")
        yield from facts.absent(crossing.sector, "sectors", *here, "sector")


def _stretches(facts: Facts, border: around.Border) -> Iterable[Fault]:
    for sector in border.sectors:
        here = ("border", "sectors", sector.id)
        yield from facts.absent(sector.anchor, "places", *here, "anchor")
        yield from facts.absent(sector.ly_unit, "units", *here, "ly_unit")
        yield from facts.absent(sector.dz_unit, "units", *here, "dz_unit")
        yield from _in_order(sector, here)
    for channel in border.liaison_channels:
        yield from facts.absent(channel.sector, "sectors", "border", "liaison_channels", channel.id, "sector")
    for notice in border.activity_notices:
        here = ("border", "activity_notices", notice.id)
        yield from facts.absent(notice.party, "parties", *here, "party")
        yield from facts.absent(notice.sector, "sectors", *here, "sector")
        yield from _in_order(notice, here)
        if notice.end < notice.start:
            figures = {"first": notice.start.isoformat(), "last": notice.end.isoformat()}
            yield Fault("ends_before_start", (*here, "end"), figures)


def _in_order(row: around.Sector | around.ActivityNotice, path: tuple[str, ...]) -> Iterable[Fault]:
    if row.to_km < row.from_km:
        yield Fault("ends_before_start", (*path, "to_km"), {"first": row.from_km, "last": row.to_km})
