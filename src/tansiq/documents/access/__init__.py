"""Who may do what with papers, sheets, calendars, briefings and attachments."""
