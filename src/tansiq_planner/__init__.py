"""Find joint training plans: pure, without a clock, people or a network."""
