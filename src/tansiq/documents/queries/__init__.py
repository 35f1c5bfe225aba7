"""Reads of papers, sheets, calendars, briefings and attachments."""
