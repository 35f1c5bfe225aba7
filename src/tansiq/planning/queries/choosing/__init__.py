"""Plans laid beside one another, and what each makes of the two sides."""
