"""Who chooses the templates of papers, and who sees what differs from a text that was given."""

from __future__ import annotations

from tansiq.accords.access import may_keep_minutes
from tansiq.accords.models import Meeting
from tansiq.core.rules import JOINT
from tansiq.documents.models.templates import EditedMinutes, GivenText
from tansiq.documents.rules.templates import NEEDED, OF_THIS_MEETING
from tansiq.people.models import Person
from tansiq.people.rules import Permission


def may_choose_templates(person: Person) -> bool:
    """Tell whether someone chooses the templates of this node's papers."""
    return person.may(NEEDED)


def may_attach_edited(person: Person, meeting: Meeting) -> bool:
    """Tell whether someone attaches edited minutes: whoever keeps minutes, also once they are agreed."""
    return person.may(Permission.KEEP_MINUTES, meeting.owner)


def may_see_given(person: Person, given: GivenText) -> bool:
    """Tell whether someone sees all that a text said when it was given: as much as whoever it was given to."""
    return JOINT in person.parties or set(given.parties.split()) <= person.parties


def may_take_edited(person: Person, meeting: Meeting, edited: EditedMinutes) -> bool:
    """Tell whether someone may take edited text into minutes: while these are a draft, and it is theirs."""
    return bool(edited.own) and edited.standing in OF_THIS_MEETING and may_keep_minutes(person, meeting)
