"""What officers print, send, fill in and read aloud: papers, officers' own sheets, calendars, briefings, attachments."""
