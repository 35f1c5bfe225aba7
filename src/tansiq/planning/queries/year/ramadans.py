"""Ramadan of the coming years, ready to be kept free of courses: from the first day that any party keeps to the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min

from tansiq.organisations.models import Ramadan
from tansiq.planning.models import Programme


@dataclass(frozen=True, slots=True)
class FreeRamadan:
    """One Ramadan, of the year in which it begins."""

    year: int
    first_on: date
    last_on: date


def ramadans_ahead(programme: Programme, on: date) -> list[FreeRamadan]:
    """Give every Ramadan that is still to come within the programme, the next first."""
    held = Ramadan.objects.filter(
        last_on__gte=on, first_on__gte=programme.first_on, last_on__lte=programme.last_on
    )
    spans = held.values("year").annotate(first=Min("first_on"), last=Max("last_on")).order_by("first")
    return [FreeRamadan(it["year"], it["first"], it["last"]) for it in spans]
