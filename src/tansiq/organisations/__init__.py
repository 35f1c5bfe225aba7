"""Who takes part: parties, their organisations, their military units, and the days their calendars keep free."""
