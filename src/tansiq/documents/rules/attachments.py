"""What can be attached to what, for which purpose and with which rights; how long what was removed is kept."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SubjectKind(TextChoices):
    """What files are attached to and tags are given to. A plan is told by its number, all else by its code."""

    ACCORD = "accord", _("Accord")
    MEETING = "meeting", _("Meeting")
    DECISION = "decision", _("Decision")
    FACT = "fact", _("Fact")
    UNIT = "unit", _("Unit")
    COURSE = "course", _("Course")
    VENUE = "venue", _("Venue")
    PLAN = "plan", _("Plan")


PAGES = {
    SubjectKind.ACCORD: "accords:accord", SubjectKind.MEETING: "accords:meeting", SubjectKind.DECISION: "accords:decision",
    SubjectKind.FACT: "accords:facts", SubjectKind.UNIT: "training:unit", SubjectKind.COURSE: "training:course",
    SubjectKind.VENUE: "training:venue", SubjectKind.PLAN: "planning:plan",
}  # fmt: skip
"""The page of a record, by its kind; facts stand on one page together."""


class AttachmentRole(TextChoices):
    """What an attachment is to its subject."""

    DOCUMENT = "document", _("document")
    PICTURE = "picture", _("picture")
    EDITED_MINUTES = "edited_minutes", _("minutes as edited outside")
    SIGNED_MINUTES = "signed_minutes", _("signed minutes")
    SOURCE_TEXT = "source_text", _("source text")
    LETTER = "letter", _("correspondence")


class Rights(TextChoices):
    """By which right a file may be kept and shown."""

    OWN = "own", _("own work of this office")
    GIVEN = "given", _("given by its author")
    PUBLIC_DOMAIN = "public_domain", _("public domain")
    LICENCE = "licence", _("under a licence")
    UNKNOWN = "unknown", _("not known")


NAMED_RIGHTS = (Rights.GIVEN, Rights.LICENCE)
"""Rights that mean nothing without the name of the giver or of the licence."""


class FileType(TextChoices):
    """The list: nothing else is attached. A type is found by what a file holds, never by what it is called."""

    PDF = "pdf", _("PDF")
    DOCX = "docx", _("Word text (DOCX)")
    XLSX = "xlsx", _("Excel sheet (XLSX)")
    ODT = "odt", _("OpenDocument text (ODT)")
    ODS = "ods", _("OpenDocument sheet (ODS)")
    TXT = "txt", _("plain text (TXT)")
    CSV = "csv", _("table as text (CSV)")
    PNG = "png", _("picture (PNG)")
    JPEG = "jpg", _("picture (JPEG)")


PICTURES = (FileType.PNG, FileType.JPEG)
"""Types whose bytes this node wrote itself: only these are ever shown on a page."""

MEDIA_TYPES = {
    FileType.PDF: "application/pdf",
    FileType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileType.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileType.ODT: "application/vnd.oasis.opendocument.text",
    FileType.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileType.TXT: "text/plain; charset=utf-8",
    FileType.CSV: "text/csv; charset=utf-8",
    FileType.PNG: "image/png",
    FileType.JPEG: "image/jpeg",
}
"""What browsers are told of each type."""

MENDED = {
    "metadata": _("written anew, without place, camera and comments"),
    "scaled": _("made smaller: it had more than 12 million points"),
    "format": _("written as PNG or JPEG"),
    "first_frame": _("of several pictures in the file, the first"),
    "name": _("its name was given the ending of what it holds"),
    "utf8": _("turned to UTF-8"),
}
"""What was done to a file when it was taken in."""

MOST_BYTES = 10_000_000
"""Of one file; whatever comes with a form has at most 20 million (`ui.middleware`)."""
MOST_BYTES_OF_A_SUBJECT = 200_000_000
MOST_OF_A_SUBJECT = 100
MOST_AT_ONCE = 20
"""Files in one form."""
KEPT_REMOVED = timedelta(days=30)
"""How long what was removed can be put back; then its bytes go."""
MOST_TAGS = 20
"""Tags of one subject."""

VERBS = {
    "documents.attach": _("attached a file"),
    "documents.change_attachment": _("changed what is said of an attachment"),
    "documents.move_attachment": _("moved an attachment up"),
    "documents.remove_attachment": _("removed an attachment"),
    "documents.put_back_attachment": _("put an attachment back"),
    "documents.release_attachment": _("released an attachment"),
    "documents.delete_attachment": _("deleted an attachment for good"),
    "documents.sweep_attachments": _("deleted attachments that were removed long ago"),
    "documents.add_tag": _("added a tag"),
    "documents.change_tag": _("changed a tag"),
    "documents.set_tags": _("chose tags"),
}
"""What each verb of attachments and tags is called in the journal."""

ENTRIES = {
    "subject": _("attached to"),
    "captions": _("caption"),
    "sha256": _("SHA-256 of its bytes"),
    "tags": _("tags"),
    "swept": _("attachments deleted"),
}
"""What entries of the journal's lines of attachments are called."""


def is_worded(text: str) -> bool:
    r"""Tell whether a text says anything: signs that are not seen, or turn the line they stand in, say nothing.

    >>> is_worded("الحدود"), is_worded("7"), is_worded("\u202e"), is_worded(" - ")
    (True, True, False, False)
    """
    return any(map(str.isalnum, text))
