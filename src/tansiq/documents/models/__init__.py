"""Tables of papers, sheets, calendars, briefings and attachments."""

from tansiq.documents.models.attachments import Attachment, Blob, Tag, Tagging
from tansiq.documents.models.briefings import Summary
from tansiq.documents.models.calendars import CalendarLink
from tansiq.documents.models.papers import MadePaper, PaperMark
from tansiq.documents.models.sheets import GivenSheet, SheetImport, SheetMapping
from tansiq.documents.models.templates import EditedMinutes, GivenText, PaperTemplate

__all__ = [
    "Attachment",
    "Blob",
    "CalendarLink",
    "EditedMinutes",
    "GivenSheet",
    "GivenText",
    "MadePaper",
    "PaperMark",
    "PaperTemplate",
    "SheetImport",
    "SheetMapping",
    "Summary",
    "Tag",
    "Tagging",
]
