"""What the parties agreed: accords and their lives, meetings, minutes, decisions, and facts with their sources."""
