"""Minutes that came back edited: where they are from, and what differs from what was given and from the minutes now."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from tansiq.accords.models import Meeting
from tansiq.accords.queries import meeting_seen
from tansiq.core.errors import NotFound
from tansiq.documents.access.attachments import attachments_seen
from tansiq.documents.access.templates import may_see_given, may_take_edited
from tansiq.documents.models.templates import EditedMinutes
from tansiq.documents.rules.templates import LANGUAGES, OF_THIS_MEETING
from tansiq.people.models import Person
from tansiq_desk.paper.word.differing import Kind, Row, difference

MOST_ROWS = 400
"""Rows of a difference on one page."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs, row by row; `more` rows are not shown. `language` is that of minutes, where it is of them."""

    rows: tuple[Row, ...]
    more: int
    language: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return all(it.kind == Kind.SAME for it in self.rows)


@dataclass(frozen=True, slots=True)
class EditedPage:
    """All that is told of edited minutes; `from_given` is None where it is not for this person, or was not given here."""

    edited: EditedMinutes
    meeting: Meeting
    is_changed_since: bool
    hides_given: bool
    from_given: Difference | None
    from_minutes: tuple[Difference, ...]
    may_take: bool

    @property
    def is_of_this(self) -> bool:
        """Whether it is of this meeting, as far as is known."""
        return self.edited.standing in OF_THIS_MEETING


def edited_of(person: Person, meeting: Meeting) -> QuerySet[EditedMinutes]:
    """Give the edited minutes of a meeting that someone sees, the newest first."""
    seen = attachments_seen(person).filter(subject_kind="meeting", subject_code=meeting.code, removed_at=None)
    return (
        EditedMinutes.objects.filter(attachment__in=seen)
        .select_related("attachment").defer("paragraphs", "own").order_by("-attachment__added_at", "-pk")
    )  # fmt: skip


def edited_seen(person: Person, code: str) -> EditedMinutes:
    """Give edited minutes that someone sees, by the code of their attachment.

    Raises
    ------
    NotFound
    """
    seen = attachments_seen(person).filter(code=code, removed_at=None)
    found = EditedMinutes.objects.filter(attachment__in=seen).select_related("attachment", "given").first()
    if found is None:
        raise NotFound
    return found


def edited_page(person: Person, code: str) -> EditedPage:
    """Give all that is told of edited minutes.

    Raises
    ------
    NotFound
    """
    edited = edited_seen(person, code)
    meeting = meeting_seen(person, edited.attachment.subject_code)
    given = edited.given
    sees_given = given is not None and may_see_given(person, given)
    from_given = shown(difference(given.paragraphs, edited.paragraphs)) if given and sees_given else None
    return EditedPage(
        edited, meeting,
        is_changed_since=given is not None and given.code == meeting.code and given.version != str(meeting.version),
        hides_given=given is not None and not sees_given,
        from_given=from_given, from_minutes=differing_minutes(meeting, edited),
        may_take=may_take_edited(person, meeting, edited) and bool(differing_minutes(meeting, edited)),
    )  # fmt: skip


def differing_minutes(meeting: Meeting, edited: EditedMinutes) -> tuple[Difference, ...]:
    """Give what taking the edited text into the minutes would change, by language."""
    found = []
    for language in LANGUAGES:
        if language in edited.own:
            now, then = lines_of(meeting.minutes.get(language, "")), lines_of(edited.own[language])
            if now != then:
                found.append(shown(difference(now, then), language))
    return tuple(found)


def lines_of(text: str) -> list[str]:
    """Give the lines of a text, however they end."""
    return text.strip().replace("\r\n", "\n").split("\n")


def shown(rows: list[Row], language: str = "") -> Difference:
    """Give the rows that a page shows."""
    return Difference(tuple(rows[:MOST_ROWS]), max(0, len(rows) - MOST_ROWS), language)
