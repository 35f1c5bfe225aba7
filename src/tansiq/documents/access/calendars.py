"""What of a calendar someone may read now, and whose links they may end."""

from __future__ import annotations

from tansiq.documents.models.calendars import CalendarLink
from tansiq.documents.rules.calendars import NEEDS, CalendarPart
from tansiq.people.access import may_keep_people
from tansiq.people.models import Person


def parts_open_to(person: Person) -> list[CalendarPart]:
    """Give the parts that someone's roles let them read."""
    return [part for part in CalendarPart if person.may(NEEDS[part])]


def may_end(person: Person, link: CalendarLink) -> bool:
    """Tell whether someone may end a link: their own, or any as keeper of accounts."""
    return link.person_id == person.pk or may_keep_people(person)
