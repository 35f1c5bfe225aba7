"""What a user would reach for instead: two solvers with their own settings, and filling in requests by priority."""
