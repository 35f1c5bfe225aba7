"""The verbs of papers, sheets, calendars, briefings and attachments."""
