"""The verbs of the exchange."""
