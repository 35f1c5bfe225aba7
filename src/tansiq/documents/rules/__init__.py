"""What holds of papers, sheets, calendars, briefings and attachments, each in a module of its own; the journal's words."""

from __future__ import annotations

from collections.abc import Mapping

from tansiq.documents.rules import attachments, briefings, calendars, papers, sheets, templates

VERBS: dict[str, object] = {
    **attachments.VERBS,
    **briefings.VERBS,
    **calendars.VERBS,
    **papers.VERBS,
    **sheets.VERBS,
    **templates.VERBS,
}
"""What each verb of this area is called in the journal."""

ENTRIES: dict[str, object] = {
    **attachments.ENTRIES,
    **briefings.ENTRIES,
    **calendars.ENTRIES,
    **papers.ENTRIES,
    **sheets.ENTRIES,
    **templates.ENTRIES,
}
"""What entries of the journal's lines are called that are no field of a record."""

VALUES: dict[str, Mapping[str, object]] = {**calendars.VALUES, **papers.VALUES, **templates.VALUES}
"""What the values of such entries are called."""
