"""The planning year: its milestones, its gate and the days to keep free."""
