"""Runs contestants, each in a process of its own, and makes a report of what they came to."""
