"""Reads of the first page: what awaits someone, the year at a glance, and searching all areas."""

from tansiq.home.queries.awaiting import Awaited, Awaiting, awaiting
from tansiq.home.queries.beginnings import beginnings
from tansiq.home.queries.glance import Month, the_year
from tansiq.home.queries.searching import Found, found_for

__all__ = ["Awaited", "Awaiting", "Found", "Month", "awaiting", "beginnings", "found_for", "the_year"]
