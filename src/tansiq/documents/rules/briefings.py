"""What sentences of a briefing rest on, how far a summary is supported, and where summaries are from."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tansiq.documents.rules.attachments import SubjectKind


class Ground(TextChoices):
    """What a sentence of a briefing rests on."""

    AGREED = "agreed", _("agreed by all parties")
    RECORD = "record", _("confirmed by the record")
    ONE = "one", _("reported by one party")
    NAMED = "named", _("said by a named source")
    UNNAMED = "unnamed", _("source without a name")
    DIFFERING = "differing", _("sources differ")


class Support(TextChoices):
    """How far the source of a summary supports one of its claims; the first three are those of the checker."""

    SUPPORTED = "supported", _("supported")
    PARTLY = "partly", _("partly supported")
    UNSUPPORTED = "unsupported", _("unsupported")
    UNCHECKED = "unchecked", _("not checked")


class SummaryOrigin(TextChoices):
    """Who or what wrote a summary."""

    OFFICER = "officer", _("written by an officer")
    MACHINE = "machine", _("machine-made elsewhere")
    NEWS = "news", _("taken from a news page")


class SummaryLanguage(TextChoices):
    """Language of a summary and of its source: nothing is compared across languages."""

    ARABIC = "ar", _("Arabic")
    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")


SIGNS = {Support.SUPPORTED: "✓", Support.PARTLY: "≈", Support.UNSUPPORTED: "✗", Support.UNCHECKED: "?"}
"""Said beside the words, so that no reader depends on colour."""
BRIEFED = (SubjectKind.PLAN, SubjectKind.MEETING, SubjectKind.ACCORD)
"""Kinds of record that have a briefing."""
SHORT = 6
"""Sentences of a briefing that stands folded on another page."""
MOST_SUMMARY, MOST_SOURCE = 8_000, 60_000
"""Signs of a summary and of its source: about 4 and 30 pages."""
MOST_OF_A_RECORD = 30
"""Summaries of one record: its page checks all of them, and `queries.briefings.summaries.KEPT` keeps what it found."""
EXTRACT = 5
"""Sentences of a source that are chosen to say what it is about."""

VERBS = {
    "documents.add_summary": _("added a summary"),
    "documents.change_summary": _("changed a summary"),
    "documents.remove_summary": _("removed a summary"),
}
"""What each verb of briefings is called in the journal."""

ENTRIES = {"summary_of": _("summary of")}
"""What entries of the journal's lines of briefings are called."""
