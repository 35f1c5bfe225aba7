"""Calendars: the plan as files, and what a feed holds, both by RFC 5545. They ask no clock."""
