"""Reads of calendars: links and who has them; what a calendar holds, as its reader may see it today."""

from tansiq.documents.queries.calendars.feeds import Wanted, calendar_of, meeting_calendar, plan_calendar
from tansiq.documents.queries.calendars.links import (
    link_by_secret,
    link_seen,
    links_of,
    links_of_everyone,
    outlives_password,
    secret_hash,
)  # fmt: skip

__all__ = [
    "Wanted",
    "calendar_of",
    "link_by_secret",
    "link_seen",
    "links_of",
    "links_of_everyone",
    "meeting_calendar",
    "outlives_password",
    "plan_calendar",
    "secret_hash",
]  # fmt: skip
