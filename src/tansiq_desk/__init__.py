"""The planner's desk: its command line, its words in Arabic, French and English, and its papers."""
