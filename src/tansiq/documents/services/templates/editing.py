"""The verbs of minutes that were edited outside: attach them to their meeting, and take their text into the minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tansiq.accords.models import Meeting
from tansiq.accords.queries import meeting_seen
from tansiq.accords.services import write_minutes
from tansiq.core.errors import NotAllowed, Refused
from tansiq.core.services import subject_of, write_line
from tansiq.documents.access.attachments import owners_for
from tansiq.documents.access.templates import may_attach_edited
from tansiq.documents.models.templates import EditedMinutes, GivenText
from tansiq.documents.queries.templates.edited import differing_minutes, edited_seen, lines_of
from tansiq.documents.queries.templates.papers import is_blank
from tansiq.documents.rules.attachments import AttachmentRole, Rights
from tansiq.documents.rules.templates import (
    LONGEST_MINUTES,
    MOST_EDITED_BYTES,
    OF_THIS_MEETING,
    EditedStanding,
    TemplateKind,
)
from tansiq.documents.services.attachments import attach_looked
from tansiq.documents.services.attachments.looking import Looked, looked_at
from tansiq.documents.services.templates.looking import looked_through
from tansiq.people.models import Person
from tansiq.ui.tongue import page_language
from tansiq_desk.words.languages import base


class OfAnother(Refused):
    """The text is of another meeting, or does not say of which, and nobody confirmed that it belongs here."""

    message = _(
        "This text is of another meeting (%(code)s). If it belongs to this one all the same, tick the box, choose the file once "
        "more, and send it again."
    )


class OfNone(OfAnother):
    """The text does not say which meeting it is of."""

    message = _(
        "This text does not say which meeting it is of: it was not taken from here, or its marks were lost. If it belongs to this "
        "one, tick the box, choose the file once more, and send it again."
    )


class NothingDiffers(Refused):
    """The minutes say what the edited text says."""

    message = _("The minutes say already what this text says: there is nothing to take in.")


class TooLongForMinutes(Refused):
    """The edited text is longer than minutes can be."""

    message = _(
        "This text has more than 40 000 signs in one language, more than minutes can have. Shorten it, then attach it anew."
    )


def attach_edited(
    *, code: str, name: str, content: bytes, owner: str, belongs_here: bool, by: Person, at: datetime
) -> EditedMinutes:
    """Attach edited minutes to their meeting, once they were looked through; the minutes themselves do not change.

    Raises
    ------
    NotFound, NotAllowed, TextUnfit, OfAnother, FileRefused
        Nothing was written.
    """
    meeting = meeting_seen(by, code)
    if not may_attach_edited(by, meeting) or (owner and owner not in owners_for(by, meeting)):
        raise NotAllowed
    said = looked_through("edited", name, content, MOST_EDITED_BYTES)
    given, standing = _standing_of(said["identity"] or {}, meeting)
    says_code = str((said["identity"] or {}).get("code", ""))[:64]
    if standing == EditedStanding.OTHER and not belongs_here:
        raise OfAnother(str(OfAnother.message) % {"code": says_code})
    if standing == EditedStanding.UNKNOWN and not belongs_here:
        raise OfNone
    return _keep_edited(
        meeting=meeting, looked=looked_at(name, content), owner=owner,
        said={**said, "given": given, "standing": standing, "says_code": says_code}, by=by, at=at,
    )  # fmt: skip


def _standing_of(identity: dict[str, Any], meeting: Meeting) -> tuple[GivenText | None, EditedStanding]:
    """Tell where a text is from: by what this node kept when it gave it, else by what it says of itself."""
    given = GivenText.objects.filter(
        key=str(identity.get("given", ""))[:32], kind=TemplateKind.MINUTES
    ).first()
    if given is not None:
        return given, EditedStanding.GIVEN_HERE if given.code == meeting.code else EditedStanding.OTHER
    if not identity.get("code"):
        return None, EditedStanding.UNKNOWN
    is_here = identity["code"] == meeting.code and identity.get("kind") == TemplateKind.MINUTES
    return None, EditedStanding.SAYS_SO if is_here else EditedStanding.OTHER


@transaction.atomic
def _keep_edited(
    *, meeting: Meeting, looked: Looked, owner: str, said: dict[str, Any], by: Person, at: datetime
) -> EditedMinutes:
    captions = {base(page_language()): str(_("Minutes as edited outside"))}
    attachment = attach_looked(
        subject_kind="meeting", subject_code=meeting.code, looked=looked, captions=captions, owner=owner,
        role=AttachmentRole.EDITED_MINUTES, rights=Rights.OWN, by=by, at=at,
    )  # fmt: skip
    own = {language: text for language, text in said["own"].items() if not is_blank(text, language)}
    edited = EditedMinutes.objects.create(
        attachment=attachment, standing=said["standing"], given=said["given"], says_code=said["says_code"],
        paragraphs=said["paragraphs"], own=own if said["standing"] in OF_THIS_MEETING else {},
        has_tracked_changes=said["has_tracked_changes"], is_cut=said["is_cut"],
    )  # fmt: skip
    told = {"meeting": meeting.code, "standing": said["standing"], "name": looked.name}
    write_line(verb="documents.attach_edited", subject=subject_of(attachment), changes=told, by=by, at=at)
    return edited


@transaction.atomic
def take_edited(*, code: str, version: int, by: Person, at: datetime) -> Meeting:
    """Take edited text into the minutes while they are a draft; languages that it lacks stay as they are.

    Raises
    ------
    NotFound, NotAllowed, NothingDiffers, TooLongForMinutes, ChangedMeanwhile, MinutesFixed
        Nothing was written.
    """
    edited = edited_seen(by, code)
    meeting = meeting_seen(by, edited.attachment.subject_code)
    if not may_attach_edited(by, meeting):
        raise NotAllowed
    if edited.standing not in OF_THIS_MEETING or not differing_minutes(meeting, edited):
        raise NothingDiffers
    taken = {language: "\n".join(lines_of(text)) for language, text in edited.own.items()}
    if any(len(it) > LONGEST_MINUTES for it in taken.values()):
        raise TooLongForMinutes
    minutes = {
        language: taken.get(language, meeting.minutes.get(language, "")) for language in ("ar", "fr", "en")
    }
    meeting = write_minutes(code=meeting.code, version=version, minutes=minutes, by=by, at=at)
    edited.taken_by, edited.taken_at = by.username, at
    edited.save(update_fields=["taken_by", "taken_at"])
    told = {"attachment": edited.attachment.code}
    write_line(verb="documents.take_edited", subject=subject_of(meeting), changes=told, by=by, at=at)
    return meeting
