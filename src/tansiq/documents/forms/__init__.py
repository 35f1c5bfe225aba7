"""What people enter about papers, sheets, calendars and attachments."""
